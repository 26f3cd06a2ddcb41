using System.Diagnostics;
using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Screens.Reports;
using BatteryCrm.Web.Screens.Reports.Kinds;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Bench.Workspace;

/// <summary>
/// <c>report_p95</c>: a quarter of one of twenty tenants in each report, over 500,000 appeals; the slowest report's p95, beside a statement written by hand for the sources alone.
/// <c>report_growth</c>: the same beside 50,000 appeals.
/// </summary>
internal static class ReportBench
{
    private const int Each = 60;

    // The last quarter of the story.
    private static readonly ReportFilter Quarter = new(From: new DateOnly(2026, 8, 1), Until: new DateOnly(2026, 10, 31));

    private const string ByHand = """
        select coalesce(s.sales_channel_id, a.sales_channel_id), s.id, count(*) filter (where a.type is distinct from 'spam'), count(*) filter (where a.type is distinct from 'spam' and a.reached >= 3),
            count(*) filter (where a.type is distinct from 'spam' and a.reached >= 4), count(*) filter (where a.type is distinct from 'spam' and a.reached >= 6), count(*) filter (where a.stage = 'Завершено'),
            count(*) filter (where a.stage = 'Отменено'), sum(a.estimated_cost) filter (where a.stage = 'Завершено'), percentile_cont(0.5) within group (order by date_part('epoch', f.ended_at - f.asked_at))
        from appeals a left join lead_sources s on s.id = a.lead_source_id left join client_waits f on f.appeal_id = a.id and f.is_first
        where a.tenant_id = $1 and a.created_at >= '2026-08-01 00:00+04' and a.created_at < '2026-11-01 00:00+04' group by 1, 2
        """;

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        await using var desk = await Desk.OpenAsync(server, Scale.Full);
        var tenants = (await desk.SeatsAsync()).DistinctBy(s => s.Tenant).ToList();
        await using var plain = NpgsqlDataSource.Create(await WorkspaceDatabase.OpenAsync(server, Scale.Full));
        Deeds[] kinds = [.. Kinds(desk, tenants), new Deeds("by hand", [.. Enumerable.Range(0, Each).Select(i => ByHandOf(plain, tenants[i % tenants.Count].Tenant))])];
        var p95 = await Samples.TakeAsync("report", kinds);
        var slowest = p95.Take(p95.Count - 1).Max();
        yield return new Measurement("report_p95", slowest, "ms", p95[^1]);
        if (!wanted.Contains("report_growth")) yield break;

        await using var small = await Desk.OpenAsync(server, Scale.Tenth);
        var less = await Samples.TakeAsync("report of a tenth", [.. Kinds(small, (await small.SeatsAsync()).DistinctBy(s => s.Tenant).ToList())]);
        yield return new Measurement("report_growth", slowest, "ms", less.Max());
    }

    private static IEnumerable<Deeds> Kinds(Desk desk, List<Seat> tenants) =>
        AllReports.All.Select(report => new Deeds(report.Key, [.. Enumerable.Range(0, Each).Select(i => Read(desk, tenants[i % tenants.Count], report))]));

    private static Func<Task<double>> Read(Desk desk, Seat seat, Report report) => async () =>
    {
        await using var own = desk.Open(seat, Roles.Manager);
        return await own.RunAsync(circuit => Circuit.TimeAsync(() => circuit.GetRequiredService<ReportQueries>().ReadAsync(report, report.IsOfADay ? new ReportFilter(From: Quarter.Until, Until: Quarter.Until) : Quarter, CancellationToken.None)));
    };

    private static Func<Task<double>> ByHandOf(NpgsqlDataSource plain, Guid tenant) => async () =>
    {
        var start = Stopwatch.GetTimestamp();
        await using var command = plain.CreateCommand(ByHand);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tenant });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            // All of it, as a report reads it.
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    };
}
