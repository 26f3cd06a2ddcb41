using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>Days are the tenant's, by the clock on his wall; waits count his working hours.</summary>
public sealed class ReportTimeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly Clock clock = new();

    [Theory]
    [InlineData("Europe/Samara", "2025-11-10 23:30+04", "2025-11-10")]
    [InlineData("Europe/Samara", "2025-11-11 00:00+04", "2025-11-11")]
    [InlineData("Europe/Berlin", "2025-10-26 00:30+02", "2025-10-26")] // the night in which the clocks go back: 25 hours
    [InlineData("Europe/Berlin", "2025-10-26 23:30+01", "2025-10-26")]
    [InlineData("Europe/Berlin", "2025-03-30 23:30+02", "2025-03-30")] // 23 hours
    [InlineData("Europe/Berlin", "2025-03-31 00:00+02", "2025-03-31")]
    public async Task Appeal_BelongsToTheDayOnTheTenantsClock(string zone, string made, string day)
    {
        var tenant = await TenantAsync(zone);
        await database.Given.AppealAsync(tenant);
        await database.ExecuteAsync($"update appeals set created_at = '{made}' where tenant_id = '{tenant}'");
        var date = DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
        async Task<ReportTable> OfAsync(DateOnly from, DateOnly until) => await (await QueriesAsync(tenant)).ReadAsync(LeadsReport.Report, new ReportFilter(From: from, Until: until), default);

        Assert.Equal(1, (await OfAsync(date, date)).Total.Cells[0].Value);
        Assert.Equal(0, (await OfAsync(date.AddDays(-1), date.AddDays(-1))).Total.Cells[0].Value);
        Assert.Equal(0, (await OfAsync(date.AddDays(1), date.AddDays(1))).Total.Cells[0].Value);
        var month = await OfAsync(date.AddDays(-15), date.AddDays(15));
        Assert.Equal(1, month.Drawn.Single(s => s.Day == date).Values[0]);
        Assert.Equal(1, (await OfAsync(date.AddDays(1), date.AddDays(1))).Former!.Cells[0].Value);
    }

    // From Friday 19:50 to Monday 10:10 a shop that works on weekdays from 10 to 20 was open for twenty minutes.
    [Theory]
    [InlineData("2025-11-07 19:50+04", "2025-11-10 10:10+04", 20)]
    [InlineData("2025-11-07 09:00+04", "2025-11-07 10:30+04", 30)]
    [InlineData("2025-11-07 21:00+04", "2025-11-09 12:00+04", 0)]
    [InlineData("2025-11-03 19:00+04", "2025-11-05 10:30+04", 90)] // the 4th is a holiday
    [InlineData("2025-11-03 12:00+04", "2025-11-07 12:00+04", 1800)]
    public async Task Wait_CountsWorkingHoursAlone(string asked, string answered, int minutes)
    {
        var tenant = await TenantAsync("Europe/Samara", """{"start":"10:00","end":"20:00","days":[1,2,3,4,5]}""", """["2025-11-04"]""");
        for (var i = 0; i < 5; i++)
        {
            var appeal = await database.Given.AppealAsync(tenant);
            var answer = await database.Given.MessageAsync(tenant, appeal, type: "operator");
            await database.ExecuteAsync($"update appeals set created_at = '{asked}' where id = '{appeal}'; insert into client_waits (tenant_id, appeal_id, asked_at, ended_at, answer_id, is_first) values ('{tenant}', '{appeal}', '{asked}', '{answered}', '{answer}', true)");
        }

        var table = await (await QueriesAsync(tenant)).ReadAsync(LeadsReport.Report, new ReportFilter(From: new DateOnly(2025, 11, 1), Until: new DateOnly(2025, 11, 20)), default);

        Assert.Equal(minutes * 60, Cell(table, "first-work"));
        Assert.Equal((decimal)(DateTimeOffset.Parse(answered, System.Globalization.CultureInfo.InvariantCulture) - DateTimeOffset.Parse(asked, System.Globalization.CultureInfo.InvariantCulture)).TotalSeconds, Cell(table, "first"));
    }

    [Fact]
    public void Openings_OverTheChangeOfClocks_AreTheHoursOnTheWall()
    {
        var hours = WorkingHours.Read("""{"start":"10:00","end":"20:00","days":[1,2,3,4,5,6,7]}""", """["2025-10-27"]""")!;

        var openings = hours.Openings(new DateOnly(2025, 10, 25), new DateOnly(2025, 10, 28), TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"));

        Assert.Equal(["25 08:00–18:00", "26 09:00–19:00", "28 09:00–19:00"], openings.Select(o => $"{o.Opens:dd HH:mm}–{o.Closes:HH:mm}"));
        Assert.Single(WorkingHours.Read("""{"start":"00:00","end":"00:00","days":[1,2,3,4,5,6,7]}""")!.Openings(new DateOnly(2025, 10, 1), new DateOnly(2025, 10, 28), TimeZoneInfo.Utc));
    }

    [Fact]
    public async Task Hours_ThatNobodySet_CountAllTime_AndItIsSaid()
    {
        var tenant = await TenantAsync("Europe/Samara");

        Assert.False((await (await QueriesAsync(tenant)).ReadAsync(LeadsReport.Report, new ReportFilter(), default)).KnowsHours);
    }

    [Fact]
    public async Task Today_IsComparedToTheSameHourOfTheSameWeekday()
    {
        var tenant = await TenantAsync("Europe/Samara"); // noon of a Thursday
        for (var i = 0; i < 3; i++) await database.Given.AppealAsync(tenant);
        await database.ExecuteAsync($"""
            update appeals a set created_at = n.at from (select id, (array['2025-11-20 11:00+04', '2025-11-13 11:59+04', '2025-11-13 12:01+04'])[row_number() over (order by id)]::timestamptz as at from appeals where tenant_id = '{tenant}') n where n.id = a.id
            """);

        var table = await (await QueriesAsync(tenant)).ReadAsync(DayReport.Report, new ReportFilter(), default);

        Assert.Equal((1m, 1m), (Cell(table, "appeals"), table.Former!.Cells[1].Value));
        var query = new Uri("http://x" + table.Former.Cells[1].Link).Query;
        Assert.Equal(1, (await (await QueriesAsync(tenant)).AppealsAsync(DayReport.Report, ReportFilter.Of(query), ReportOpened.Of(query)!, null, default))!.Count);
    }

    [Fact]
    public async Task Figure_OfTheBoard_OpensTheSameAppealsTomorrow_AndNoLongerTimeThanItsDay()
    {
        var tenant = await TenantAsync("Europe/Samara"); // noon of a Thursday
        for (var i = 0; i < 3; i++) await database.Given.AppealAsync(tenant);
        await database.ExecuteAsync($"""
            update appeals a set created_at = n.at from (select id, (array['2025-11-20 11:00+04', '2025-11-20 12:30+04', '2025-11-21 11:00+04'])[row_number() over (order by id)]::timestamptz as at from appeals where tenant_id = '{tenant}') n where n.id = a.id
            """);
        var board = await (await QueriesAsync(tenant)).ReadAsync(DayReport.Report, new ReportFilter(), default);
        var query = new Uri("http://x" + board.Total.Cells[1].Link).Query;
        clock.Advance(TimeSpan.FromDays(1));
        var queries = await QueriesAsync(tenant);
        async Task<long> OpenedAsync(string address) => (await queries.AppealsAsync(DayReport.Report, ReportFilter.Of(address), ReportOpened.Of(address)!, null, default))!.Count;

        Assert.Equal(1, board.Total.Cells[1].Value);
        Assert.Equal(1, await OpenedAsync(query));
        Assert.Equal(2, await OpenedAsync("from=2025-11-20&until=2025-11-20&figure=appeals&till=9999-01-01T00:00:00.0000000Z"));
    }

    [Fact]
    public async Task Waiting_OpenedLater_AreThoseWhoWaitedThen()
    {
        var tenant = await TenantAsync("Europe/Samara");
        foreach (var since in new[] { "2025-11-20 11:00+04", "2025-11-20 12:30+04" })
            await database.ExecuteAsync($"update appeal_activity set waiting_since = '{since}' where appeal_id = '{await database.Given.AppealAsync(tenant)}'");
        var board = await (await QueriesAsync(tenant)).ReadAsync(DayReport.Report, new ReportFilter(), default);
        var query = new Uri("http://x" + board.Total.Cells[0].Link).Query;
        clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, board.Total.Cells[0].Value);
        Assert.Equal(1, (await (await QueriesAsync(tenant)).AppealsAsync(DayReport.Report, ReportFilter.Of(query), ReportOpened.Of(query)!, null, default))!.Count);
        Assert.Equal(2, (await (await QueriesAsync(tenant)).ReadAsync(DayReport.Report, new ReportFilter(), default)).Total.Cells[0].Value);
    }

    // Open round the clock, or with hours that nobody set, a shop has its evening at midnight by its own clock.
    [Theory]
    [InlineData("""{"start":"00:00","end":"00:00","days":[1,2,3,4,5,6,7]}""")]
    [InlineData("""{"start":"09:00","end":"09:00","days":[1,2,3,4,5,6,7]}""")]
    [InlineData("""{"start":"10:00","end":"00:00","days":[1,2,3,4,5,6,7]}""")]
    [InlineData(null)]
    public async Task Closing_OfAShopThatIsOpenThroughTheNight_IsMidnight(string? hours)
    {
        var tenant = await TenantAsync("Europe/Samara", hours);
        foreach (var (asked, answered) in new[] { ("2025-11-10 22:00+04", "2025-11-11 02:00+04"), ("2025-11-10 11:00+04", "2025-11-10 23:00+04"), ("2025-11-11 02:00+04", "2025-11-11 09:30+04") })
        {
            var appeal = await database.Given.AppealAsync(tenant);
            var answer = await database.Given.MessageAsync(tenant, appeal, type: "operator");
            await database.ExecuteAsync($"insert into client_waits (tenant_id, appeal_id, asked_at, ended_at, answer_id, is_first) values ('{tenant}', '{appeal}', '{asked}', '{answered}', '{answer}', true)");
        }

        async Task<decimal?> OnAsync(int day) => Cell(await (await QueriesAsync(tenant)).ReadAsync(ChannelsReport.Report, new ReportFilter(From: new DateOnly(2025, 11, day), Until: new DateOnly(2025, 11, day)), default), "closing");
        Assert.Equal((0m, 1m, 0m), (await OnAsync(9), await OnAsync(10), await OnAsync(11)));
    }

    [Fact]
    public async Task Closing_OfWhomNobodyAnswered_CountsThemPutOffAsWell_EachOnce()
    {
        var tenant = await TenantAsync("Europe/Samara");
        foreach (var wait in new[] { "waiting_since = '2025-11-10 11:00+04'", "snoozed_since = '2025-11-10 11:00+04', snoozed_until = '2030-01-01'", "waiting_since = '2025-11-11 11:00+04'" })
            await database.ExecuteAsync($"update appeal_activity set {wait} where appeal_id = '{await database.Given.AppealAsync(tenant)}'");
        var queries = await QueriesAsync(tenant);
        const string day = "from=2025-11-10&until=2025-11-10";

        Assert.Equal(2, Cell(await queries.ReadAsync(ChannelsReport.Report, ReportFilter.Of(day), default), "closing"));
        Assert.Equal(2, (await queries.AppealsAsync(ChannelsReport.Report, ReportFilter.Of(day), ReportOpened.Of(day + "&figure=closing")!, null, default))!.Count);
    }

    private static decimal? Cell(ReportTable table, string key) => table.Total.Cells[table.Columns.ToList().FindIndex(c => c.Key == key)].Value;

    private async Task<Guid> TenantAsync(string zone, string? hours = null, string? holidays = null)
    {
        var tenant = await database.Given.TenantAsync();
        foreach (var (key, value) in new[] { ("timezone", $"\"{zone}\""), ("working_hours", hours), ("holidays", holidays) })
            if (value is not null) await database.Given.AddAsync(new TenantConfig { TenantId = tenant, Key = key, Value = value }, c => c.Id);
        return tenant;
    }

    private async Task<ReportQueries> QueriesAsync(Guid tenant)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Ids.New(), tenant, "Анна", Roles.Manager));
        return new ReportQueries(new Factory(database, tenant), new ReportReplica(database.Sources, clock, NullLogger<ReportReplica>.Instance), await Zones.OfAsync(database, tenant), current, clock);
    }

    private sealed class Factory(TestDatabase of, Guid tenant) : IReportDbFactory
    {
        public CrmDb CreateDbContext() => of.Db(tenant);

        public CrmDb CreateOfMain() => of.Db(tenant);
    }
}
