using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Changes;

/// <summary>An operator changes or withdraws what he has sent. Written here, done by the outbox: the message changes when the platform has changed it.</summary>
public sealed class ChangeActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <returns>Why not; null when the platform will be asked.</returns>
    public async Task<ChangeRefusal?> EditAsync(Guid messageId, string text, CancellationToken cancellation)
    {
        var words = StorableText.Of(text).Trim();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(db, messageId, cancellation) is not { } message) return ChangeRefusal.Gone;
        if (words.Length == 0 && !message.HasFile) return ChangeRefusal.Empty;
        if (words.Length > (message.HasFile ? AnswerPlatforms.CaptionLimit(message.Platform) : AnswerPlatforms.TextLimit(message.Platform))) return ChangeRefusal.TooLong;
        if (string.Equals(words, message.Text, StringComparison.Ordinal)) return null;
        if (!await WriteAsync(db, message, ChangeKinds.Edit, words, cancellation)) return ChangeRefusal.Busy;
        await transaction.CommitAsync(cancellation);
        return null;
    }

    /// <returns>As of <see cref="EditAsync"/>.</returns>
    public async Task<ChangeRefusal?> WithdrawAsync(Guid messageId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (await FindAsync(db, messageId, cancellation) is not { } message) return ChangeRefusal.Gone;
        if (!await WriteAsync(db, message, ChangeKinds.Withdraw, text: null, cancellation)) return ChangeRefusal.Busy;
        await transaction.CommitAsync(cancellation);
        return null;
    }

    // Null unless it is the operator's own, has arrived and can be changed at all.
    private async Task<Sent?> FindAsync(CrmDb db, Guid messageId, CancellationToken cancellation)
    {
        var found = await (
            from message in db.Messages
            join outbound in db.OutboundMessages on message.Id equals outbound.MessageId
            join channel in db.Channels on outbound.ChannelId equals channel.Id
            where message.Id == messageId && message.OperatorId == current.Id && message.DeletedAt == null && message.ExternalMessageId != null
                && (outbound.State == OutboundStates.Sent || outbound.State == OutboundStates.Delivered || outbound.State == OutboundStates.Read)
            select new Sent(message.Id, message.AppealId, channel.Id, channel.Platform, message.MessageText, db.MessageAttachments.Any(a => a.MessageId == message.Id))).SingleOrDefaultAsync(cancellation);
        return found is not null && AnswerPlatforms.CanChange(found.Platform) ? found : null;
    }

    // The wish of before gives way to this one, unless the platform is just being asked for it.
    private async Task<bool> WriteAsync(CrmDb db, Sent message, string kind, string? text, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            insert into message_changes (message_id, tenant_id, appeal_id, channel_id, operator_id, kind, text, not_before, created_at, updated_at)
            values ({message.Id}, {db.TenantId}, {message.AppealId}, {message.ChannelId}, {current.Id}, {kind}, {text}, {now}, {now}, {now})
            on conflict (message_id) do update
            set kind = excluded.kind, text = excluded.text, operator_id = excluded.operator_id, state = 'queued', attempts = 0, error = null, not_before = excluded.not_before, updated_at = excluded.updated_at
            where message_changes.state <> 'sending'
            """,
            cancellation);
        if (written == 0) return false;
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.MessageChanged, AppealId = message.AppealId, MessageId = message.Id, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    private sealed record Sent(Guid Id, Guid AppealId, Guid ChannelId, string Platform, string Text, bool HasFile);
}

/// <summary>Why a sent message cannot be changed.</summary>
public enum ChangeRefusal
{
    /// <summary>It is not there, not the operator's, has not arrived, or its platform changes nothing.</summary>
    Gone,
    Empty,
    TooLong,

    /// <summary>The platform is just being asked for another change of it.</summary>
    Busy,
}
