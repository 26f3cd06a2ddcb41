using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>Where appeals come from and what becomes of them; spam apart.</summary>
internal static class LeadsReport
{
    public static readonly Report Report = new(
        "leads", () => ReportTexts.Leads,
        [
            new Grouping(
                null, null, [Names.SalesChannel, Names.Source, Names.Campaign, Names.Term],
                [
                    new FigureSet(
                        Appeals, Made, [SalesChannel, "s.id", "nullif(trim(s.utm_campaign), '')", "nullif(trim(s.utm_term), '')"],
                        [.. Way, .. FirstAnswer, Count("spam", "a.type = 'spam'")]) { At = "a.created_at" },
                ]),
        ],
        [
            Count("appeals", () => ReportTexts.Appeals),
            Count("price", () => ReportTexts.Price), Share("price-share", "price", "appeals", () => ReportTexts.PriceShare),
            Count("booked", () => ReportTexts.Booked), Share("booked-share", "booked", "price", () => ReportTexts.BookedShare),
            Count("came", () => ReportTexts.Came), Share("came-share", "came", "booked", () => ReportTexts.CameShare),
            Count("completed", () => ReportTexts.Completed), Share("completed-share", "completed", "came", () => ReportTexts.CompletedShare),
            Share("whole-share", "completed", "appeals", () => ReportTexts.WholeShare, () => ReportTexts.WholeShareShort),
            Count("cancelled", () => ReportTexts.Cancelled),
            Money("money", () => ReportTexts.Money), Ratio("bill", "money", "completed", "completed", () => ReportTexts.Bill),
            Median("first", () => ReportTexts.First, () => ReportTexts.FirstShort), Median("first-work", () => ReportTexts.FirstWork, () => ReportTexts.WorkShort),
            Count("spam", () => ReportTexts.Spam),
        ]) { About = () => ReportTexts.LeadsAbout, Drawn = ["appeals", "completed"] };
}
