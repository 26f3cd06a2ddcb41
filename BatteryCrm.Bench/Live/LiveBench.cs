using System.Globalization;
using BatteryCrm.Bench.Intake;
using BatteryCrm.Web.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Bench.Live;

/// <summary>
/// <c>live_p99</c>: from a message's commit – its acknowledgement, the first that anybody outside knows of it – to the render batch that shows it, in each of 200
/// consoles of one tenant, at 50 messages a second. The consoles are whole pages of one node in this process, half of them in "Без ответа", half in "Все", where each
/// message moves its row to the top; the messages go through the webhook of another node. The same from before the post, intake and disk included, is printed beside it. Of up to three rounds the
/// quietest counts, the first with hardly any stolen time ends it.
/// <c>live_reads_per_change</c>: what the consoles' node reads meanwhile, see <see cref="ReadCount"/>.
/// </summary>
internal static class LiveBench
{
    private const int Consoles = 200;
    private const int Rows = 50;
    private const int PerSecond = 50;
    private const int MostRounds = 3;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        var database = await server.CreateAsync();
        var shop = await BenchShop.CreateAsync(database);
        await using var intake = await WebProcess.StartAsync(database);
        using var writer = new MessageWriter(shop, intake.Address, Rows, PerSecond);
        await writer.GreetAsync();

        await using var node = await ConsoleNode.StartAsync(database);
        var sightings = new Sightings(Consoles, Rows);
        var consoles = await OpenAsync(node, shop, sightings);
        await Say.LineAsync($"live: {Consoles} consoles show {Rows} rows each");

        await RunAsync(writer, sightings, WarmUp);
        var rounds = new List<(double Stolen, double P99, double Reads)>();
        while (rounds.All(r => r.Stolen > StolenTime.Quiet) && rounds.Count < MostRounds)
        {
            await server.TidyAsync(database);
            GC.Collect();
            var (stolen, batches, cores) = (new StolenTime(), consoles.Sum(c => c.Batches), await Cores.StartAsync(intake.Id, database));
            using var reads = new ReadCount();
            var run = await RunAsync(writer, sightings, Measured);
            rounds.Add((stolen.Share, LiveRun.Percentile(run.FromAnswer, 0.99), (double)reads.Reads / run.Messages));
            await SayAsync(run, reads, $"{(double)(consoles.Sum(c => c.Batches) - batches) / run.Messages / Consoles:0.00} batches a message and console ({cores.PerMessage(run.Messages)}); {rounds[^1].Stolen:0.0%} of the processors stolen");
        }

        consoles.ForEach(c => c.ThrowIfBroken());
        var rows = node.Services.GetRequiredService<LiveReads>();
        await Say.LineAsync($"live: rows read for consoles so far {rows.RowsRead} for {rows.ChangesServed} changes");
        var quietest = rounds.MinBy(r => r.Stolen);
        yield return new Measurement("live_p99", quietest.P99, "ms");
        yield return new Measurement("live_reads_per_change", quietest.Reads, "statements");
        foreach (var console in consoles) await ((IAsyncDisposable)console).DisposeAsync();
    }

    private static async Task SayAsync(LiveRun run, ReadCount reads, string more)
    {
        string Of(double[] delays) => string.Create(CultureInfo.InvariantCulture,
            $"p50 {LiveRun.Percentile(delays, 0.5):0}, p99 {LiveRun.Percentile(delays, 0.99):0}, p99.9 {LiveRun.Percentile(delays, 0.999):0}, max {delays[^1]:0} ms");
        await Say.LineAsync(string.Create(CultureInfo.InvariantCulture, $"live: {run.Messages} messages at {run.PerSecond:0.0}/s, {more}"));
        await Say.LineAsync($"live: from sending {Of(run.FromSending)}; from the acknowledgement {Of(run.FromAnswer)}");
        await Say.LineAsync($"live: {reads.Reads} statements read the log or changed rows ({reads.All} statements in all)");
    }

    private static async Task<List<ConsoleRenderer>> OpenAsync(ConsoleNode node, BenchShop shop, Sightings sightings)
    {
        var person = await node.SignInAsync(shop.Tenant, BenchShop.Login);
        var consoles = new List<ConsoleRenderer>();
        for (var i = 0; i < Consoles; i++)
        {
            var number = i;
            consoles.Add(await ConsoleRenderer.OpenAsync(node.Services, person, i % 2 == 0 ? "" : "?tab=all", text => sightings.Note(number, text)));
        }

        // Each shows the first message of every client.
        await sightings.AllAsync(Rows);
        return consoles;
    }

    private static async Task<LiveRun> RunAsync(MessageWriter writer, Sightings sightings, TimeSpan duration)
    {
        var posted = await writer.PostAsync(duration);
        await sightings.AllAsync(posted[^1].Number + 1);
        return LiveRun.Of(posted, sightings, Consoles);
    }
}
