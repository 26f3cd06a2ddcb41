using static BatteryCrm.Web.Screens.Reports.Kinds.Counted;
using static BatteryCrm.Web.Screens.Reports.ReportColumns;

namespace BatteryCrm.Web.Screens.Reports.Kinds;

/// <summary>What people bring, and what is repaired of it.</summary>
internal static class DevicesReport
{
    public static readonly Report Report = new(
        "devices", () => ReportTexts.Devices,
        [
            By("brand", () => ReportTexts.ByBrand, [Names.Brand, Names.Model], "a.brand_id", "a.model_id"),
            By("issue", () => ReportTexts.ByIssue, [Names.IssueType, Names.Issue], "a.issue_type_id", "a.issue_id"),
            By("repair", () => ReportTexts.ByRepair, [Names.RepairType], "a.repair_type_id"),
        ],
        [
            Count("appeals", () => ReportTexts.Appeals), Count("price", () => ReportTexts.Price), Count("booked", () => ReportTexts.Booked), Count("came", () => ReportTexts.Came), Count("completed", () => ReportTexts.Completed),
            Share("whole-share", "completed", "appeals", () => ReportTexts.WholeShare, () => ReportTexts.WholeShareShort), Money("money", () => ReportTexts.Money),
            Ratio("bill", "money", "completed", "completed", () => ReportTexts.Bill),
        ]) { About = () => ReportTexts.DevicesAbout, Drawn = ["appeals", "completed"] };

    private static Grouping By(string word, Func<string> title, IReadOnlyList<Names> levels, params string[] keys) => new(word, title, levels, [new FigureSet("appeals a", Made, keys, Way) { At = "a.created_at" }]);
}
