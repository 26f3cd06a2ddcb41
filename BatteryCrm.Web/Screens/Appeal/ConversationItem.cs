using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Appeal.Timeline;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>A message and its place among its neighbours.</summary>
/// <param name="DayBefore">The day that begins with it, on the tenant's wall clock; null within a day.</param>
/// <param name="IsFirst">Begins a group: another author, or five minutes of silence.</param>
/// <param name="IsLast">Ends one.</param>
public sealed record ConversationItem(MessageRow Message, DateTimeOffset? DayBefore, bool IsFirst, bool IsLast)
{
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(5);

    /// <summary>In a timeline: the appeal that goes on with it; null within one.</summary>
    public TimelineAppeal? AppealBefore { get; init; }

    /// <summary>In a timeline: it was said in another appeal than the opened one.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>A client's press of "start": a line of the system, not words.</summary>
    public bool IsSystem => BotStartText.IsStart(Message);

    /// <summary>Days and groups of a conversation, oldest first; pure.</summary>
    public static IReadOnlyList<ConversationItem> Of(IReadOnlyList<MessageRow> messages, TenantZone zone)
    {
        var items = new ConversationItem[messages.Count];
        var before = default(DateTimeOffset?);
        for (var i = 0; i < messages.Count; i++)
        {
            var at = zone.Local(messages[i].CreatedAt);
            var isNewDay = before is null || before.Value.Date != at.Date;
            items[i] = new ConversationItem(messages[i], isNewDay ? at : null, isNewDay || !IsTogether(messages[i - 1], messages[i]), IsLast: true);
            if (i > 0 && !items[i].IsFirst) items[i - 1] = items[i - 1] with { IsLast = false };
            before = at;
        }

        return items;
    }

    /// <summary>As <see cref="Of(IReadOnlyList{MessageRow}, TenantZone)"/>, of all appeals of a client; pure.</summary>
    public static IReadOnlyList<ConversationItem> Of(TimelineState timeline, Guid? openId, TenantZone zone)
    {
        var appeals = timeline.Appeals.ToDictionary(a => a.Id);
        var items = Of(timeline.Messages, zone);
        return [.. items.Select((item, i) => item with
        {
            AppealBefore = i == 0 || items[i - 1].Message.AppealId != item.Message.AppealId ? appeals.GetValueOrDefault(item.Message.AppealId) : null,
            IsElsewhere = item.Message.AppealId != openId,
        })];
    }

    private static bool IsTogether(MessageRow first, MessageRow second) =>
        first.AppealId == second.AppealId && first.Type == second.Type && first.OperatorId == second.OperatorId && first.ChannelId == second.ChannelId
        && second.CreatedAt - first.CreatedAt < Together && !BotStartText.IsStart(first) && !BotStartText.IsStart(second);
}
