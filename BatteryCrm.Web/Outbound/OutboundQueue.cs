using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound;

/// <summary>One answer that this node may send now, until its lease ends.</summary>
/// <param name="Attempts">This attempt's number; only its owner may write its result.</param>
/// <param name="Credentials">As stored, sealed.</param>
/// <param name="ReplyToExternalId">The platform's id of the message it answers; null when there is none in this chat.</param>
internal sealed record ClaimedAnswer(
    Guid Id, Guid TenantId, Guid MessageId, Guid AppealId, Guid ChannelId, string Platform, string ExternalChatId, string Text, int Attempts, string? Credentials,
    string? ReplyToExternalId)
{
    /// <summary>What goes with the text; null = words alone.</summary>
    public Guid? FileId { get; init; }
    public string? FileKind { get; init; }
    public string? FileName { get; init; }
    public string? MimeType { get; init; }
    public long? SizeBytes { get; init; }
    public int? Width { get; init; }
    public int? Height { get; init; }
}

/// <summary>The outbox in the database: claiming, results, leases. Every method is one short transaction and leaves its live events in it.</summary>
internal sealed class OutboundQueue(IDbContextFactory<WorkerDb> factory, TimeProvider time)
{
    private const int MaxWords = 500;

    /// <summary>
    /// Claims the first unsent answer of up to <paramref name="limit"/> chats (ix_outbound_messages_due, ix_outbound_messages_to_send). Nothing of a chat is claimed while an earlier one of it is
    /// queued, delayed or being sent. Rows that another node is just claiming are skipped, not waited for.
    /// </summary>
    public async Task<List<ClaimedAnswer>> ClaimAsync(string[] platforms, Guid[] pausedChannels, int limit, TimeSpan lease, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<ClaimedAnswer>(
            $"""
            with due as (
                select o.id, o.size_bytes
                from channels c
                join tenants t on t.id = c.tenant_id
                cross join lateral (
                    select o.id, o.seq, (select a.size_bytes from message_attachments a where a.tenant_id = o.tenant_id and a.message_id = o.message_id) as size_bytes
                    from outbound_messages o
                    where o.channel_id = c.id and o.state = 'queued' and o.not_before <= {now}
                      and not exists (
                          select from outbound_messages earlier
                          where earlier.channel_id = o.channel_id and earlier.external_chat_id = o.external_chat_id and earlier.seq < o.seq
                            and earlier.state in ('queued', 'sending'))
                    order by o.seq
                    limit {limit}
                    for update skip locked) o
                where c.is_active and c.fault is null and c.platform = any ({platforms}) and c.id <> all ({pausedChannels})
                  and t.is_active and not t.suspend
                order by o.seq
                limit {limit}),
            claimed as (
                update outbound_messages o
                set state = 'sending', attempts = o.attempts + 1, lease_until = {now + lease} + coalesce(due.size_bytes, 0) / 1048576.0 * {OutgoingFile.TimeToLeave(1048576)}, updated_at = {now}
                from due where o.id = due.id
                returning o.id, o.tenant_id, o.message_id, o.appeal_id, o.channel_id, o.external_chat_id, o.attempts, o.seq),
            told as (
                insert into live_events (tenant_id, kind, appeal_id, message_id, created_at)
                select tenant_id, {LiveKinds.MessageChanged}, appeal_id, message_id, {now} from claimed)
            select claimed.id, claimed.tenant_id, claimed.message_id, claimed.appeal_id, claimed.channel_id, c.platform, claimed.external_chat_id,
                   m.message_text as text, claimed.attempts, c.credentials::text as credentials, reply.external_message_id as reply_to_external_id,
                   file.file_id, file.kind as file_kind, file.file_name, file.mime_type, file.size_bytes, file.width, file.height
            from claimed
            join channels c on c.id = claimed.channel_id
            join messages_history m on m.id = claimed.message_id
            left join message_attachments file on file.tenant_id = claimed.tenant_id and file.message_id = claimed.message_id
            left join messages_history reply
                on reply.id = m.reply_to_id and reply.channel_id = claimed.channel_id and reply.external_chat_id = claimed.external_chat_id
            order by claimed.seq
            """)
            .ToListAsync(cancellation);
    }

