using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using Npgsql;

namespace BatteryCrm.Tests.Data.Isolation;

/// <summary>One tenant and another's rows: nothing is read, written or pointed at.</summary>
public sealed class IsolationTests(TwoTenants tenants) : IClassFixture<TwoTenants>
{
    private TestDatabase Database => tenants.Database;

    [Fact]
    public async Task Sql_EveryTableButThePlatforms_NothingOfAnotherTenant()
    {
        var (breaches, tried) = await SqlProbe.RunAsync(tenants);

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
        Assert.InRange(tried, 600, int.MaxValue);
    }

    [Fact]
    public async Task Ef_EveryEntityButThePlatforms_NothingOfAnotherTenant()
    {
        var (breaches, entities) = await EfProbe.RunAsync(tenants);

        Assert.True(breaches.Count == 0, string.Join('\n', breaches));

        // Every probed table is an entity, so that the two probes cover the same.
        Assert.Equal((await ProbedTable.AllAsync(Database.OwnerSources.App)).Count, entities);
    }

    [Fact]
    public async Task DefinerFunctions_All_AreKnownAndGiveNothingOfAnotherTenant()
    {
        var breaches = await DefinerProbe.RunAsync(tenants);
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Fact]
    public async Task SignInFunctions_Results_AreIdAndTenantAlone()
    {
        var results = (await DefinerProbe.AllAsync(Database.OwnerSources.App)).Where(f => DefinerProbe.SignIn.ContainsKey(f.Name)).Select(f => (f.Name, f.Result));
        Assert.Equal([("operator_for_passkey", "TABLE(id uuid, tenant_id uuid)"), ("operator_for_sign_in", "TABLE(id uuid, tenant_id uuid)"), ("tenant_of_operator", "TABLE(id uuid, tenant_id uuid)")], results);
    }

    [Theory]
    [InlineData("operator_for_passkey")]
    [InlineData("operator_for_sign_in")]
    [InlineData("tenant_of_operator")]
    public async Task SignInFunctions_TenantSet_GiveNothing(string function)
    {
        var probe = new DefinerProbe(tenants);
        var call = DefinerProbe.SignIn[function];

        Assert.Equal([$"{await Database.ScalarAsync<Guid>($"select id from operators where tenant_id = '{tenants.B}'")},{tenants.B}"], await probe.RowsAsync(null, call));
        Assert.Empty(await probe.RowsAsync(tenants.A, call));
        Assert.Empty(await probe.RowsAsync(tenants.B, call));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task App_NoTenantSet_SeesNothingAnywhere(string? tenant)
    {
        await using var connection = await Database.Sources.App.OpenConnectionAsync();
        if (tenant is not null) await ExecuteAsync(connection, $"set app.tenant_id = '{tenant}'");

        foreach (var table in await ProbedTable.AllAsync(Database.OwnerSources.App))
        {
            await using var command = new NpgsqlCommand($"select count(*) from {table.Name}", connection);
            Assert.Equal((table.Name, 0L), (table.Name, (long)(await command.ExecuteScalarAsync())!));
        }
    }

    [Fact]
    public async Task App_TenantIsNoUuid_GetsAnErrorAndNoRows()
    {
        await using var connection = await Database.Sources.App.OpenConnectionAsync();
        await ExecuteAsync(connection, "set app.tenant_id = 'everything'");

        var error = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(connection, "select * from clients"));

        Assert.Equal(PostgresErrorCodes.InvalidTextRepresentation, error.SqlState);
    }

    // Ids that no foreign key guards can name another tenant's row; whoever reads by them must ask for the tenant as well.
    [Fact]
    public async Task Ids_WithoutAForeignKey_AreTheKnownOnes()
    {
        var catalogue = await Catalogue.ReadAsync(Database.OwnerSources.App);
        var loose = catalogue.Columns.Where(c => c.Type is "uuid" && c.Name is not "id" and not "tenant_id")
            .Where(c => !catalogue.References.Any(r => string.Equals(r.Table, c.Table, StringComparison.Ordinal) && r.Columns.Contains(c.Name)))
            .Select(c => $"{c.Table}.{c.Name}").Order(StringComparer.Ordinal);

        Assert.Equal(["appeal_activity.last_message_id", "catalogue_merges.change_id", "duplicate_checks.client_id", "duplicate_checks.message_id", "forgotten_files.file_id", "live_events.appeal_id", "live_events.message_id", "live_events.subject_id", "merge_journal.merge_id", "merge_journal.subject_id", "node_pages.node_id", "settings_versions.change_id"], loose);
    }

