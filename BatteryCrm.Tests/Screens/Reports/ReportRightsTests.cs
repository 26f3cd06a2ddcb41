using System.Text;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>Who sees which reports and which money, and what a spreadsheet gets.</summary>
public sealed class ReportRightsTests : IAsyncLifetime
{
    private static readonly ReportFilter November = new(From: new DateOnly(2025, 11, 1), Until: new DateOnly(2025, 11, 30));
    private readonly TestDatabase database = new();
    private ReportWorld world = null!;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        world = await ReportWorld.CreateAsync(database);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Operator_SeesNoMoneyNorPeopleNorCosts_UntilTheTenantAllowsMoney()
    {
        var queries = await world.QueriesAsync(Roles.Operator);
        var table = await queries.ReadAsync(LeadsReport.Report, November, default);
        Assert.DoesNotContain(table.Columns, c => c.IsMoney);
        Assert.DoesNotContain("₽", string.Concat(table.Lines.SelectMany(l => l.Cells).Select(c => c.Screen)), StringComparison.Ordinal);
        Assert.Null((await queries.AppealsAsync(LeadsReport.Report, November, new ReportOpened("completed", []), null, default))!.Money);
        Assert.Null(await queries.AppealsAsync(LeadsReport.Report, November, new ReportOpened("money", []), null, default));
        Assert.Null(await queries.AppealsAsync(OperatorsReport.Report, November, new ReportOpened("answered", []), null, default));
        foreach (var report in new[] { OperatorsReport.Report, CostsReport.Report }) await Assert.ThrowsAsync<UnauthorizedAccessException>(() => queries.ReadAsync(report, November, default));

        await database.Given.AddAsync(new TenantConfig { TenantId = world.Tenant, Key = "operators_see_report_money", Value = "true" }, c => c.Id);

        Assert.Contains((await queries.ReadAsync(LeadsReport.Report, November, default)).Columns, c => c.IsMoney);
        await Assert.ThrowsAsync<UnauthorizedAccessException>(() => queries.ReadAsync(CostsReport.Report, November, default));
    }

    [Fact]
    public async Task Operator_AsksForNoColleague_HimselfHeMay()
    {
        var (me, colleague) = (world.Operators[0], world.Operators[1]);
        var (mine, managers) = (await world.QueriesAsync(Roles.Operator), await world.QueriesAsync());
        async Task<decimal?> AppealsAsync(ReportQueries queries, Guid? of) => (await queries.ReadAsync(LeadsReport.Report, November with { Operator = of }, default)).Total.Cells[0].Value;
        var all = await AppealsAsync(managers, null);

        Assert.NotEqual(all, await AppealsAsync(managers, colleague));
        Assert.Equal(all, await AppealsAsync(mine, colleague));
        Assert.Equal(await AppealsAsync(managers, me), await AppealsAsync(mine, me));
        Assert.Equal(all, (await mine.AppealsAsync(LeadsReport.Report, November with { Operator = colleague }, new ReportOpened("appeals", []), null, default))!.Count);
        Assert.Equal([me.ToString()], (await mine.ChoicesAsync(default)).Of("operator").Select(c => c.Value));
        Assert.Equal(4, (await managers.ChoicesAsync(default)).Of("operator").Count);
    }

    [Fact]
    public async Task Manager_OfAnotherTenant_SeesNothingOfThisOne()
    {
        var other = await world.QueriesAsync(tenant: await database.Given.TenantAsync());

        foreach (var report in AllReports.All)
        {
            var table = await other.ReadAsync(report, November with { Source = world.Sources[0].Id }, default);
            Assert.True(table.IsEmpty, report.Key);
            table = await other.ReadAsync(report, November, default);
            Assert.True(table.IsEmpty || report.Key == "funnel" && table.Total.Cells.All(c => c.Value is null or 0), report.Key);
        }

        Assert.Equal(0, (await other.AppealsAsync(LeadsReport.Report, November, new ReportOpened("appeals", []), null, default))!.Count);
        Assert.Empty((await other.ChoicesAsync(default)).Of("channel"));
    }

    [Fact]
    public async Task Sheet_HoldsTheCellsOfTheScreen_ForExcel_WithoutFormulas()
    {
        var queries = await world.QueriesAsync();
        foreach (var report in AllReports.All)
        {
            var filter = report.IsOfADay ? new ReportFilter() : November;
            using var stream = new MemoryStream();
            await new ReportSheet(queries).WriteAsync(stream, report, filter, default);
            var text = Encoding.UTF8.GetString(stream.ToArray());

            Assert.Equal('\ufeff', text[0]);
            Assert.EndsWith("\r\n", text, StringComparison.Ordinal);
            var table = await queries.ReadAsync(report, filter, default);
            var sheet = text[1..].Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(';')).ToList();
            if (report.IsOfADay)
            {
                Assert.Equal(table.Total.Cells.Select(c => Plain(c.Screen)), sheet.Skip(1).Select(l => l[1]));
                continue;
            }

            Assert.Equal(["Группа", .. table.Columns.Select(c => c.Title().Contains(';', StringComparison.Ordinal) ? $"\"{c.Title()}\"" : c.Title())], sheet[0]);
            Assert.Equal(table.Lines.Count + 3, sheet.Count);
            foreach (var (line, row) in table.Lines.Append(table.Total).Append(table.Former!).Zip(sheet.Skip(1))) Assert.Equal(line.Cells.Select(c => Plain(c.Screen)), row.Skip(1));
            Assert.DoesNotContain(sheet.Skip(1), l => l[0][0] is '=' or '+' or '@');
            if (report == LeadsReport.Report) Assert.Contains(sheet, l => l[0] == "'=cmd|' /C calc'!A0");
        }
    }

    [Theory]
    [InlineData("from=2025-11-20&until=2025-11-01", "позже")]
    [InlineData("from=2005-01-01", "длиннее двух лет")]
    public async Task Sheet_OfWhatCannotBeCounted_SaysWhy(string query, string words)
    {
        using var stream = new MemoryStream();
        var queries = await world.QueriesAsync();

        await new ReportSheet(queries).WriteAsync(stream, LeadsReport.Report, ReportFilter.Of(query), default);

        Assert.Contains(words, Encoding.UTF8.GetString(stream.ToArray()), StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() => queries.ReadAsync(LeadsReport.Report, ReportFilter.Of(query), default));
        Assert.Null(await queries.AppealsAsync(LeadsReport.Report, ReportFilter.Of(query), new ReportOpened("appeals", []), null, default));
    }

    private static string Plain(string screen) => screen.Replace("\u00a0₽", string.Empty, StringComparison.Ordinal).Replace("\u00a0", string.Empty, StringComparison.Ordinal);
}
