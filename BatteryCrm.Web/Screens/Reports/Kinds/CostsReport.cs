using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>What advertising cost, for each appeal, each booking, each repair, and whether it came back.</summary>
internal static class CostsReport
{
    public static readonly Report Report = new(
        "costs", () => ReportTexts.Costs,
        [
            new Grouping(
                null, null, [Names.SalesChannel, Names.Source],
                [
                    new FigureSet("appeals a left join lead_sources s on s.id = a.lead_source_id", Made, [SalesChannel, "s.id"], Way) { At = "a.created_at" },
                    new FigureSet(
                        "lead_costs c join lead_sources s on s.id = c.lead_source_id", "c.day between @from_day and @until_day", ["s.sales_channel_id", "s.id"], [new Figure("cost", Measure.Sum, "true", "c.amount_rub")])
                    { IsOfAppeals = false, At = "c.day" },
                ]),
        ],
        [
            Money("cost", () => ReportTexts.Cost) with { Opens = "appeals" },
            Count("appeals", () => ReportTexts.Appeals), Each("cost-appeal", "appeals", () => ReportTexts.CostAppeal),
            Count("booked", () => ReportTexts.Booked), Each("cost-booked", "booked", () => ReportTexts.CostBooked),
            Count("completed", () => ReportTexts.Completed), Each("cost-completed", "completed", () => ReportTexts.CostCompleted),
            Money("money", () => ReportTexts.Money),
            new ReportColumn("romi", ValueFormat.Share, () => ReportTexts.Romi, () => ReportTexts.RomiShort, "completed", Romi) { IsMoney = true },
        ]) { About = () => ReportTexts.CostsAbout, Drawn = ["cost", "money"], IsOfManagers = true, NotNarrowedBy = ["channel", "deal", "operator", "location"] };

    // Where nothing was spent, nothing can be said of it.
    private static ReportColumn Each(string key, string by, Func<string> title)
    {
        var ratio = Ratio(key, "cost", by, by, title);
        return ratio with { Value = figures => Of(figures, "cost") is > 0 ? ratio.Value(figures) : null };
    }

    // What came in beyond what went out, for each rouble that went out.
    private static decimal? Romi(IReadOnlyDictionary<string, Measured> figures) =>
        Of(figures, "cost") is { } cost and > 0 ? Math.Round(((Of(figures, "money") ?? 0) - cost) / cost, 2, MidpointRounding.AwayFromZero) : null;
}
