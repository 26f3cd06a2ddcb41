using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Quotes;

/// <summary>Keeps which message the operator's next answer quotes, beside what he has written of it.</summary>
public sealed class QuoteActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <param name="messageId">Null takes the quotation away.</param>
    /// <returns>False when there is no such message, its platform does not know it, or it has been deleted.</returns>
    public async Task<bool> KeepAsync(Guid appealId, Guid? messageId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await Drafts.LockAsync(db, current.Id, appealId, cancellation);
        var isKept = messageId is null ? await ForgetAsync(db, appealId, cancellation) : await WriteAsync(db, appealId, messageId.Value, cancellation);
        await transaction.CommitAsync(cancellation);
        return isKept;
    }

    private async Task<bool> WriteAsync(CrmDb db, Guid appealId, Guid messageId, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into operator_drafts (tenant_id, operator_id, appeal_id, text, reply_to_id, updated_at)
            select tenant_id, {current.Id}, {appealId}, '', id, {time.GetUtcNow()} from messages_history
            where tenant_id = {db.TenantId} and id = {messageId} and external_message_id is not null and deleted_at is null
            on conflict (operator_id, appeal_id) do update set reply_to_id = excluded.reply_to_id, updated_at = excluded.updated_at
            """,
            cancellation) == 1;

    private async Task<bool> ForgetAsync(CrmDb db, Guid appealId, CancellationToken cancellation)
    {
        var own = Drafts.Of(db, current.Id, appealId);
        if (await own.Where(d => d.Text == "").ExecuteDeleteAsync(cancellation) == 0) await own.ExecuteUpdateAsync(d => d.SetProperty(x => x.ReplyToId, (Guid?)null), cancellation);
        return true;
    }
}
