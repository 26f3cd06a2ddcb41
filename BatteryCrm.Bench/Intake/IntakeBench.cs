using Npgsql;

namespace BatteryCrm.Bench.Intake;

/// <summary>
/// <c>intake_ratio</c>: Telegram webhooks that the real program acknowledges a second, over the same rows written one transaction a message. Both in turns, each on
/// its own copy of one database, so that neither pays for the other's listeners and a busy machine hits both. <c>intake_ack_p99</c>: the delay of the
/// acknowledgement at half of the reached rate, posts coming at a fixed pace, the median of the five quietest rounds; beside it, at the same time, that of a bare commit, which no intake can be faster than.
/// </summary>
internal static class IntakeBench
{
    private const int Connections = 256;
    private const int Turns = 4;
    private const int Rounds = 5;
    private const int MostRounds = 12;
    private const string Secret = "bench-secret";
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2.5);
    private static readonly TimeSpan Paced = TimeSpan.FromSeconds(8);

    // The disk has to get over the saturated passes, and after the checkpoint that ends them PostgreSQL logs whole pages for some seconds (of five minutes, otherwise).
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(20);

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        var database = await server.CreateAsync();
        var tenant = await CommandAsync(database, "tenant", "create", "--name", "Bench", "--admin-email", "admin@demo.test", "--admin-password", "Bench-2026!", "--max-events-per-second", "1000000", "--max-bytes-per-second", "1000000000");
        var channel = await CommandAsync(database, "channel", "create", "--tenant", tenant.ToString(), "--platform", "telegram", "--name", "Bench",
            "--credentials", $$"""{"bot_token":"1:bench","webhook_secret":"{{Secret}}"}""");

        // Every person writes once: the program makes its own clients and appeals, and the reference starts from a copy of them.
        int known;
        await using (var web = await WebProcess.StartAsync(database))
        {
            using var first = new WebhookLoad(new TelegramTraffic(channel, Secret, web.Address.Port), web.Address.Port, Connections);
            known = await OnThreadAsync(() => first.Post(TelegramTraffic.Persons).Acknowledged);
            await web.StopAsync();
        }

        NpgsqlConnection.ClearAllPools();
        await using var plain = new PlainWriter(await server.CloneAsync(database), tenant, channel, Later(channel, 0));
        await plain.OpenAsync();

        await using var node = await WebProcess.StartAsync(database);
        using var load = new WebhookLoad(Later(channel, node.Address.Port), node.Address.Port, Connections);
        var (rate, delays, acknowledged) = await CompareAsync(server, database, node, load, plain);
        yield return new Measurement("intake_ratio", rate.Web, "webhooks/s", rate.Plain);

        if (wanted.Contains("intake_ack_p99"))
        {
            await server.TidyAsync(database);
            acknowledged += Whole(await OnThreadAsync(() => load.Pace(rate.Web / 2, Settling)));
            var rounds = new List<(double Lost, double P99, double Bare)>();
            var slow = await SlowTime.ProbeAsync();
            while (rounds.Count(r => r.Lost <= StolenTime.Quiet) < Rounds && rounds.Count < MostRounds)
            {
                var stolen = new StolenTime();
                var cores = await Cores.StartAsync(node.Id, database);
                var bare = BareCommits.RunAsync(plain.ConnectionString, Paced);
                var paced = await OnThreadAsync(() => load.Pace(rate.Web / 2, Paced));
                acknowledged += Whole(paced);
                var (lost, before, perMessage, bareP99) = (stolen.Share, slow, cores.PerMessage(paced.Acknowledged), await bare);
                slow = await SlowTime.ProbeAsync(); // the pace within the round is not to be had without taking part in it: the worse of before and after stands for it
                rounds.Add((lost + Math.Max(before, slow), paced.Percentile(0.99), bareP99));
                await Say.LineAsync(
                    $"intake_ack: {paced.PerSecond:0}/s paced: p50 {paced.Percentile(0.5):0.0}, p99 {paced.Percentile(0.99):0.0}, p99.9 {paced.Percentile(0.999):0.0} ms; a bare commit's p99 {bareP99:0.0}; saturated p99 {delays.Percentile(0.99):0.0} ms; {lost:0.0%} of the processors stolen, {Math.Max(before, slow):0.0%} of the time at less than half of their pace ({perMessage})");
            }

            var median = rounds.OrderBy(r => r.Lost).Take(Rounds).OrderBy(r => r.P99).ElementAt(Rounds / 2);
            yield return new Measurement("intake_ack_p99", median.P99, "ms", median.Bare);
        }

        await CheckAsync(database, known + acknowledged, "the program");
        await CheckAsync(plain.ConnectionString, known + plain.Written, "the reference");
    }

    private static async Task<((double Web, double Plain) Rate, LoadResult Delays, int Acknowledged)> CompareAsync(
        BenchServer server, string database, WebProcess node, WebhookLoad load, PlainWriter plain)
    {
        await Say.LineAsync("intake: warming up");
        var acknowledged = Whole(await OnThreadAsync(() => load.Saturate(WarmUp)));
        await plain.RunAsync(Turn + Turn);
        await server.TidyAsync(database, plain.ConnectionString);

        var (webs, plains) = (new List<LoadResult>(), new List<double>());
        for (var i = 0; i < Turns; i++)
        {
            var cores = await Cores.StartAsync(node.Id, database);
            var web = await OnThreadAsync(() => load.Saturate(Turn));
            await Say.LineAsync($"intake: {web.PerSecond:0} webhooks/s, p99 {web.Percentile(0.99):0.0} ms ({cores.PerMessage(web.Acknowledged)})");
            webs.Add(web);
            acknowledged += Whole(web);

            cores = await Cores.StartAsync(null, plain.ConnectionString);
            var before = plain.Written;
            plains.Add(await plain.RunAsync(Turn));
            await Say.LineAsync($"intake: {plains[^1]:0} plain rows/s ({cores.PerMessage(plain.Written - before)})");
        }

        var all = new LoadResult(webs.Sum(w => w.Acknowledged), 0, TimeSpan.FromTicks(webs.Sum(w => w.Took.Ticks)), [.. webs.SelectMany(w => w.Delays)]);
        return ((all.PerSecond, plains.Average()), all, acknowledged);
    }

    // The first messages of all persons are there already.
    private static TelegramTraffic Later(Guid channel, int port)
    {
        var traffic = new TelegramTraffic(channel, Secret, port);
        for (var i = 0; i < TelegramTraffic.Persons; i++) traffic.Next();
        return traffic;
    }

    private static int Whole(LoadResult result) => result.Refused == 0
        ? result.Acknowledged : throw new BenchFailedException($"{result.Refused} of {result.Refused + result.Acknowledged} webhooks were not answered with 200.");

    private static async Task CheckAsync(string database, int messages, string who)
    {
        await using var source = NpgsqlDataSource.Create(database);
        foreach (var table in (string[])["messages_history", "inbound_events", "live_events where kind = 'message_added'"])
        {
            await using var command = source.CreateCommand($"select count(*) from {table}");
            var rows = (long)(await command.ExecuteScalarAsync())!;
            if (rows != messages) throw new BenchFailedException($"{who} answered for {messages} messages, but there are {rows} rows in {table}.");
        }

        await Say.LineAsync($"intake: {who} wrote {messages} messages, all there in three tables");
    }

    internal static async Task<Guid> CommandAsync(string database, params string[] arguments)
    {
        var result = await WebProcess.RunAsync(database, arguments);
        return result.ExitCode == 0 ? Guid.Parse(result.LastLine) : throw new BenchFailedException(result.Error);
    }

    internal static Task<T> OnThreadAsync<T>(Func<T> work) => Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
