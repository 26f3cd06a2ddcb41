using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>A client's new message, with the queue's row of its appeal as it is since.</summary>
public sealed record Arrival(MessageRow Message, QueueRow Appeal)
{
    /// <summary>Those of a batch: all that is needed has been read for the consoles already. Null without any; pure.</summary>
    public static IReadOnlyList<Arrival>? In(LiveBatch batch)
    {
        // A row alone does not say whether it is new: an edit brings it too.
        HashSet<Guid> added = [.. batch.Events.Where(e => e is { Kind: LiveKinds.MessageAdded, MessageId: not null }).Select(e => e.MessageId!.Value)];
        List<Arrival> arrivals =
        [
            .. from message in batch.Messages
               where message is { Type: MessageTypes.Client, DeletedAt: null } && added.Contains(message.Id)
               join appeal in batch.Queue on message.AppealId equals appeal.AppealId
               select new Arrival(message, appeal),
        ];
        return arrivals.Count > 0 ? arrivals : null;
    }

    /// <summary>What it is about for this operator; null = others answer it, or its client is blocked: he hears nothing.</summary>
    public NoticeSubject? SubjectFor(Guid operatorId) =>
        Appeal.IsMuted ? null
        : Appeal.HolderId is null ? NoticeSubject.Unassigned
        : Appeal.HolderId == operatorId ? NoticeSubject.Mine
        : null;
}
