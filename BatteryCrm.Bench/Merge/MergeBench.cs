using System.Diagnostics;
using System.Globalization;
using BatteryCrm.Bench.Intake;
using BatteryCrm.Bench.Live;
using BatteryCrm.Bench.Workspace;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Web.Screens.Merge;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Bench.Merge;

/// <summary>
/// <c>merge_p95</c>: how long an operator waits for a merge of a client with 10,000 appeals of ten messages, and beside it for its undo, while 100 messages a second go on coming in over the real webhook; nine of
/// them, so that the p95 is the slowest.
/// </summary>
internal static class MergeBench
{
    private const int Appeals = 10_000;
    private const int Times = 9;
    private const int MessagesASecond = 100;
    private const string Secret = "bench-secret";

    private const string Fill = """
        insert into clients (id, tenant_id, name, phone, telegram_id, has_telegram) values ($2, $1, 'Анна', null, '1', true), ($3, $1, 'Аня', '+79171234567', '2', true);
        insert into client_identities (id, tenant_id, client_id, platform, external_id) values (gen_random_uuid(), $1, $2, 'telegram', '1'), (gen_random_uuid(), $1, $3, 'telegram', '2');
        insert into appeals (id, tenant_id, client_id, identity_id, channel_id, ad_channel_id, stage)
            select gen_random_uuid(), $1, $3, (select id from client_identities where client_id = $3), $4, $4, 'Завершено' from generate_series(1, $5);
        insert into appeal_activity (appeal_id, tenant_id, last_channel_id, last_message_at, last_message_type) select id, $1, $4, now() - random() * interval '900 days', 'operator' from appeals where client_id = $3;
        insert into messages_history (tenant_id, appeal_id, message_type, message_text, channel_id, created_at)
            select $1, a.id, 'client', 'Сколько стоит ' || n, $4, now() - random() * interval '900 days' from appeals a, generate_series(1, 10) n where a.client_id = $3;
        """;

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        var database = await server.CreateAsync();
        var tenant = await IntakeBench.CommandAsync(database, "tenant", "create", "--name", "Bench", "--admin-email", "admin@demo.test", "--admin-password", "Bench-2026!", "--max-events-per-second", "1000000", "--max-bytes-per-second", "1000000000");
        var channel = await IntakeBench.CommandAsync(database, "channel", "create", "--tenant", tenant.ToString(), "--platform", "telegram", "--name", "Bench",
            "--credentials", $$"""{"bot_token":"1:bench","webhook_secret":"{{Secret}}"}""");
        var (master, merged) = (BatteryCrm.Data.Ids.New(), BatteryCrm.Data.Ids.New());
        await using var superuser = NpgsqlDataSource.Create(database);
        foreach (var statement in Fill.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            await using var fill = superuser.CreateCommand(statement);
            foreach (var value in new object[] { tenant, master, merged, channel, Appeals }) fill.Parameters.Add(new NpgsqlParameter { Value = value });
            await fill.ExecuteNonQueryAsync();
        }

        await server.TidyAsync(database);
        await using var web = await WebProcess.StartAsync(database);
        using var load = new WebhookLoad(new TelegramTraffic(channel, Secret, web.Address.Port), web.Address.Port, 16);
        await using var person = superuser.CreateCommand($"select id from operators where tenant_id = '{tenant}'");
        var seat = new Seat(tenant, (Guid)(await person.ExecuteScalarAsync())!);
        await using var program = ConsoleNode.Build(database);

        // Once untimed; then as long as the messages come.
        await using var circuit = Desk.Open(program.Services, seat);
        await circuit.RunAsync(c => PassAsync(c, master, merged));
        var coming = IntakeBench.OnThreadAsync(() => load.Pace(MessagesASecond, TimeSpan.FromSeconds(75)));
        var (merges, undos) = (new List<double>(), new List<double>());
        while (merges.Count < Times)
        {
            var (merge, undo) = await circuit.RunAsync(c => PassAsync(c, master, merged));
            await Say.LineAsync(string.Create(CultureInfo.InvariantCulture, $"merge: {merge:0} ms, undone in {undo:0} ms"));
            merges.Add(merge);
            undos.Add(undo);
        }

        var isMeanwhile = !coming.IsCompleted;
        var arrived = await coming;
        if (arrived.Refused > 0) throw new BenchFailedException($"{arrived.Refused} webhooks were not answered with 200 meanwhile.");
        if (!isMeanwhile) throw new BenchFailedException("The messages had ended before the merges did.");
        await Say.LineAsync(string.Create(CultureInfo.InvariantCulture, $"merge: {Times} of {Appeals} appeals, {merges.Min():0} – {merges.Max():0} ms, undone in {undos.Min():0} – {undos.Max():0} ms; meanwhile {arrived.PerSecond:0} messages/s, acknowledged in {arrived.Percentile(0.99):0.0} ms (p99)"));
        yield return new Measurement("merge_p95", merges.Max(), "ms");
    }

    private static async Task<(double Merge, double Undo)> PassAsync(IServiceProvider circuit, Guid master, Guid merged)
    {
        var (queries, actions) = (circuit.GetRequiredService<MergeQueries>(), circuit.GetRequiredService<MergeActions>());
        var seen = await queries.PreviewAsync(master, merged, CancellationToken.None);
        var clock = Stopwatch.GetTimestamp();
        var result = await actions.MergeAsync(master, merged, new Dictionary<string, MergeSide>(), seen.Stamp, string.Empty, CancellationToken.None);
        var merge = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        var made = await queries.MadeAsync(result.MergeId ?? throw new BenchFailedException($"The merge was refused: {result.Refusal}."), CancellationToken.None);
        clock = Stopwatch.GetTimestamp();
        if (await actions.UndoAsync(made!, null, CancellationToken.None) is not { Refusal: null }) throw new BenchFailedException("The undo was refused.");
        return (merge, Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
    }
}
