using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Notes;
using BatteryCrm.Web.Screens.Appeal.Quotes;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What an operator does with an open appeal. Each method is one transaction; every change leaves its live event in it.</summary>
public sealed class AppealActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, AnswerPlatforms platforms, TimeProvider time)
{
    /// <summary>Makes the operator the holder when the appeal is free: the database lets exactly one win.</summary>
    public async Task<TakeResult> TakeAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        while (true)
        {
            var now = time.GetUtcNow();
            var won = await db.AppealActivity.Where(a => a.AppealId == appealId && a.HolderId == null)
                .ExecuteUpdateAsync(a => a.SetProperty(x => x.HolderId, current.Id).SetProperty(x => x.HeldAt, now), cancellation);
            if (won == 1)
            {
                await AppealDeeds.SetStatusAsync(db, current.Id, appealId, "in_progress", now, cancellation);
                await LogAsync(db, appealId, ActionTypes.TakeAppeal, now, cancellation);
                await transaction.CommitAsync(cancellation);
                return new TakeResult(Taken: true, current.Id, current.Identity.Name);
            }

            var holder = await (
                from activity in db.AppealActivity
                where activity.AppealId == appealId
                join o in db.Operators on activity.HolderId equals (Guid?)o.Id into holders
                from o in holders.DefaultIfEmpty()
                select new { activity.HolderId, Name = o != null ? o.Name ?? o.UserName : null }).SingleOrDefaultAsync(cancellation);
            if (holder is null) return new TakeResult(Taken: false, HolderId: null, HolderName: null);

            // Released between the two statements: it is free again, so try again.
            if (holder.HolderId is null) continue;
            return new TakeResult(holder.HolderId == current.Id, holder.HolderId, holder.Name);
        }
    }

    /// <returns>False when somebody else holds it, or nobody.</returns>
    public async Task<bool> ReleaseAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var released = await db.AppealActivity.Where(a => a.AppealId == appealId && a.HolderId == current.Id)
            .ExecuteUpdateAsync(a => a.SetProperty(x => x.HolderId, (Guid?)null).SetProperty(x => x.HeldAt, (DateTimeOffset?)null), cancellation);
        if (released == 0) return false;

        var now = time.GetUtcNow();
        await AppealDeeds.SetStatusAsync(db, current.Id, appealId, "viewed", now, cancellation);
        await LogAsync(db, appealId, ActionTypes.ReleaseAppeal, now, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>"Ответ не требуется": the client waits no longer. Anything that the client writes later waits anew.</summary>
    /// <param name="seenId">The last message that the operator has seen.</param>
    /// <returns>False when nobody waits, or more was said than the operator has seen.</returns>
    public Task<bool> SettleAsync(Guid appealId, Guid seenId, CancellationToken cancellation) => SetWaitingAsync(appealId, seenId, isNeeded: false, cancellation);

    /// <summary>The opposite of <see cref="SettleAsync"/>: the client waits again, since the same moment as before.</summary>
    /// <returns>False when the client waits already, the last word is ours, or more was said than the operator has seen.</returns>
    public Task<bool> UnsettleAsync(Guid appealId, Guid seenId, CancellationToken cancellation) => SetWaitingAsync(appealId, seenId, isNeeded: true, cancellation);

    /// <summary>Keeps an internal note: it is shown in the conversation and never leaves.</summary>
    /// <param name="key">Made by the browser for one text: the same key again is the same note.</param>
    /// <returns>False when there is nothing to keep, or no such appeal.</returns>
    public async Task<bool> NoteAsync(Guid appealId, string text, string key, CancellationToken cancellation)
    {
        var words = StorableText.Of(text).Trim();
        if (words.Length == 0) return false;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        if (!await db.Appeals.AnyAsync(a => a.Id == appealId, cancellation)) return false;

        // As every message: an answer that is just being sent sees it, or was there before it.
        await Outbox.LockAsync(db, appealId, cancellation);
        var (now, id) = (time.GetUtcNow(), IdOf(current.Id, key));
        var written = await db.Database.ExecuteSqlAsync(
            $"""
            insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, operator_id, created_at)
            values ({id}, {db.TenantId}, {appealId}, {MessageTypes.Note}, {words}, {current.Id}, {now})
            on conflict (id) do nothing
            """,
            cancellation);
        if (written == 1)
        {
            db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.MessageAdded, AppealId = appealId, MessageId = id, CreatedAt = now });
            await Mentions.NotifyAsync(db, appealId, id, words, current.Id, now, cancellation);
            await db.SaveChangesAsync(cancellation);
        }

        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Writes the answer and its outbox row; the sender takes it from there.</summary>
    public async Task<SendResult> SendAsync(SendRequest request, CancellationToken cancellation)
    {
        var text = StorableText.Of(request.Text).Trim();
        if (text.Length == 0 && request is { FileIds.Count: 0, AgainId: null }) return Refused(SendRefusal.Empty);
        if (ReplyText.Unfilled(text) is not null) return Refused(SendRefusal.Unfilled);

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var channels = await AnswerTargets.ReadAsync(db, request.AppealId, cancellation);
        var target = request.ChannelId is { } chosen ? channels.Find(c => c.ChannelId == chosen) : channels.Find(c => c.IsDefault);
        if (target is null) return Refused(SendRefusal.NoChannel);
        if (text.Length > AnswerPlatforms.TextLimit(target.Platform)) return Refused(SendRefusal.TooLong);
        if (target.Refusal(platforms) is { } refusal) return Refused(refusal);
        if (!await db.Tenants.AnyAsync(t => t.Id == db.TenantId && t.IsActive && !t.Suspend, cancellation)) return Refused(SendRefusal.TenantSuspended);
        if (request.SeenId is { } seen && await IsStaleAsync(db, request, seen, cancellation)) return Refused(SendRefusal.Stale);

        var captionLimit = AnswerPlatforms.CaptionLimit(target.Platform);
        if (captionLimit is null && request is { FileIds.Count: > 0 } or { AgainId: not null }) return Refused(SendRefusal.NoFiles);
        if (await AnswerFiles.ReadAsync(db, request, current.Id, cancellation) is not { } files) return await ChangedAsync(db, request, cancellation);

        var quotedId = await QuotedIdAsync(db, request.ReplyToId, target, cancellation);
        var now = time.GetUtcNow();
        var notBefore = now + await AnswerTargets.UndoTimeAsync(db, cancellation);
        var answers = AnswerFiles.Parts(text, files, captionLimit ?? 0).ConvertAll(part => new NewAnswer(
            request.AppealId, part.Text, MessageTypes.Operator, current.Id, target.ChannelId, target.Platform, target.ExternalChatId!, request.ClientKey, notBefore, part.File, quotedId));
        if (answers.Count == 0) return Refused(SendRefusal.Empty);
        var queued = await Outbox.QueueAsync(db, answers[0], now, cancellation);
        if (queued.IsNew)
        {
            // The first one's key stands for all: they are written together or not at all. It alone quotes.
            for (var i = 1; i < answers.Count; i++) await Outbox.QueueAsync(db, answers[i] with { ClientKey = $"{request.ClientKey}:{i}", ReplyToId = null }, now, cancellation);
            if (!await AnswerFiles.TakeAsync(db, request, cancellation)) return Refused(SendRefusal.FilesChanged);
            AppealDeeds.Log(db, current.Id, request.AppealId, ActionTypes.SendResponse, ActionDetails.Response(queued.MessageId, target.ChannelId), now);
            await db.SaveChangesAsync(cancellation);
            await SentPrice.NoteAsync(db, request.AppealId, text, request.OfferId, current.Id, now, cancellation);
            if (request.IsTyped)
            {
                await Drafts.LockAsync(db, current.Id, request.AppealId, cancellation);
                await Drafts.EndAsync(db, current.Id, request.AppealId, request.ReplyToId, cancellation);
            }
        }

        await transaction.CommitAsync(cancellation);
        return new SendResult(queued.MessageId, Refusal: null);

        static SendResult Refused(SendRefusal why) => new(MessageId: null, why);
    }

    /// <summary>Takes back an own answer that has not left.</summary>
    /// <returns>False when it is too late.</returns>
    public async Task<bool> TakeBackAsync(Guid messageId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var appealId = await db.Messages.Where(m => m.Id == messageId && m.OperatorId == current.Id).Select(m => (Guid?)m.AppealId).SingleOrDefaultAsync(cancellation);
        if (appealId is null || !await Outbox.TakeBackAsync(db, messageId, appealId.Value, time.GetUtcNow(), cancellation)) return false;
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>Keeps what the operator has typed for this appeal; an empty text removes it.</summary>
    /// <param name="key">Under which the text will be sent; null when the browser has made none.</param>
    /// <returns>False when an answer was sent under that key: the text is no draft any more, and nothing is kept.</returns>
    public async Task<bool> SaveDraftAsync(Guid appealId, string text, string? key, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await Drafts.LockAsync(db, current.Id, appealId, cancellation);
        if (key is not null && await db.OutboundMessages.AnyAsync(o => o.ClientKey == key, cancellation)) return false;

        await KeepDraftAsync(db, appealId, text, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    /// <summary>What the operator has written for this appeal and not sent.</summary>
    public async Task<KeptDraft> LoadDraftAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var kept =
            from appeal in db.Appeals
            where appeal.Id == appealId
            select new KeptDraft(
                db.OperatorDrafts.Where(d => d.AppealId == appeal.Id && d.OperatorId == current.Id && d.Text != "").Select(d => d.Text).SingleOrDefault(),
                (from draft in db.DraftFiles
                join file in db.StoredFiles on draft.FileId equals file.Id
                where draft.AppealId == appeal.Id && draft.OperatorId == current.Id
                orderby draft.CreatedAt, draft.Id
                select new DraftFileRow(draft.Id, draft.FileName, draft.Kind, file.SizeBytes)).ToList())
            {
                Quote = (from draft in db.OperatorDrafts
                    join message in db.Messages on draft.ReplyToId equals (Guid?)message.Id
                    join o in db.Operators on message.OperatorId equals (Guid?)o.Id into authors
                    from author in authors.DefaultIfEmpty()
                    where draft.AppealId == appeal.Id && draft.OperatorId == current.Id && message.DeletedAt == null
                    select new QuotedMessage(
                        message.Id, message.MessageType ?? MessageTypes.Client, author != null ? author.Name ?? author.UserName : null, message.MessageText.Substring(0, QuotedMessage.MostWords),
                        db.MessageAttachments.Where(a => a.MessageId == message.Id).OrderBy(a => a.Id).Select(a => a.FileName).FirstOrDefault(), message.ChannelId, message.ExternalChatId)).FirstOrDefault(),
            };
        return await kept.AsSingleQuery().SingleOrDefaultAsync(cancellation) ?? new KeptDraft(Text: null, []);
    }

    /// <summary>Every channel in which this client has written, the default one first; empty for an unknown appeal.</summary>
    public async Task<IReadOnlyList<AnswerChannel>> AnswerChannelsAsync(Guid appealId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var targets = await AnswerTargets.ReadAsync(db, appealId, cancellation);
        return [.. targets.Where(t => t.ExternalChatId is not null).OrderByDescending(t => t.IsDefault).ThenBy(t => t.Name, StringComparer.CurrentCulture)
            .Select(t => new AnswerChannel(t.ChannelId, t.Name, t.Platform, t.ExternalChatId!, t.Refusal(platforms) is null, t.IsDefault, t.Refusal(platforms) == SendRefusal.ChannelFaulty ? t.Fault : null))];
    }

    // The files of an answer that was accepted before have gone with it.
    private static async Task<SendResult> ChangedAsync(CrmDb db, SendRequest request, CancellationToken cancellation)
    {
        var first = await db.OutboundMessages.Where(o => o.ClientKey == request.ClientKey).Select(o => (Guid?)o.MessageId).SingleOrDefaultAsync(cancellation);
        return new SendResult(first, first is null ? SendRefusal.FilesChanged : null);
    }

    // What the client would not see quoted is not quoted here either: the message stands in another chat than the answer's, or has been deleted meanwhile.
    private static async Task<Guid?> QuotedIdAsync(CrmDb db, Guid? messageId, AnswerTarget target, CancellationToken cancellation) =>
        messageId is { } id && AnswerPlatforms.CanQuote(target.Platform)
            ? await db.Messages
                .Where(m => m.Id == id && m.ChannelId == target.ChannelId && m.ExternalChatId == target.ExternalChatId && m.ExternalMessageId != null && m.DeletedAt == null)
                .Select(m => (Guid?)m.Id).SingleOrDefaultAsync(cancellation)
            : null;

    // Asked under the locks of every writer, so that nothing slips in between the look and our commit. A key that was accepted before is that answer, whatever came since.
    private async Task<bool> IsStaleAsync(CrmDb db, SendRequest request, Guid seenId, CancellationToken cancellation)
    {
        await Outbox.LockAsync(db, request.AppealId, cancellation);
        var messages = db.Messages.Where(m => m.AppealId == request.AppealId);
        var seenAt = await messages.Where(m => m.Id == seenId).Select(m => (DateTimeOffset?)m.CreatedAt).SingleOrDefaultAsync(cancellation);
        return seenAt is { } at
            && await messages.Where(m => EF.Functions.GreaterThan(ValueTuple.Create(m.CreatedAt, m.Id), ValueTuple.Create(at, seenId)))
                .AnyAsync(m => m.DeletedAt == null && m.MessageType != MessageTypes.Automatic && (m.OperatorId == null || m.OperatorId != current.Id), cancellation)
            && !await db.OutboundMessages.AnyAsync(o => o.ClientKey == request.ClientKey, cancellation);
    }

    private async Task<bool> SetWaitingAsync(Guid appealId, Guid seenId, bool isNeeded, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var since = isNeeded ? await Outbox.UnansweredSinceAsync(db, appealId, cancellation) : null;
        if (isNeeded && since is null) return false;

        // Every message changes the last one's id: what came between the look and the press is never passed over.
        var changed = await db.AppealActivity.Where(a => a.AppealId == appealId && a.LastMessageId == seenId && !a.IsMuted && a.WaitingSince.HasValue != isNeeded)
            .ExecuteUpdateAsync(
                a => a.SetProperty(x => x.WaitingSince, since)
                    .SetProperty(x => x.SnoozedUntil, (DateTimeOffset?)null).SetProperty(x => x.SnoozedSince, (DateTimeOffset?)null).SetProperty(x => x.SnoozedBy, (Guid?)null),
                cancellation);
        if (changed == 0) return false;
        await LogAsync(db, appealId, ActionTypes.AppealUpdated, time.GetUtcNow(), cancellation, ActionDetails.Reply(isNeeded));
        await transaction.CommitAsync(cancellation);
        return true;
    }

    // From the key, so that a note that was sent twice is one row; of this operator, so that nobody's key meets another's.
    private static Guid IdOf(Guid operatorId, string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"note {operatorId} {key}")).AsSpan(0, 16));

    private async Task KeepDraftAsync(CrmDb db, Guid appealId, string text, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            // What is quoted stays though no word of the answer is left.
            var own = Drafts.Of(db, current.Id, appealId);
            if (await own.Where(d => d.ReplyToId == null).ExecuteDeleteAsync(cancellation) == 0) await own.ExecuteUpdateAsync(d => d.SetProperty(x => x.Text, string.Empty), cancellation);
            return;
        }

        await db.Database.ExecuteSqlAsync(
            $"""
            insert into operator_drafts (tenant_id, operator_id, appeal_id, text, updated_at)
            values ({db.TenantId}, {current.Id}, {appealId}, {StorableText.Of(text)}, {time.GetUtcNow()})
            on conflict (operator_id, appeal_id) do update set text = excluded.text, updated_at = excluded.updated_at
            """,
            cancellation);
    }

    private async Task LogAsync(CrmDb db, Guid appealId, string actionType, DateTimeOffset now, CancellationToken cancellation, string? details = null)
    {
        AppealDeeds.Add(db, current.Id, appealId, actionType, details, now);
        await db.SaveChangesAsync(cancellation);
    }
}