    /// <summary>What was being sent when its node died or lost the database: it may have arrived, so it is unknown and the chat goes on.</summary>
    /// <returns>How many.</returns>
    public async Task<int> ExpireAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.ExecuteSqlAsync(
            $"""
            with expired as (
                update outbound_messages set state = 'unknown', lease_until = null, updated_at = {now}
                where id in (select id from outbound_messages where state = 'sending' and lease_until < {now} for update skip locked)
                returning tenant_id, appeal_id, message_id)
            insert into live_events (tenant_id, kind, appeal_id, message_id, created_at)
            select tenant_id, {LiveKinds.MessageChanged}, appeal_id, message_id, {now} from expired
            """,
            cancellation);
    }

    /// <summary>When the next answer may leave or the next lease ends; null when nothing waits for a time.</summary>
    public async Task<DateTimeOffset?> NextDueAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.OutboundMessages.Where(o => o.State == OutboundStates.Queued || o.State == OutboundStates.Sending)
            .Select(o => o.State == OutboundStates.Queued ? (DateTimeOffset?)o.NotBefore : o.LeaseUntil)
            .Where(due => due > now)
            .MinAsync(cancellation);
    }

    /// <summary>Writes how an attempt ended.</summary>
    /// <param name="retryAt">When to try again; for outcomes that did not leave.</param>
    /// <returns>False when the attempt is no longer ours to tell of: its lease ended, and the outcome says no more than "unknown" does.</returns>
    public async Task<bool> SettleAsync(ClaimedAnswer answer, SendOutcome outcome, DateTimeOffset retryAt, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var now = time.GetUtcNow();
        if (outcome is SendOutcome.ChatMoved moved) await MoveChatAsync(db, answer, moved.NewChatId, cancellation);
        if (outcome is SendOutcome.ChannelBroken broken) await SetFaultAsync(db, answer, broken.Words, now, cancellation);
        if (await WriteAsync(db, answer, outcome, retryAt, now, cancellation) == 0) return false;
        if (outcome is SendOutcome.Sent sent) await MarkSentAsync(db, answer, sent, now, cancellation);

        db.LiveEvents.Add(new LiveEvent
        {
            TenantId = answer.TenantId, Kind = LiveKinds.MessageChanged, AppealId = answer.AppealId, MessageId = answer.MessageId, CreatedAt = now,
        });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static Task<int> WriteAsync(WorkerDb db, ClaimedAnswer answer, SendOutcome outcome, DateTimeOffset retryAt, DateTimeOffset now, CancellationToken cancellation)
    {
        var (state, words, sentAt) = outcome switch
        {
            SendOutcome.Sent sent => (OutboundStates.Sent, null, sent.At ?? now),
            SendOutcome.Refused refused => (OutboundStates.Failed, Cut(refused.Words), null),
            SendOutcome.Unknown => (OutboundStates.Unknown, null, null),
            _ => (OutboundStates.Queued, (string?)null, (DateTimeOffset?)null),
        };

        // A lease that ended in between made it unknown; a certain result is better than that. What did not leave then stays unknown: the chat has gone on.
        var isCertain = outcome is SendOutcome.Sent or SendOutcome.Refused;
        return db.OutboundMessages
            .Where(o => o.Id == answer.Id && o.Attempts == answer.Attempts
                && (o.State == OutboundStates.Sending || (isCertain && o.State == OutboundStates.Unknown)))
            .ExecuteUpdateAsync(
                o => o.SetProperty(x => x.State, state)
                    .SetProperty(x => x.NotBefore, x => state == OutboundStates.Queued ? retryAt : x.NotBefore)
                    .SetProperty(x => x.LeaseUntil, (DateTimeOffset?)null)
                    .SetProperty(x => x.Error, words)
                    .SetProperty(x => x.SentAt, sentAt)
                    .SetProperty(x => x.UpdatedAt, now),
                cancellation);
    }

    // The platform's id is what replies and edits refer to; a row that has it already (a platform that starts its count anew) must not keep the result from being written.
    private static Task<int> MarkSentAsync(WorkerDb db, ClaimedAnswer answer, SendOutcome.Sent sent, DateTimeOffset now, CancellationToken cancellation)
    {
        var sentAt = sent.At ?? now;
        var externalId = sent.ExternalId;
        return db.Messages.Where(m => m.Id == answer.MessageId).ExecuteUpdateAsync(
            m => m.SetProperty(x => x.SentAt, sentAt)
                .SetProperty(
                    x => x.ExternalMessageId,
                    x => db.Messages.Any(o => o.ChannelId == x.ChannelId && o.ExternalChatId == x.ExternalChatId && o.ExternalMessageId == externalId) ? null : externalId),
            cancellation);
    }

    // All that still waits for the old chat goes to the new one, this answer included: it is first in its line again.
    private static async Task MoveChatAsync(WorkerDb db, ClaimedAnswer answer, string newChatId, CancellationToken cancellation)
    {
        var waiting = db.OutboundMessages.Where(o => o.ChannelId == answer.ChannelId && o.ExternalChatId == answer.ExternalChatId
            && (o.State == OutboundStates.Queued || o.Id == answer.Id));
        await db.Messages.Where(m => waiting.Any(o => o.MessageId == m.Id)).ExecuteUpdateAsync(m => m.SetProperty(x => x.ExternalChatId, newChatId), cancellation);
        await waiting.ExecuteUpdateAsync(o => o.SetProperty(x => x.ExternalChatId, newChatId), cancellation);
    }

    // Only if the credentials are still those that were refused.
    private static Task<int> SetFaultAsync(WorkerDb db, ClaimedAnswer answer, string words, DateTimeOffset now, CancellationToken cancellation) =>
        db.Channels.Where(c => c.Id == answer.ChannelId && c.Fault == null && c.Credentials == answer.Credentials)
            .ExecuteUpdateAsync(c => c.SetProperty(x => x.Fault, Cut(words)).SetProperty(x => x.FaultAt, now), cancellation);

    private static string Cut(string words)
    {
        words = StorableText.Of(words);
        return words.Length <= MaxWords ? words : StorableText.Of(words[..MaxWords]);
    }
}
