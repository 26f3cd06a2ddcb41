using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>A report reads what is of its period, through row-level security, over 200,000 appeals.</summary>
public sealed class ReportPlansTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private static readonly ReportSpan Day = new(new DateTimeOffset(2025, 11, 3, 0, 0, 0, TimeSpan.FromHours(4)), new DateTimeOffset(2025, 11, 4, 0, 0, 0, TimeSpan.FromHours(4)), new DateOnly(2025, 11, 3), new DateOnly(2025, 11, 3));

    public static IEnumerable<object[]> Sets => AllReports.All.SelectMany(r => Enumerable.Range(0, r.Groupings[0].Sets.Count), (r, i) => new object[] { r.Key, i });

    [Theory]
    [MemberData(nameof(Sets))]
    public async Task Figures_OfADay_ReadNoTableThrough(string report, int set) => PlansTests.AssertWalks(await PlanAsync(report, set), string.Empty);

    [Fact]
    public async Task Closings_WhoWaitsStill_IsReadByWaitingAndByPuttingOff()
    {
        var plan = await PlanAsync("channels", 2);

        PlansTests.AssertWalks(plan, "ix_appeal_activity_waiting");
        PlansTests.AssertWalks(plan, "ix_appeal_activity_put_off");
    }

    private async Task<string> PlanAsync(string report, int set)
    {
        var filter = new ReportFilter();
        await using var connection = await seeded.Database.Sources.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var tenant = new NpgsqlCommand($"select set_config('app.tenant_id', '{seeded.Tenant}', true)", connection, transaction))
            await tenant.ExecuteNonQueryAsync();
        var sql = ReportSql.Figures(AllReports.All.Single(r => r.Key == report).Groupings[0].Sets[set], filter);
        await using var command = new NpgsqlCommand("explain " + sql, connection, transaction);
        ReportSql.AddParameters(command.Parameters, filter, Day, ReportClock.Of(null, Day, TimeZoneInfo.FindSystemTimeZoneById("Europe/Samara"), Day.Until));
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
