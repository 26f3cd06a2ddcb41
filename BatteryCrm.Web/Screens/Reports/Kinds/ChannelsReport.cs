using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>What is written in each channel, who is new, and how soon we answer.</summary>
internal static class ChannelsReport
{
    // Of waits that have ended, and of those that last, before the operators' eyes or put off: each by its own index.
    private const string Waits = """
        (select w.appeal_id, w.asked_at, w.ended_at from client_waits w where w.ended_at >= @from and w.asked_at < @until
            union all select v.appeal_id, v.waiting_since, 'infinity' from appeal_activity v where v.waiting_since < @until
            union all select v.appeal_id, v.snoozed_since, 'infinity' from appeal_activity v where v.snoozed_since < @until and v.waiting_since is null) w
        join appeals a on a.id = w.appeal_id
        """;

    public static readonly Report Report = new(
        "channels", () => ReportTexts.Channels,
        [
            new Grouping(
                null, null, [Names.Channel],
                [
                    new FigureSet(
                        "messages_history m join appeals a on a.id = m.appeal_id", "m.created_at >= @from and m.created_at < @until", ["m.channel_id"],
                        [new Figure("in", Measure.Rows, "m.message_type = 'client'"), new Figure("out", Measure.Rows, "m.message_type in ('operator', 'agent', 'auto') and m.deleted_at is null")])
                    { Appeal = "m.appeal_id", Bare = "messages_history m", IsMany = true, At = "m.created_at" },
                    new FigureSet(
                        Appeals, Made, ["a.ad_channel_id"],
                        [
                            Count("appeals", NotSpam),
                            Count("new", $"{NotSpam} and not exists (select from appeals e where e.client_id = a.client_id and (e.created_at, e.id) < (a.created_at, a.id))"), .. FirstAnswer,
                        ]),
                    new FigureSet(
                        Waits, "width_bucket(w.ended_at, @closings) > width_bucket(w.asked_at, @closings)", ["a.ad_channel_id"], [Count("closing", NotSpam)]) { IsMany = true },
                ]),
        ],
        [
            Count("in", () => ReportTexts.MessagesIn), Count("out", () => ReportTexts.MessagesOut), Count("appeals", () => ReportTexts.Appeals), Count("new", () => ReportTexts.NewClients),
            Count("closing", () => ReportTexts.Closing, () => ReportTexts.ClosingShort), Median("first", () => ReportTexts.First, () => ReportTexts.FirstShort), Median("first-work", () => ReportTexts.FirstWork, () => ReportTexts.WorkShort),
        ]) { About = () => ReportTexts.ChannelsAbout, Drawn = ["in", "out"] };
}
