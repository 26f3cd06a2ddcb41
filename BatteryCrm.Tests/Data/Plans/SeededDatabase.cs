using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>
/// Twenty tenants with 10,000 appeals each, the last two with 50,000 messages each, analysed: enough for the planner to choose as in production. A tenth of the
/// clients wait, each of five operators holds sixty appeals, one conversation is long, and the outbox is full of what was sent.
/// </summary>
public sealed class SeededDatabase : IAsyncLifetime
{
    private const int Tenants = 20;
    private const int TenantsWithMessages = 2;

    public TestDatabase Database { get; } = new();

    public Guid Tenant { get; private set; }

    public Guid Operator { get; private set; }

    /// <summary>The appeal of 300 messages.</summary>
    public Guid LongAppeal { get; private set; }

    public async Task InitializeAsync()
    {
        await Database.InitializeAsync();
        for (var number = 1; number <= Tenants; number++)
        {
            Tenant = await Database.Given.TenantAsync("Магазин " + number);
            for (var i = 0; i < 5; i++) Operator = await Database.Given.OperatorAsync(Tenant);
            var channel = await Database.Given.ChannelAsync(Tenant);
            await FillAsync(Rows(Tenant, channel) + (number > Tenants - TenantsWithMessages ? Messages(Tenant, channel) : string.Empty));
        }

        LongAppeal = await Database.ScalarAsync<Guid>($"select appeal_id from messages_history where tenant_id = '{Tenant}' group by appeal_id order by count(*) desc limit 1");
        await Database.ExecuteAsync("analyze");
    }

    public async Task DisposeAsync() => await Database.DisposeAsync();

    /// <summary>Contexts of a signed-in person of <see cref="Tenant"/>, whose plans are recorded.</summary>
    internal IDbContextFactory<CrmDb> Factory(PlanRecorder recorder) =>
        new Recorded<CrmDb>(() => new CrmDb(CrmDbOptions.For<CrmDb>(Database.Sources.App, o => o.AddInterceptors(recorder))) { TenantId = Tenant });

    internal IDbContextFactory<WorkerDb> WorkerFactory(PlanRecorder recorder) =>
        new Recorded<WorkerDb>(() => new WorkerDb(CrmDbOptions.For<WorkerDb>(Database.Sources.Worker, o => o.AddInterceptors(recorder))));

    // As the superuser, without looking each reference up.
    private async Task FillAsync(string rows)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("set local session_replication_role = replica; " + rows, connection, transaction) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
    }

    private static string Rows(Guid tenant, Guid channel) => $"""
        create temp table numbers on commit drop as
            select n, gen_random_uuid() as client, gen_random_uuid() as appeal, timestamptz '2025-11-01' + n * interval '2 minutes' as at from generate_series(1, 10000) n;
        analyze numbers;
        insert into clients (id, tenant_id, name, phone, created_at, updated_at) select client, '{tenant}', 'Клиент ' || n, '+7917' || lpad(n::text, 7, '0'), at, at from numbers;
        update clients c set unsubscribed = n % 500 = 0, blocked_at = case when n % 700 = 0 then now() end from numbers where c.id = client and (n % 500 = 0 or n % 700 = 0);
        insert into client_tags (tenant_id, client_id, tag) select '{tenant}', client, 'Опт' from numbers where n % 400 = 0;
        insert into client_identities (tenant_id, client_id, platform, external_id) select '{tenant}', client, 'telegram', n::text from numbers;
        insert into appeals (id, tenant_id, client_id, channel_id, ad_channel_id, created_at, updated_at) select appeal, '{tenant}', client, '{channel}', '{channel}', at, at from numbers;
        insert into appeal_activity (appeal_id, tenant_id, last_channel_id, last_message_at, last_message_type, last_message_preview, last_activity_at, waiting_since, holder_id)
            select appeal, '{tenant}', '{channel}', at, 'client', 'Сколько стоит?', at, case when n % 10 = 0 then at end,
                case when n % 33 = 0 then (select id from operators where tenant_id = '{tenant}' order by id offset n % 5 limit 1) end
            from numbers;
        """;

    private static string Messages(Guid tenant, Guid channel) => $"""
        insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel_id, external_chat_id, external_message_id, created_at)
            select gen_random_uuid(), '{tenant}', appeal, case when i % 2 = 0 then 'operator' else 'client' end, 'Сообщение ' || n || ' о замене дисплея', '{channel}', n::text, i::text,
                at + i * interval '1 minute'
            from numbers, generate_series(1, case when n = 5000 then 300 else 5 end) i;
        insert into outbound_messages (tenant_id, message_id, appeal_id, channel_id, external_chat_id, client_key, state)
            select tenant_id, id, appeal_id, channel_id, external_chat_id, id::text, case when row_number() over () % 100 = 0 then 'queued' else 'sent' end
            from messages_history where tenant_id = '{tenant}' and message_type = 'operator';
        """;

    private sealed class Recorded<TContext>(Func<TContext> make) : IDbContextFactory<TContext>
        where TContext : DbContext
    {
        public TContext CreateDbContext() => make();
    }
}
