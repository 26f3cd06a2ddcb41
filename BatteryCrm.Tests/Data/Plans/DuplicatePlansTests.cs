using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Intake.Duplicates;
using BatteryCrm.Web.Screens.Duplicates;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>Who may be one person is found and shown through indexes, over 200,000 clients.</summary>
public sealed class DuplicatePlansTests(DuplicatePlansTests.Fixture fixture) : IClassFixture<DuplicatePlansTests.Fixture>
{
    private readonly SeededDatabase seeded = fixture.Seeded;
    private readonly Guid[] clients = fixture.Clients;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    public async Task Hits_OfSomeClients_AreFoundByIndexes(int count)
    {
        var plan = await PlanAsync(DuplicateQuery.Hits, seeded.Tenant, clients.Take(count).ToArray());
        foreach (var index in (string[])["ix_clients_tenant_phone", "ix_clients_email_folded", "ix_client_contacts_whose", "ix_client_identities_username", "ix_appeals_tenant_model"]) PlansTests.AssertWalks(plan, index);
        Assert.DoesNotContain("Seq Scan on client_contacts", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Told_OfAClient_IsFoundByTheIndexesOfPairs()
    {
        var plan = await PlanAsync(DuplicateQuery.Told, seeded.Tenant, clients.Take(1).ToArray());
        foreach (var index in (string[])["ux_duplicate_dismissals_pair", "ix_duplicate_dismissals_other", "ux_client_links_pair", "ix_client_links_other"]) PlansTests.AssertWalks(plan, index);
    }

    [Fact]
    public async Task Inbox_EachPage_WalksItsIndex()
    {
        var recorder = new PlanRecorder();
        var queries = new DuplicateQueries(seeded.Factory(recorder));
        var first = await queries.PageAsync(onlyStrong: false, null, default);
        Assert.Equal(DuplicateQueries.PageSize, (await queries.PageAsync(onlyStrong: true, first.Rows[^1].Key, default)).Rows.Count);

        Assert.Equal(4, recorder.Plans.Count);
        foreach (var at in (int[])[0, 2]) PlansTests.AssertWalks(recorder.Plans[at], "ix_duplicate_candidates_inbox");
        foreach (var at in (int[])[1, 3]) PlansTests.AssertWalks(recorder.Plans[at], "ix_appeals_client_recent");
    }

    [Fact]
    public async Task Kin_OfTheOpenClient_IsFoundByTheIndexesOfPairs()
    {
        var recorder = new PlanRecorder();
        var queries = new LookalikeQueries(seeded.Factory(recorder));
        Assert.Equal(4, (await queries.KinAsync(clients[50], default)).Count);
        Assert.Equal(2, (await queries.OfAsync(clients[50], default)).Count);
        foreach (var plan in recorder.Plans)
            foreach (var index in (string[])["ux_duplicate_candidates_pair", "ix_duplicate_candidates_other"]) PlansTests.AssertWalks(plan, index);
    }

    private Task<string> PlanAsync(string sql, params object[] values) => PlanAsync(seeded.Database.Sources.Worker.CreateCommand("explain " + sql), values);

    internal static async Task<string> PlanAsync(NpgsqlCommand explain, params object[] values)
    {
        await using var command = explain;
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }

    /// <summary>The seeded shops with pairs, families, dismissals and further contacts, and devices of fifty models in the last of them.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        internal SeededDatabase Seeded { get; } = new();

        /// <summary>A hundred of the last tenant's.</summary>
        internal Guid[] Clients { get; private set; } = [];

        public async Task InitializeAsync()
        {
            await Seeded.InitializeAsync();
            await using var superuser = new NpgsqlConnection(Seeded.Database.ConnectionString);
            await superuser.OpenAsync();
            await using var fill = new NpgsqlCommand($"""
                set session_replication_role = replica;
                insert into duplicate_candidates (tenant_id, one_client_id, other_client_id, strength, evidence, found_at)
                    select '{Seeded.Tenant}', id, next, case when n % 3 = 0 then 'strong' else 'weak' end, '[]', now() - n * interval '1 minute'
                    from (select id, lead(id) over (order by id) as next, row_number() over (order by id) as n from clients where tenant_id = '{Seeded.Tenant}') c where next is not null;
                insert into client_links (tenant_id, one_client_id, other_client_id, kind, operator_id) select tenant_id, one_client_id, other_client_id, 'family', '{Seeded.Operator}' from duplicate_candidates;
                insert into duplicate_dismissals (tenant_id, one_client_id, other_client_id, operator_id, evidence) select tenant_id, one_client_id, other_client_id, '{Seeded.Operator}', '[]' from duplicate_candidates;
                insert into client_contacts (tenant_id, client_id, kind, value, typed, source) select tenant_id, id, 'phone', phone || '9', '', 'chat' from clients;
                insert into client_contacts (tenant_id, client_id, kind, value, typed, source) select tenant_id, id, 'email', id || '@demo.test', '', 'import' from clients;
                update client_identities set username = 'u' || external_id where tenant_id = '{Seeded.Tenant}';
                insert into brands (id, tenant_id, name, normalized_name) values ('00000000-0000-7000-8000-000000000001', '{Seeded.Tenant}', 'Apple', 'apple');
                insert into models (id, tenant_id, brand_id, name) select gen_random_uuid(), '{Seeded.Tenant}', '00000000-0000-7000-8000-000000000001', 'iPhone ' || n from generate_series(1, 50) n;
                update appeals a set model_id = m.id from (select id, row_number() over () as n from models where tenant_id = '{Seeded.Tenant}') m where a.tenant_id = '{Seeded.Tenant}' and m.n = 1 + abs(hashtext(a.id::text)) % 50;
                set session_replication_role = origin;
                analyze
                """, superuser) { CommandTimeout = 300 };
            await fill.ExecuteNonQueryAsync();
            await using var command = new NpgsqlCommand($"select array(select id from clients where tenant_id = '{Seeded.Tenant}' order by id limit 100)", superuser);
            Clients = (Guid[])(await command.ExecuteScalarAsync())!;
        }

        public Task DisposeAsync() => Seeded.DisposeAsync();
    }
}
