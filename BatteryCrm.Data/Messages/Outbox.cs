using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Messages;

/// <summary>An answer as it enters the outbox.</summary>
/// <param name="Text">Storable and within the platform's limit.</param>
/// <param name="MessageType"><see cref="MessageTypes.Operator"/>, <see cref="MessageTypes.Agent"/> or <see cref="MessageTypes.Automatic"/>.</param>
/// <param name="OperatorId">Who wrote it; null for a rule or the AI.</param>
/// <param name="ClientKey">Unique per tenant: the same key twice is the same answer.</param>
/// <param name="NotBefore">Until then it can be taken back and does not leave.</param>
/// <param name="File">What goes with the text, which then may be empty; null = words alone.</param>
/// <param name="ReplyToId">The message of the same chat that it quotes; null = none.</param>
public sealed record NewAnswer(
    Guid AppealId, string Text, string MessageType, Guid? OperatorId, Guid ChannelId, string Platform, string ExternalChatId, string ClientKey, DateTimeOffset NotBefore,
    AnswerFile? File = null, Guid? ReplyToId = null);

/// <summary>A stored file that goes out with an answer.</summary>
/// <param name="Kind">As of <see cref="MessageAttachment.Kind"/>.</param>
public sealed record AnswerFile(Guid FileId, string FileName, string Kind, string MimeType, long SizeBytes, int? Width, int? Height);

/// <param name="OperatorId">Who wanted it.</param>
/// <param name="Text">The new words; null = it is withdrawn.</param>
public sealed record DoneChange(Guid TenantId, Guid AppealId, Guid MessageId, Guid OperatorId, string? Text);

/// <param name="IsNew">False when the key was used before: <paramref name="MessageId"/> is the message of then and nothing was written.</param>
public sealed record QueuedAnswer(Guid MessageId, bool IsNew);

