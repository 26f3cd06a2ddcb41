
namespace BatteryCrm.Bench;

/// <summary><c>start_ready</c>: from the start of the process to the first 200 of /health/ready, on a migrated database; the median of three.</summary>
internal static class StartBench
{
    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        var database = await server.CreateAsync();
        var times = new List<double>();
        for (var i = 0; i < 3; i++)
        {
            await using var web = await WebProcess.StartAsync(database);
            times.Add(web.StartedIn.TotalMilliseconds);
            await web.StopAsync();
        }

        await Say.LineAsync($"start_ready: {string.Join(", ", times.ConvertAll(t => t.ToString("0", System.Globalization.CultureInfo.InvariantCulture)))} ms");
        yield return new Measurement("start_ready", times.Order().ElementAt(1), "ms");
    }
}
