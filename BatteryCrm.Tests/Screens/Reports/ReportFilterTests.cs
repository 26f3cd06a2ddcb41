using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>The address of a report: kept whole, and what cannot be counted is said in a sentence.</summary>
public sealed class ReportFilterTests
{
    private static readonly DateOnly Today = new(2025, 11, 20);
    private static readonly ReportRights Manager = new(IsManager: true, SeesMoney: true, Ids.New());

    [Theory]
    [InlineData("today", "2025-11-20", "2025-11-20")]
    [InlineData("yesterday", "2025-11-19", "2025-11-19")]
    [InlineData("7d", "2025-11-14", "2025-11-20")]
    [InlineData("30d", "2025-10-22", "2025-11-20")]
    [InlineData("month", "2025-11-01", "2025-11-20")]
    [InlineData("last-month", "2025-10-01", "2025-10-31")]
    [InlineData("quarter", "2025-08-21", "2025-11-20")]
    [InlineData("year", "2024-11-21", "2025-11-20")]
    [InlineData(null, "2025-10-22", "2025-11-20")]
    public void Period_IsItsDays(string? word, string from, string until)
    {
        var days = ReportFilter.Of(word is null ? string.Empty : $"period={word}").Days(Today);

        Assert.Equal((from, until), ($"{days.From:yyyy-MM-dd}", $"{days.Until:yyyy-MM-dd}"));
    }

    [Fact]
    public void Address_IsReadAsItWasWritten()
    {
        var filter = new ReportFilter(null, new DateOnly(2025, 11, 1), Today, "brand", Ids.New(), Ids.New(), Ids.New(), "скидка & ещё=50%", Ids.New(), Ids.New(), Ids.New()) { IsCompared = false };

        Assert.Equal(filter, ReportFilter.Of(filter.Query));
        Assert.Equal(string.Empty, new ReportFilter().Query);
    }

    [Theory]
    [InlineData("from=2025-11-20&until=2025-11-01", FilterProblem.Reversed)]
    [InlineData("from=2015-11-01&until=2025-11-01", FilterProblem.TooLong)]
    [InlineData("from=2025-02-30", FilterProblem.NoSuchDay)]
    [InlineData("from=0001-01-01&until=9999-12-31", FilterProblem.NoSuchDay)]
    [InlineData("from=2023-11-02&until=2025-11-01", null)]
    [InlineData("from=&until=", null)]
    [InlineData("period=month&from=2025-11-20&until=2025-11-01", null)]
    [InlineData("channel=1&period=ever&by=';drop", null)]
    public void Period_ThatCannotBeCounted_IsSaid(string query, FilterProblem? problem)
    {
        var filter = ReportFilter.Of(query);

        Assert.Equal(problem, filter.Problem);
        if (problem is { } said) Assert.EndsWith(".", ReportText.Of(said), StringComparison.Ordinal);
    }

    // Of one day alone the other end is today, or the day itself.
    [Theory]
    [InlineData("from=2005-01-01", FilterProblem.TooLong)]
    [InlineData("from=2023-11-20", FilterProblem.TooLong)]
    [InlineData("from=2023-11-21", null)]
    [InlineData("from=2025-12-24", null)]
    [InlineData("until=2005-01-01", null)]
    [InlineData("period=month&from=2005-01-01", null)]
    public void Period_WithoutAnEnd_IsNoLongerThanOthers(string query, FilterProblem? problem)
    {
        var filter = ReportFilter.Of(query).In(LeadsReport.Report, Manager, Today);

        Assert.Equal(problem, filter.Problem);
        if (problem is null) Assert.InRange(filter.Days(Today).Until.DayNumber - filter.Days(Today).From.DayNumber, 0, ReportFilter.LongestDays - 1);
    }

    [Fact]
    public void Filter_ThatTheBarDoesNotShow_DoesNotHold()
    {
        var filter = new ReportFilter("month", null, null, "brand", Ids.New(), Ids.New(), Ids.New(), "скидка", Ids.New(), Ids.New(), Ids.New()) { IsCompared = false };

        Assert.Equal(filter, filter.In(DevicesReport.Report, Manager, Today));
        Assert.Equal(filter with { By = null, Channel = null, Deal = null, Operator = null, Location = null }, filter.In(CostsReport.Report, Manager, Today));
        Assert.Equal(filter with { By = null, Period = null }, filter.In(DayReport.Report, Manager, Today));
        var day = ReportFilter.Of("until=2025-11-01&by=repair").In(DayReport.Report, Manager, Today);
        Assert.Equal((new DateOnly(2025, 11, 1), new DateOnly(2025, 11, 1)), day.DaysIn(DayReport.Report, Today));
        Assert.Equal(FilterProblem.NoSuchDay, ReportFilter.Of("from=2025-02-30").In(LeadsReport.Report, Manager, Today).Problem);
    }

    [Fact]
    public void Colleague_IsNotAnOperatorsToAskFor()
    {
        var filter = new ReportFilter(Operator: Ids.New());

        Assert.Equal(filter, filter.In(LeadsReport.Report, Manager, Today));
        Assert.Null(filter.In(LeadsReport.Report, Manager with { IsManager = false }, Today).Operator);
        Assert.Equal(Manager.Me, (filter with { Operator = Manager.Me }).In(LeadsReport.Report, Manager with { IsManager = false }, Today).Operator);
    }

    [Fact]
    public void Campaign_Of10000Characters_IsSaid()
    {
        Assert.Equal(FilterProblem.CampaignTooLong, ReportFilter.Of("campaign=" + new string('ы', 10_000)).Problem);
        Assert.Null(ReportFilter.Of("campaign=" + new string('ы', 200)).Problem);
    }

    [Theory]
    [InlineData(8500d, ValueFormat.Money, "8\u00a0500\u00a0₽", "8500")]
    [InlineData(1200.5, ValueFormat.Money, "1\u00a0200,50\u00a0₽", "1200,50")]
    [InlineData(12345d, ValueFormat.Count, "12\u00a0345", "12345")]
    [InlineData(0.07, ValueFormat.Share, "7\u00a0%", "7%")]
    [InlineData(-0.5, ValueFormat.Share, "-50\u00a0%", "-50%")]
    [InlineData(3930d, ValueFormat.Time, "1:06", "1:06")]
    [InlineData(20d, ValueFormat.Time, "0:00", "0:00")]
    [InlineData(null, ValueFormat.Time, "—", "—")]
    public void Value_IsWrittenForTheScreenAndForTheSheet(double? value, ValueFormat format, string screen, string sheet) =>
        Assert.Equal((screen, sheet), (ReportText.Screen((decimal?)value, format), ReportText.Sheet((decimal?)value, format)));
}
