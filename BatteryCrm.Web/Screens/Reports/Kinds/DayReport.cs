using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>One day beside the same day of the week before, to the same hour.</summary>
internal static class DayReport
{
    /// <summary>The figure that is of now, whatever day is looked at.</summary>
    public const string Waiting = "waiting";

    public static readonly Report Report = new(
        "day", () => ReportTexts.DayBoard,
        [
            new Grouping(
                null, null, [],
                [
                    new FigureSet("appeal_activity v join appeals a on a.id = v.appeal_id", "v.waiting_since < @until", [], [Count(Waiting, "true")]),
                    new FigureSet("appeals a", Made, [], [Count("appeals", NotSpam)]),
                    OperatorsReport.Taken with { Keys = [] },
                    OperatorsReport.Answered with { Keys = [] },
                    new FigureSet(
                        "stage_moves m join appeals a on a.id = m.appeal_id", "m.at >= @from and m.at < @until", [],
                        [Count("booked", $"{NotSpam} and m.from_place < 4 and m.to_place between 4 and 8 and a.reached >= 4"), Count("came", $"{NotSpam} and m.from_place < 6 and m.to_place between 6 and 8 and a.reached >= 6")])
                    { IsMany = true },
                    OperatorsReport.Done with { Keys = [] },
                ]),
        ],
        [
            Count(Waiting, () => ReportTexts.Waiting), Count("appeals", () => ReportTexts.NewAppeals), Count("taken", () => ReportTexts.Taken), Count("answered", () => ReportTexts.Answered), Count("booked", () => ReportTexts.Booked),
            Count("came", () => ReportTexts.Came), Count("completed", () => ReportTexts.Completed), Money("money", () => ReportTexts.Money), Median("first", () => ReportTexts.First), Median("first-work", () => ReportTexts.FirstWork),
        ]) { About = () => ReportTexts.DayAbout, Drawn = [], IsOfADay = true };
}
