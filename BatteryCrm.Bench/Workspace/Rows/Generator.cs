using System.Diagnostics;
using System.Globalization;
using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>Fills a new, migrated database. The tables of one half of the shops are written beside those of the other: words for the search are made by two processes of the server.</summary>
internal sealed class Generator(string connection, Scale scale)
{
    private const int Halves = 2;
    private const int Told = 500_000;
    private static readonly string[] Big = ["clients", "client_identities", "appeals", "appeal_activity", "messages_history", "message_attachments", "message_edits", "outbound_messages"];
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int messages;

    public async Task RunAsync()
    {
        await SayAsync($"generating {scale.Appeals:N0} appeals of {Scale.Tenants} tenants; kept for later runs");
        var shops = new List<Shop>();
        await using (var owner = CrmDataSources.ForCommands(connection))
            for (var i = 0; i < Scale.Tenants; i++) shops.Add(await Shop.AddAsync(owner, i, Story.Opened));

        var indexes = await IndexesAside.DropAsync(connection, Big);
        await Task.WhenAll(Enumerable.Range(0, Halves).Select(half => Task.Factory.StartNew(
            () => WriteHalf([.. shops.Where((_, i) => i % Halves == half)], half), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        await SayAsync($"{messages:N0} messages are written; making the indexes");
        await indexes.MakeAsync();
        await SayAsync($"what reports count");
        await ExecuteAsync("select recount_report_facts(id) from tenants");
        await ExecuteAsync(Moves);
        await SayAsync($"vacuum and analyze");
        await ExecuteAsync(Drafts);
        await ExecuteAsync("vacuum (analyze)");
        await ExecuteAsync("checkpoint");
        await SayAsync($"ready");
    }

    // What operators have begun to write in the appeals that they hold.
    private const string Drafts = """
        insert into operator_drafts (tenant_id, operator_id, appeal_id, text) select tenant_id, holder_id, appeal_id, 'Здравствуйте! Сейчас узнаю и отвечу' from appeal_activity where holder_id is not null
        """;

    // Each stage on the way to where an appeal stands, three hours apart; and what the sources cost.
    private const string Moves = """
        insert into stage_moves (id, tenant_id, appeal_id, from_place, to_place, since, at, operator_id)
        select gen_random_uuid(), a.tenant_id, a.id, p, p + 1, a.created_at + p * interval '3 hours', a.created_at + (p + 1) * interval '3 hours', (select min(o.id::text)::uuid from operators o where o.tenant_id = a.tenant_id)
        from appeals a cross join generate_series(0, 7) p where p < a.reached;
        update appeals set stage_since = created_at + reached * interval '3 hours' where reached > 0;
        insert into lead_costs (tenant_id, lead_source_id, day, amount_rub) select s.tenant_id, s.id, d, 100 + extract(doy from d) from lead_sources s, generate_series(date '2024-11-01', date '2026-10-31', interval '1 day') d;
        """;

    private void WriteHalf(IReadOnlyList<Shop> shops, int half)
    {
        using var first = Open();
        using var second = Open();
        new StoryWriter(new Story(shops, scale, half), 100 + half, Count).Write(first, second);
    }

    // Neither triggers nor the look-up of each reference: what is written here refers to what is there.
    private NpgsqlConnection Open()
    {
        var own = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false, Options = "-c session_replication_role=replica" }.ConnectionString);
        own.Open();
        return own;
    }

    private void Count()
    {
        if (Interlocked.Increment(ref messages) is var written && written % Told == 0) _ = SayAsync($"{written:N0} messages");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var own = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connection) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await own.OpenAsync();
        await using var command = new NpgsqlCommand(sql, own);
        await command.ExecuteNonQueryAsync();
    }

    private Task SayAsync(FormattableString text) => Say.LineAsync(string.Create(CultureInfo.InvariantCulture, $"inbox: {FormattableString.Invariant(text)}, {watch.Elapsed.TotalSeconds:0} s"));
}
