using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound.Changes;

/// <summary>A change that this node asks a platform for now.</summary>
/// <param name="Attempts">This attempt's number; only its owner may write its result.</param>
/// <param name="Credentials">As stored, sealed.</param>
internal sealed record ClaimedChange(
    Guid MessageId, Guid TenantId, Guid AppealId, Guid OperatorId, string Platform, string ExternalChatId, string ExternalId, string? Text, bool HasFile, int Attempts, string? Credentials);

/// <summary>Changes of sent messages that are still to ask for, in the database; <c>not_before</c> is both their time and the lease of who asks.</summary>
internal sealed class ChangeQueue(IDbContextFactory<WorkerDb> factory, TimeProvider time)
{
    private const int MaxWords = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(60);

    /// <summary>Claims what is due (ix_message_changes_due), oldest first.</summary>
    public async Task<List<ClaimedChange>> ClaimAsync(string[] platforms, int limit, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<ClaimedChange>(
            $"""
            with due as (
                select w.message_id, m.external_chat_id, m.external_message_id, c.platform, c.credentials,
                       exists (select from message_attachments a where a.tenant_id = m.tenant_id and a.message_id = m.id) as has_file
                from message_changes w
                join channels c on c.id = w.channel_id
                join tenants t on t.id = w.tenant_id
                join messages_history m on m.id = w.message_id
                where w.state in ('queued', 'sending') and w.not_before <= {now}
                  and c.is_active and c.fault is null and c.platform = any ({platforms}) and t.is_active and not t.suspend
                  and m.external_chat_id is not null and m.external_message_id is not null
                order by w.not_before
                limit {limit}
                for update of w skip locked)
            update message_changes w
            set state = 'sending', attempts = w.attempts + 1, not_before = {now + Lease}, updated_at = {now}
            from due
            where w.message_id = due.message_id
            returning w.message_id, w.tenant_id, w.appeal_id, w.operator_id, due.platform, due.external_chat_id, due.external_message_id as external_id, w.text, due.has_file, w.attempts,
                      due.credentials::text as credentials
            """)
            .ToListAsync(cancellation);
    }

    /// <summary>Writes how an attempt ended: what the platform has done is now so here as well.</summary>
    /// <param name="retryAt">When to ask again, for what is not certain.</param>
    public async Task SettleAsync(ClaimedChange change, SendOutcome outcome, DateTimeOffset retryAt, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await Outbox.LockAsync(db, change.AppealId, cancellation, change.TenantId);
        var mine = db.MessageChanges.Where(c => c.MessageId == change.MessageId && c.State == ChangeStates.Sending && c.Attempts == change.Attempts);
        var written = outcome switch
        {
            SendOutcome.Sent => await mine.ExecuteDeleteAsync(cancellation),
            SendOutcome.Refused refused => await FailAsync(mine, Cut(refused.Words), now, cancellation),
            _ => await mine.ExecuteUpdateAsync(c => c.SetProperty(x => x.State, ChangeStates.Queued).SetProperty(x => x.NotBefore, retryAt), cancellation),
        };
        if (written == 0) return;

        if (outcome is SendOutcome.Sent) await Outbox.ChangedAsync(db, new DoneChange(change.TenantId, change.AppealId, change.MessageId, change.OperatorId, change.Text), now, cancellation);
        else await Outbox.TellChangedAsync(db, change.TenantId, change.AppealId, change.MessageId, now, cancellation);
        await transaction.CommitAsync(cancellation);
    }

    private static Task<int> FailAsync(IQueryable<MessageChange> mine, string words, DateTimeOffset now, CancellationToken cancellation) => mine.ExecuteUpdateAsync(
        c => c.SetProperty(x => x.State, ChangeStates.Failed).SetProperty(x => x.Error, words).SetProperty(x => x.UpdatedAt, now), cancellation);

    private static string Cut(string words)
    {
        words = StorableText.Of(words);
        return words.Length <= MaxWords ? words : StorableText.Of(words[..MaxWords]);
    }
}
