using BatteryCrm.Data.Appeals;
using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>How many of the period's appeals reached each stage, and where they get stuck.</summary>
internal static class FunnelReport
{
    private static readonly string Places = "(values " + string.Join(", ", Stages.All.Select((s, i) => $"({i}, '{s}')")) + ") p(place, stage)";

    public static readonly Report Report = new(
        "funnel", () => ReportTexts.Funnel,
        [
            new Grouping(
                null, null, [Names.Stage],
                [
                    new FigureSet(
                        $"appeals a cross join {Places}", Made, ["p.place"],
                        [
                            Count("reached", $"{NotSpam} and case p.place when 9 then a.stage = p.stage else a.reached >= p.place end"), Count("appeals", NotSpam),
                            Count("stands", $"{NotSpam} and a.stage = p.stage"), Count("lost", $"{NotSpam} and a.stage = '{Stages.Cancelled}' and a.reached = p.place"),
                        ]) { IsMany = true },
                    new FigureSet(
                        "stage_moves m join appeals a on a.id = m.appeal_id", Made, ["m.from_place"], [new Figure("stay", Measure.Median, NotSpam, "date_part('epoch', m.at - m.since)")]) { IsMany = true },
                ]),
        ],
        [
            Count("reached", () => ReportTexts.Reached), Share("reached-share", "reached", "appeals", () => ReportTexts.ReachedShare, () => ReportTexts.ReachedShareShort), Count("stands", () => ReportTexts.Stands),
            Count("lost", () => ReportTexts.Lost), Median("stay", () => ReportTexts.Stay, () => ReportTexts.StayShort),
        ]) { About = () => ReportTexts.FunnelAbout, Drawn = ["reached", "stands"], IsInOrder = true };
}