    [Fact]
    public async Task LiveEvent_NamesAnotherTenantsRows_ReadsNothing()
    {
        var (appeal, message) = (await Database.ScalarAsync<Guid>($"select appeal_id from appeal_activity where tenant_id = '{tenants.B}'"),
            await Database.ScalarAsync<Guid>($"select id from messages_history where tenant_id = '{tenants.B}' limit 1"));
        var reads = new LiveReads(Database.Sources, Database.WorkerFactory);
        List<LiveFact> facts = [new(BatteryCrm.Data.Live.LiveKinds.MessageAdded, appeal, message, null)];

        var (foreignRows, foreignMessages) = await reads.RowsAsync(tenants.A, facts, CancellationToken.None);
        var (ownRows, ownMessages) = await reads.RowsAsync(tenants.B, facts, CancellationToken.None);

        Assert.Empty(foreignRows);
        Assert.Empty(foreignMessages);
        Assert.Equal((appeal, message), (Assert.Single(ownRows).AppealId, Assert.Single(ownMessages).Id));
    }

    [Fact]
    public async Task SharedKnowledge_ForATenant_IsReadOnly()
    {
        await using var db = Database.Db(tenants.A);
        var shared = db.Knowledge.Where(k => k.TenantId == null);

        Assert.Equal(1, await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.CountAsync(shared));
        await using var connection = await Database.Sources.App.OpenConnectionAsync();
        await ExecuteAsync(connection, $"set app.tenant_id = '{tenants.A}'");
        Assert.Equal(0, await ExecuteAsync(connection, "update knowledge_base set content = 'x' where tenant_id is null"));
        Assert.Equal(0, await ExecuteAsync(connection, "delete from knowledge_base where tenant_id is null"));
    }

    [Fact]
    public async Task PooledConnection_FormerUserHadATenant_IsEmptyForTheNext()
    {
        var one = new NpgsqlConnectionStringBuilder(Database.Sources.App.ConnectionString) { Password = PasswordOfApp(), MaxPoolSize = 1 };
        await using var source = new NpgsqlDataSourceBuilder(one.ConnectionString).Build();
        int first, second;
        await using (var connection = await source.OpenConnectionAsync())
        {
            first = connection.ProcessID;
            await ExecuteAsync(connection, $"select set_config('app.tenant_id', '{tenants.A}', false)");
        }

        await using (var connection = await source.OpenConnectionAsync())
        {
            second = connection.ProcessID;
            await using var command = new NpgsqlCommand("select count(*) from clients", connection);
            Assert.Equal(0L, await command.ExecuteScalarAsync());
        }

        Assert.Equal(first, second);
    }

    [Fact]
    public async Task CrmDb_TwoTenantsOverOnePool_EachSeesItsOwn()
    {
        for (var i = 0; i < 3; i++)
            foreach (var tenant in (Guid[])[tenants.A, tenants.B])
            {
                await using var db = Database.Db(tenant);
                Assert.Equal([tenant], await Microsoft.EntityFrameworkCore.EntityFrameworkQueryableExtensions.ToListAsync(db.Clients.Select(c => c.TenantId).Distinct()));
            }
    }

    [Fact]
    public async Task CrmDb_RowWithoutTenant_GetsTheContexts()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await using (var db = database.Db(tenant))
        {
            db.Clients.Add(new BatteryCrm.Data.Clients.Client { Name = "Анна" });
            await db.SaveChangesAsync();
        }

        Assert.Equal(tenant, await database.ScalarAsync<Guid>("select tenant_id from clients"));
    }

    private string PasswordOfApp() =>
        new NpgsqlConnectionStringBuilder(BatteryCrm.Data.Setup.DatabaseRoles.Derive(Database.ConnectionString, BatteryCrm.Data.Setup.DatabaseRoles.App)).Password!;

    private static async Task<int> ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteNonQueryAsync();
    }
}
