using BatteryCrm.Data;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Live;

/// <summary>One message as a conversation shows it; read like <see cref="QueueRow"/>.</summary>
/// <param name="Type">One of <see cref="MessageTypes"/>.</param>
/// <param name="CreatedAt">When it reached us or was written; messages are ordered by it and the id.</param>
/// <param name="Extra">JSON object of <see cref="Message.Extra"/>; null when there is none.</param>
/// <param name="DeliveryState">One of <see cref="OutboundStates"/>; null for what never leaves or came in.</param>
/// <param name="DeliveryError">The platform's words when it failed.</param>
/// <param name="NotBefore">Until then the answer can be taken back (while queued); null once it was tried.</param>
/// <param name="EarlierTexts">Oldest first; of a text edited without end the <see cref="MostEarlierTexts"/> newest.</param>
public sealed record MessageRow(
    Guid Id,
    Guid AppealId,
    string Type,
    string Text,
    DateTimeOffset CreatedAt,
    DateTimeOffset? SentAt,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    Guid? OperatorId,
    string? OperatorName,
    Guid? ChannelId,
    string? Platform,
    Guid? ReplyToId,
    string? ReplyToText,
    string? Extra,
    string? DeliveryState,
    string? DeliveryError,
    DateTimeOffset? NotBefore,
    IReadOnlyList<AttachmentRow> Attachments,
    IReadOnlyList<string> EarlierTexts)
{
    public const int MostEarlierTexts = 20;

    /// <summary>The chat in which its platform knows it under an id of its own; null when nothing can refer to it there.</summary>
    public string? PlatformChatId { get; init; }

    /// <summary>What its platform is being asked to change of it, or would not; null when nothing.</summary>
    public ChangeRow? Change { get; init; }

    /// <summary>The row of every given message; the caller filters, sorts and limits the messages.</summary>
    public static IQueryable<MessageRow> From(CrmDb db, IQueryable<Message> messages) =>
        from message in messages
        join o in db.Operators on message.OperatorId equals (Guid?)o.Id into operators
        from author in operators.DefaultIfEmpty()
        join q in db.OutboundMessages on message.Id equals q.MessageId into outbox
        from outbound in outbox.DefaultIfEmpty()
        join c in db.Channels on message.ChannelId equals (Guid?)c.Id into channels
        from channel in channels.DefaultIfEmpty()
        join r in db.Messages on message.ReplyToId equals (Guid?)r.Id into replies
        from reply in replies.DefaultIfEmpty()
        join w in db.MessageChanges on message.Id equals w.MessageId into changes
        from change in changes.DefaultIfEmpty()
        select new MessageRow(
            message.Id, message.AppealId, message.MessageType ?? MessageTypes.Client, message.MessageText, message.CreatedAt, message.SentAt,
            message.EditedAt, message.DeletedAt, message.OperatorId, author != null ? author.Name ?? author.UserName : null,
            message.ChannelId, channel != null ? channel.Platform : null, message.ReplyToId, reply != null ? reply.MessageText.Substring(0, 120) : null,
            message.Extra, outbound != null ? outbound.State : null, outbound != null ? outbound.Error : null, outbound != null && outbound.Attempts == 0 ? outbound.NotBefore : null,
            db.MessageAttachments.Where(a => a.MessageId == message.Id).OrderBy(a => a.Id)
                .Select(a => new AttachmentRow(a.Id, a.Kind, a.FileName, a.MimeType, a.SizeBytes, a.Width, a.Height, a.DurationSeconds, a.State, a.Reason)).ToList(),
            db.MessageEdits.Where(e => e.MessageId == message.Id).OrderByDescending(e => e.EditedAt).ThenByDescending(e => e.Id).Take(MostEarlierTexts)
                .OrderBy(e => e.EditedAt).ThenBy(e => e.Id).Select(e => e.PreviousText).ToList())
        {
            PlatformChatId = message.ExternalMessageId != null ? message.ExternalChatId : null,
            Change = change != null ? new ChangeRow(change.Kind, change.State, change.Error) : null,
        };
}

/// <param name="Kind">One of <see cref="ChangeKinds"/>.</param>
/// <param name="State">One of <see cref="ChangeStates"/>.</param>
/// <param name="Error">The platform's words when it would not; null otherwise.</param>
public sealed record ChangeRow(string Kind, string State, string? Error);

/// <summary>A file of a message; <paramref name="State"/> is pending, stored, refused or failed, <paramref name="Reason"/> says why not.</summary>
public sealed record AttachmentRow(
    Guid Id, string Kind, string? FileName, string? MimeType, long? SizeBytes, int? Width, int? Height, int? DurationSeconds, string State, string? Reason);
