using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>A tenant whose clients become one and two again.</summary>
internal sealed class MergeWorld : IAsyncDisposable
{
    // What is a log of what was done differs after a merge and its undo, and shall. Who may be the same person is derived, and found anew by a worker.
    private static readonly string[] Logs = ["operator_actions", "live_events", "merge_journal", "duplicate_candidates", "duplicate_checks"];

    private MergeWorld(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public Guid Tenant { get; private set; }

    public Guid Operator { get; private set; }

    public Guid Channel { get; private set; }

    public Clock Clock { get; } = new();

    public static async Task<MergeWorld> CreateAsync()
    {
        var world = new MergeWorld(await TestDatabase.CreateAsync());
        world.Tenant = await world.Database.Given.TenantAsync();
        world.Operator = await world.Database.Given.OperatorAsync(world.Tenant);
        world.Channel = await world.Database.Given.ChannelAsync(world.Tenant);
        return world;
    }

    public async Task<MergeResult> MergeAsync(Guid master, Guid merged, IReadOnlyDictionary<string, MergeSide>? choices = null, string? seen = null)
    {
        await using var db = Database.Db(Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await ClientMerging.MergeAsync(db, new MergeWish(master, merged, Operator, choices ?? new Dictionary<string, MergeSide>(), seen), Clock.GetUtcNow(), default);
        if (result.MergeId is not null) await transaction.CommitAsync();
        return result;
    }

    public async Task<UndoResult> UndoAsync(Guid merge, IReadOnlyDictionary<(Guid ClientId, string Field), bool>? decisions = null)
    {
        await using var db = Database.Db(Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var result = await ClientUnmerging.UndoAsync(db, new UndoWish(merge, Operator, decisions), Clock.GetUtcNow(), default);
        if (result.Refusal is null) await transaction.CommitAsync();
        return result;
    }

    /// <summary>A client with as many appeals, each with a message, and an identity that opened them.</summary>
    public async Task<Guid> PersonAsync(string externalId, int appeals = 1, string? name = "Анна", string? phone = null)
    {
        var given = Database.Given;
        var client = await given.ClientAsync(Tenant, name, phone);
        var identity = await given.ClientIdentityAsync(Tenant, client, externalId);
        await Database.ExecuteAsync($"update clients set telegram_id = '{externalId}', has_telegram = true where id = '{client}'");
        for (var i = 0; i < appeals; i++) await AppealAsync(client, identity, externalId);
        return client;
    }

    public async Task<Guid> AppealAsync(Guid client, Guid? identity, string chat)
    {
        var appeal = await Database.Given.AppealAsync(Tenant, client, Channel, waitingSince: Clock.GetUtcNow());
        await Database.Given.MessageAsync(Tenant, appeal, "из " + chat, channelId: Channel, chatId: chat, createdAt: Clock.GetUtcNow());
        if (identity is { } id) await Database.ExecuteAsync($"update appeals set identity_id = '{id}' where id = '{appeal}'");
        return appeal;
    }

    public Task<Guid> OwnerAsync(Guid appeal) => Database.ScalarAsync<Guid>($"select client_id from appeals where id = '{appeal}'");

    public Task<Guid> IdentityAsync(string externalId) => Database.ScalarAsync<Guid>($"select id from client_identities where external_id = '{externalId}'");

    /// <summary>Every row of every tenant table but the logs, one line each.</summary>
    public async Task<string> DumpAsync()
    {
        var tables = (await Database.ScalarAsync<string>("""
            select string_agg(distinct table_name::text, ',' order by table_name::text) from information_schema.columns where table_schema = 'public' and column_name = 'tenant_id'
            """))!.Split(',').Except(Logs);
        var lines = new List<string>();
        foreach (var table in tables) lines.Add($"{table}\n" + await Database.ScalarAsync<string>($"select coalesce(string_agg(to_jsonb(t)::text, E'\\n' order by to_jsonb(t)::text), '') from {table} t"));
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync() => await Database.DisposeAsync();
}