/// <summary>The one way into <see cref="OutboundMessage"/>, for whoever answers. Works inside the caller's transaction.</summary>
public static class Outbox
{
    /// <summary>
    /// Writes message, outbox row, activity, the first answer's stage and live events. Locks the client, the appeal and its activity, in the order of every writer;
    /// so answers to one client are numbered in the order of their commits, which is the order in which a chat gets them.
    /// </summary>
    public static async Task<QueuedAnswer> QueueAsync(CrmDb db, NewAnswer answer, DateTimeOffset now, CancellationToken cancellation)
    {
        await LockAsync(db, answer.AppealId, cancellation);

        // Where to was read before the lock: who was erased meanwhile has no chat that anybody may know.
        if (await db.Appeals.AnyAsync(a => a.Id == answer.AppealId && db.Clients.Any(c => c.Id == a.ClientId && c.ErasedAt != null), cancellation))
            throw new InvalidOperationException("The client was erased.");
        var messageId = Ids.New();
        if (!await WriteAsync(db, messageId, answer, now, cancellation))
        {
            var first = await db.OutboundMessages.Where(o => o.ClientKey == answer.ClientKey).Select(o => o.MessageId).SingleAsync(cancellation);
            return new QueuedAnswer(first, IsNew: false);
        }

        if (answer.File is { } file) db.MessageAttachments.Add(AttachmentOf(file, messageId, answer.ChannelId, now));
        var preview = answer is { Text: "", File: { } alone } ? Previews.OfFile(alone.FileName) : Previews.Of(answer.Text);
        await db.AppealActivity.Where(a => a.AppealId == answer.AppealId).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.LastMessageId, messageId)
                .SetProperty(x => x.LastMessageAt, now)
                .SetProperty(x => x.LastMessageType, answer.MessageType)
                .SetProperty(x => x.LastMessagePreview, preview)
                .SetProperty(x => x.LastActivityAt, now)
                .SetProperty(x => x.WaitingSince, (DateTimeOffset?)null)
                .SetProperty(x => x.SnoozedSince, (DateTimeOffset?)null)
                .SetProperty(x => x.MutedSince, (DateTimeOffset?)null)
                .SetProperty(x => x.OurMessages, x => x.OurMessages + 1),
            cancellation);
        await StageMoves.MoveAsync(db, answer.AppealId, Stages.FirstContact, Stages.Gathering, answer.OperatorId, automatic: true, "first_answer", now, cancellation);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = answer.AppealId, CreatedAt = now });
        await TellQueuedAsync(db, answer.AppealId, messageId, now, cancellation);
        return new QueuedAnswer(messageId, IsNew: true);
    }

    /// <summary>Writes a rule's message, if the client still waits. It answers nobody: the wait, the queue's line and the stage stay as they are.</summary>
    /// <returns>False when somebody has answered meanwhile or nobody waits, or the key was used before; nothing is written then.</returns>
    public static async Task<bool> QueueAutomaticAsync(CrmDb db, NewAnswer answer, DateTimeOffset now, CancellationToken cancellation)
    {
        await LockAsync(db, answer.AppealId, cancellation);
        if (!await db.AppealActivity.AnyAsync(a => a.AppealId == answer.AppealId && a.WaitingSince != null && a.LastMessageType == MessageTypes.Client, cancellation)) return false;
        var messageId = Ids.New();
        if (!await WriteAsync(db, messageId, answer, now, cancellation)) return false;
        await TellQueuedAsync(db, answer.AppealId, messageId, now, cancellation);
        return true;
    }

    /// <summary>
    /// Takes an answer back while it has never been tried, or while its channel cannot send at all (what is queued then has not left, tried or not): it is shown as withdrawn, and the queue counts as if it had not been written.
    /// </summary>
    /// <returns>False when it has left, may have left or was taken back already.</returns>
    public static async Task<bool> TakeBackAsync(CrmDb db, Guid messageId, Guid appealId, DateTimeOffset now, CancellationToken cancellation)
    {
        await LockAsync(db, appealId, cancellation);
        var cancelled = await db.OutboundMessages
            .Where(o => o.MessageId == messageId && o.AppealId == appealId && o.State == OutboundStates.Queued
                && (o.Attempts == 0 || db.Channels.Any(c => c.Id == o.ChannelId && c.Fault != null)))
            .ExecuteUpdateAsync(o => o.SetProperty(x => x.State, OutboundStates.Cancelled).SetProperty(x => x.UpdatedAt, now), cancellation);
        if (cancelled == 0) return false;

        await db.Messages.Where(m => m.Id == messageId).ExecuteUpdateAsync(m => m.SetProperty(x => x.DeletedAt, now), cancellation);
        await RestoreActivityAsync(db, appealId, cancellation);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.MessageChanged, AppealId = appealId, MessageId = messageId, CreatedAt = now });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AppealChanged, AppealId = appealId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        return true;
    }

    /// <summary>A platform has changed or withdrawn a message that it had: now it is so here as well. For workers, under <see cref="LockAsync"/>.</summary>
    public static async Task ChangedAsync(CrmDb db, DoneChange change, DateTimeOffset now, CancellationToken cancellation)
    {
        var message = db.Messages.Where(m => m.Id == change.MessageId);
        if (change.Text is { } text)
        {
            var before = await message.Select(m => m.MessageText).SingleAsync(cancellation);
            db.MessageEdits.Add(new MessageEdit { TenantId = change.TenantId, MessageId = change.MessageId, PreviousText = before, EditedAt = now, CreatedAt = now });
            await message.ExecuteUpdateAsync(m => m.SetProperty(x => x.MessageText, text).SetProperty(x => x.EditedAt, now), cancellation);
            var file = text.Length > 0 ? null : await db.MessageAttachments.Where(a => a.MessageId == change.MessageId).Select(a => a.FileName).FirstOrDefaultAsync(cancellation);
            var preview = text.Length > 0 ? Previews.Of(text) : Previews.OfFile(file);
            await db.AppealActivity.Where(a => a.AppealId == change.AppealId && a.LastMessageId == change.MessageId)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.LastMessagePreview, preview), cancellation);
        }
        else
        {
            await message.ExecuteUpdateAsync(m => m.SetProperty(x => x.DeletedAt, now), cancellation);
            await RestoreActivityAsync(db, change.AppealId, cancellation);
        }

        AppealDeeds.Log(db, change.OperatorId, change.AppealId, ActionTypes.AppealUpdated, ActionDetails.MessageChanged(change.MessageId, change.Text is null), now, change.TenantId);
        db.LiveEvents.Add(new LiveEvent { TenantId = change.TenantId, Kind = LiveKinds.AppealChanged, AppealId = change.AppealId, CreatedAt = now });
        await TellChangedAsync(db, change.TenantId, change.AppealId, change.MessageId, now, cancellation);
    }

    /// <summary>Shows a message anew, for workers.</summary>
    public static async Task TellChangedAsync(CrmDb db, Guid tenantId, Guid appealId, Guid messageId, DateTimeOffset now, CancellationToken cancellation)
    {
        db.LiveEvents.Add(new LiveEvent { TenantId = tenantId, Kind = LiveKinds.MessageChanged, AppealId = appealId, MessageId = messageId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
    }

    /// <summary>Since when the client's messages after our last one wait, as if nobody had said that they need no answer; null when there are none.</summary>
    public static async Task<DateTimeOffset?> UnansweredSinceAsync(CrmDb db, Guid appealId, CancellationToken cancellation)
    {
        var spoken = Spoken(db, appealId);
        var answered = await spoken.Where(m => m.MessageType != MessageTypes.Client).MaxAsync(m => (DateTimeOffset?)m.CreatedAt, cancellation) ?? DateTimeOffset.MinValue;
        var waiting = await spoken.Where(m => m.MessageType == MessageTypes.Client && m.CreatedAt > answered)
            .OrderBy(m => m.CreatedAt).ThenBy(m => m.Id).Select(m => new { m.SentAt, m.CreatedAt }).FirstOrDefaultAsync(cancellation);
        return waiting is null ? null : waiting.SentAt < waiting.CreatedAt ? waiting.SentAt : waiting.CreatedAt;
    }

    /// <summary>Locks the client, the appeal and its activity until the caller's transaction ends, in the order of every writer: nobody adds a message meanwhile.</summary>
    /// <param name="of">The appeal's tenant, for a worker, whose context has none.</param>
    public static async Task LockAsync(CrmDb db, Guid appealId, CancellationToken cancellation, Guid? of = null)
    {
        var tenant = of ?? TenantOf(db);
        await db.Database.ExecuteSqlAsync(
            $"""
            select from clients where tenant_id = {tenant} and id = (select client_id from appeals where tenant_id = {tenant} and id = {appealId}) for no key update;
            select from appeals where tenant_id = {tenant} and id = {appealId} for no key update;
            select from appeal_activity where tenant_id = {tenant} and appeal_id = {appealId} for no key update;
            """,
            cancellation);
    }

    private static MessageAttachment AttachmentOf(AnswerFile file, Guid messageId, Guid channelId, DateTimeOffset now) => new()
    {
        Id = Ids.New(), MessageId = messageId, ChannelId = channelId, Kind = file.Kind, FileName = file.FileName, MimeType = file.MimeType, SizeBytes = file.SizeBytes, Width = file.Width,
        Height = file.Height, State = "stored", FileId = file.FileId, CreatedAt = now,
    };

    // One statement: the outbox row decides by its unique key, and without it there is no message. Both keys are checked when the statement ends.
    private static async Task<bool> WriteAsync(CrmDb db, Guid messageId, NewAnswer answer, DateTimeOffset now, CancellationToken cancellation) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            with outbox as (
                insert into outbound_messages (id, tenant_id, message_id, appeal_id, channel_id, external_chat_id, client_key, not_before, created_at, updated_at)
                values ({Ids.New()}, {TenantOf(db)}, {messageId}, {answer.AppealId}, {answer.ChannelId}, {answer.ExternalChatId}, {answer.ClientKey}, {answer.NotBefore}, {now}, {now})
                on conflict (tenant_id, client_key) do nothing
                returning tenant_id, message_id)
            insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel, channel_id, external_chat_id, created_at, operator_id, reply_to_id)
            select message_id, tenant_id, {answer.AppealId}, {answer.MessageType}, {answer.Text}, {answer.Platform}, {answer.ChannelId}, {answer.ExternalChatId}, {now}, {answer.OperatorId}, {answer.ReplyToId}
            from outbox
            """,
            cancellation) > 0;

    private static async Task TellQueuedAsync(CrmDb db, Guid appealId, Guid messageId, DateTimeOffset now, CancellationToken cancellation)
    {
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.MessageAdded, AppealId = appealId, MessageId = messageId, CreatedAt = now });
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.AnswerQueued, AppealId = appealId, MessageId = messageId, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
    }

    // What people, and the AI in their place, have said to each other.
    private static IQueryable<Message> Spoken(CrmDb db, Guid appealId) =>
        db.Messages.Where(m => m.AppealId == appealId && m.DeletedAt == null && m.MessageType != MessageTypes.Note && m.MessageType != MessageTypes.Automatic);

    private static Guid TenantOf(CrmDb db) => db.TenantId ?? throw new InvalidOperationException("Answers belong to a tenant.");

    private static async Task RestoreActivityAsync(CrmDb db, Guid appealId, CancellationToken cancellation)
    {
        var spoken = Spoken(db, appealId);
        var last = await spoken.OrderByDescending(m => m.CreatedAt).ThenByDescending(m => m.Id)
            .Select(m => new { m.Id, m.CreatedAt, m.MessageType, m.MessageText, File = db.MessageAttachments.Where(a => a.MessageId == m.Id).Select(a => a.FileName).FirstOrDefault() }).FirstOrDefaultAsync(cancellation);
        var waitingSince = await UnansweredSinceAsync(db, appealId, cancellation);
        var preview = last is null ? null : last.MessageText.Length == 0 ? Previews.OfFile(last.File) : Previews.Of(last.MessageText);
        await db.AppealActivity.Where(a => a.AppealId == appealId).ExecuteUpdateAsync(
            a =>
            {
                a.SetProperty(x => x.LastMessageId, last != null ? last.Id : (Guid?)null)
                    .SetProperty(x => x.LastMessageAt, last != null ? last.CreatedAt : (DateTimeOffset?)null)
                    .SetProperty(x => x.LastMessageType, last != null ? last.MessageType : null)
                    .SetProperty(x => x.LastMessagePreview, preview)
                    .SetProperty(x => x.OurMessages, x => x.OurMessages - 1);

                // Two nulls in one choice have no type in SQL.
                if (waitingSince is null) a.SetProperty(x => x.WaitingSince, waitingSince).SetProperty(x => x.MutedSince, waitingSince);
                else a.SetProperty(x => x.WaitingSince, x => x.IsMuted ? null : waitingSince).SetProperty(x => x.MutedSince, x => x.IsMuted ? waitingSince : null);
            },
            cancellation);

        // What is put off waits when it comes back, and not before.
        await db.AppealActivity.Where(a => a.AppealId == appealId && a.SnoozedUntil != null).ExecuteUpdateAsync(
            a => a.SetProperty(x => x.SnoozedSince, waitingSince).SetProperty(x => x.WaitingSince, (DateTimeOffset?)null), cancellation);
    }
}
