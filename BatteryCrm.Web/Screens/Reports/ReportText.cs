using System.Globalization;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Values and periods of reports as people read them.</summary>
internal static class ReportText
{
    public const string Nothing = "—";

    /// <summary>"1 204", "8 500 ₽", "37 %", "1:05" (hours and minutes).</summary>
    public static string Screen(decimal? value, ValueFormat format) => value is not { } v ? Nothing : format switch
    {
        ValueFormat.Money => MoneyText.Of(v),
        ValueFormat.Share => Percent(v) + "\u00a0%",
        ValueFormat.Time => Time(v),
        _ => MoneyText.Number(v),
    };

    /// <summary>The same without blanks and the rouble's sign, with a decimal comma.</summary>
    public static string Sheet(decimal? value, ValueFormat format) => value is not { } v ? Nothing : format switch
    {
        ValueFormat.Share => Percent(v) + "%",
        ValueFormat.Time => Time(v),
        _ => MoneyText.Number(v).Replace("\u00a0", string.Empty, StringComparison.Ordinal),
    };

    /// <summary>"20.11.2025", or "01.11.2025–30.11.2025".</summary>
    public static string Days(DateOnly from, DateOnly until) => from == until ? Day(from) : $"{Day(from)}–{Day(until)}";

    public static string Day(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);

    public static string PeriodOf(string word) => word switch
    {
        "today" => ReportTexts.PeriodToday,
        "yesterday" => ReportTexts.PeriodYesterday,
        "7d" => ReportTexts.Period7,
        "month" => ReportTexts.PeriodMonth,
        "last-month" => ReportTexts.PeriodLastMonth,
        "quarter" => ReportTexts.PeriodQuarter,
        "year" => ReportTexts.PeriodYear,
        _ => ReportTexts.Period30,
    };

    public static string Of(FilterProblem problem) => problem switch
    {
        FilterProblem.Reversed => ReportTexts.Reversed,
        FilterProblem.TooLong => ReportTexts.TooLong,
        FilterProblem.CampaignTooLong => ReportTexts.CampaignTooLong,
        _ => ReportTexts.NoSuchDay,
    };

    /// <summary>What a group without a value is called.</summary>
    public static string Without(Names level) => level switch
    {
        Names.SalesChannel => ReportTexts.NoSales,
        Names.Source => ReportTexts.NoSource,
        Names.Campaign => ReportTexts.NoCampaign,
        Names.Term => ReportTexts.NoTerm,
        Names.Channel => ReportTexts.NoChannel,
        Names.Operator => ReportTexts.NoOperator,
        Names.Brand => ReportTexts.NoBrand,
        Names.Model => ReportTexts.NoModel,
        Names.IssueType => ReportTexts.NoIssueType,
        Names.Issue => ReportTexts.NoIssue,
        _ => ReportTexts.NoRepair,
    };

    private static string Percent(decimal share) => decimal.Truncate(share * 100).ToString(CultureInfo.InvariantCulture);

    private static string Time(decimal seconds)
    {
        var minutes = (long)Math.Round(seconds / 60, MidpointRounding.AwayFromZero);
        return string.Create(CultureInfo.InvariantCulture, $"{minutes / 60}:{minutes % 60:00}");
    }
}
