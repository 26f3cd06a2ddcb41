using BatteryCrm.Bench.Intake;
using BatteryCrm.Bench.Live;
using BatteryCrm.Bench.Memory;
using BatteryCrm.Bench.Merge;
using BatteryCrm.Bench.Workspace;
using Npgsql;

namespace BatteryCrm.Bench;

/// <summary>Runs measurements by name; those that share a run (a rate, and the delay at half of it) stand together.</summary>
internal static class Benches
{
    private static readonly (string[] Names, Func<BenchServer, IReadOnlySet<string>, IAsyncEnumerable<Measurement>> Run)[] All =
    [
        (["intake_ratio", "intake_ack_p99"], IntakeBench.RunAsync),
        (["live_p99", "live_reads_per_change"], LiveBench.RunAsync),
        (["console_memory"], MemoryBench.RunAsync),
        (["start_ready"], StartBench.RunAsync),
        (["inbox_page_p95", "inbox_page_growth"], InboxPageBench.RunAsync),
        (["open_appeal_p95", "open_appeal_growth"], OpenAppealBench.RunAsync),
        (["search_text_p95", "search_phone_p95"], SearchBench.RunAsync),
        (["merge_p95"], MergeBench.RunAsync),
        (["report_p95", "report_growth"], ReportBench.RunAsync),
    ];

    public static async Task<int> RunAsync(string[] names)
    {
        var known = All.SelectMany(b => b.Names).ToList();
        if (names.FirstOrDefault(n => !known.Contains(n)) is { } unknown) return await RefuseAsync($"There is no measurement '{unknown}'. There are: {string.Join(", ", known)}.");
        if (Environment.GetEnvironmentVariable("ConnectionStrings__Default") is not { Length: > 0 } connection)
            return await RefuseAsync("No database: run this as ./dev bench, or set ConnectionStrings__Default to a superuser's Npgsql connection string.");

        var wanted = (names.Length == 0 ? known : [.. names]).ToHashSet(StringComparer.Ordinal);
        try
        {
            await using var server = await BenchServer.OpenAsync(connection, WorkspaceDatabase.Names);
            foreach (var (_, run) in All.Where(b => b.Names.Any(wanted.Contains)))
                await foreach (var measurement in run(server, wanted))
                    if (wanted.Contains(measurement.Bench)) await Console.Out.WriteLineAsync(measurement.ToJson());
            return 0;
        }
        catch (Exception e) when (e is BenchFailedException or NpgsqlException or Microsoft.Playwright.PlaywrightException or TimeoutException)
        {
            return await RefuseAsync(e.Message);
        }
    }

    public static async Task<int> RefuseAsync(string reason)
    {
        await Console.Error.WriteLineAsync("✗ " + reason);
        return 1;
    }
}
