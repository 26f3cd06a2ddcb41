using BatteryCrm.Data.Operators;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Notices as people read them.</summary>
public static class NoticeText
{
    /// <summary>What happened, in one line.</summary>
    public static string Of(NoticeRow row) => (row.Kind, row.ActorName) switch
    {
        (NotificationKinds.Mention, { } who) => NoticeTexts.MentionBy.Replace("{0}", who, StringComparison.Ordinal),
        (NotificationKinds.Mention, _) => NoticeTexts.Mention,
        (NotificationKinds.Assigned, { } who) => NoticeTexts.AssignedBy.Replace("{0}", who, StringComparison.Ordinal),
        (NotificationKinds.Assigned, _) => NoticeTexts.Assigned,
        (NotificationKinds.TakenOver, _) => NoticeTexts.TakenOver,
        (NotificationKinds.Reminder, _) => NoticeTexts.Reminder,
        (NotificationKinds.Unanswered, _) => NoticeTexts.Unanswered,
        (NotificationKinds.ChannelSilent, _) => NoticeTexts.ChannelSilent.Replace("{0}", row.ChannelName, StringComparison.Ordinal),
        _ => NoticeTexts.Other,
    };

    /// <summary>Whom or what it is about, and the words to look at.</summary>
    public static string AboutOf(NoticeRow row) =>
        row.ChannelId is not null ? NoticeTexts.ChannelSilentHint : string.Join(" · ", new[] { row.ClientName ?? Texts.ClientWithoutName, row.Preview }.OfType<string>());

    public static string IconOf(string kind) => kind switch
    {
        NotificationKinds.Mention => "pencil",
        NotificationKinds.Assigned or NotificationKinds.TakenOver => "handover",
        NotificationKinds.Reminder => "snooze",
        _ => "alert",
    };
}
