using System.Globalization;
using Npgsql;

namespace BatteryCrm.Bench.Memory;

/// <summary>
/// <c>console_memory</c>: the managed heap that an idle, connected inbox with an open appeal of 60 messages adds to the real program: 30 real pages in Chromium,
/// full collections before they come and after they have been idle for half a minute. A few more are open from the start: what the first consoles of a
/// process make for all (compiled queries, caches) is not one console's.
/// </summary>
internal static class MemoryBench
{
    private const int Consoles = 30;
    private const int First = 3;
    private const int Rows = 50;
    private const int Messages = 60;
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(30);

    public static async IAsyncEnumerable<Measurement> RunAsync(BenchServer server, IReadOnlySet<string> wanted)
    {
        var database = await server.CreateAsync();
        var shop = await BenchShop.CreateAsync(database);
        using var probe = new HeapProbe();
        await using var web = await WebProcess.StartAsync(database, probe.Environments);
        var appeal = await WriteAsync(shop, web.Address, database);

        await using var pages = await Pages.StartAsync(web.Address);
        for (var i = 0; i < First; i++) await pages.OpenAsync(appeal, Messages);

        var before = await probe.AskAsync();
        for (var i = 0; i < Consoles; i++) await pages.OpenAsync(appeal, Messages);
        var rows = await pages.RowsAsync();
        await Task.Delay(Idle);
        var after = await probe.AskAsync();
        if (after.Circuits - before.Circuits != Consoles)
            throw new BenchFailedException($"{Consoles} consoles were to come to {before.Circuits}; there are {after.Circuits}.");

        await Say.LineAsync(string.Create(CultureInfo.InvariantCulture,
            $"memory: heap {before.Megabytes:0.00} MB with {before.Circuits} consoles before connecting, {after.Megabytes:0.00} MB with {after.Circuits} after {Idle.TotalSeconds:0} s idle; each shows {rows} rows and {Messages} messages"));
        yield return new Measurement("console_memory", (after.Megabytes - before.Megabytes) / Consoles, "MB");
    }

    // One client with a long conversation, and those who stand in the queue beside him.
    private static async Task<Guid> WriteAsync(BenchShop shop, Uri address, string database)
    {
        using var clients = BenchShop.Clients(address);
        var number = 0;
        for (; number < Messages; number++) await shop.PostAsync(clients, 0, number, $"Здравствуйте, это сообщение номер {number}: сколько стоит поменять экран и когда можно прийти?");
        for (var client = 1; client < Rows; client++) await shop.PostAsync(clients, client, number++, "Добрый день! Батарея садится за три часа, поменяете?");

        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select appeal_id from messages_history group by appeal_id having count(*) = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = Messages });
        return (Guid)(await command.ExecuteScalarAsync() ?? throw new BenchFailedException($"No appeal has {Messages} messages."));
    }
}
