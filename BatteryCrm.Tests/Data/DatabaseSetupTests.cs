using BatteryCrm.Data;
using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Setup;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data;

/// <summary>What <c>migrate</c> promises, and what a serving process refuses.</summary>
public sealed class DatabaseSetupTests
{
    [Fact]
    public async Task Model_ComparedWithItsLastMigration_HasNothingPending()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.Db(Ids.New());

        Assert.False(db.Database.HasPendingModelChanges(), "The maps changed without a migration: dotnet ef migrations add NAME --project BatteryCrm.Data --context CrmDb");
        Assert.Empty(await DatabaseSetup.PendingAsync(database.Sources.App));
    }

    [Fact]
    public async Task MigrateAsync_Twice_ChangesNothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Given.TenantAsync();
        var before = await FingerprintAsync(database.OwnerSources.App);

        await DatabaseSetup.MigrateAsync(database.ConnectionString);

        Assert.Equal(before, await FingerprintAsync(database.OwnerSources.App));
    }

    [Fact]
    public async Task MigrateAsync_TwoDatabasesAtOnce_BothAreReady()
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => TestServer.NamedAsync(TestServer.NewName())));

        await Task.WhenAll(connections.Select(c => DatabaseSetup.MigrateAsync(c)));

        foreach (var connection in connections)
        {
            await using var source = NpgsqlDataSource.Create(connection);
            Assert.Equal(5, await CountAsync(source, "deal_types"));
            Assert.Equal(24, await CountAsync(source, "appeal_meta_config"));
        }
    }

    [Fact]
    public async Task MigrateAsync_LocaleWithoutCyrillic_Refuses()
    {
        var name = TestServer.NewName();
        await TestServer.ExecuteAsync($"create database {name} template template0 locale_provider libc lc_collate 'C' lc_ctype 'C' encoding 'UTF8'");
        var connection = await TestServer.NamedAsync(name);

        var refusal = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseSetup.MigrateAsync(connection));

        Assert.Contains("Cyrillic", refusal.Message, StringComparison.Ordinal);
        await using var source = NpgsqlDataSource.Create(connection);
        Assert.Empty((await Catalogue.ReadAsync(source)).Columns);
    }

    [Fact]
    public async Task MigrateAsync_NoDatabaseNamed_SaysSo()
    {
        var connection = new NpgsqlConnectionStringBuilder(await TestServer.ConnectionStringAsync()) { Database = null }.ConnectionString;

        var refusal = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseSetup.MigrateAsync(connection));

        Assert.Contains("Database", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigrateAsync_NewDatabase_HasThePlatformsRowsAndNoDemoData()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var db = database.OwnerDb();

        Assert.Equal(["consultation", "purchase", "repair", "sale", "spam"], await db.DealTypes.OrderBy(d => d.Code).Select(d => d.Code).ToListAsync());
        var stage = await db.AppealMetaConfigs.SingleAsync(c => c.Id == "stage");
        Assert.Equal(("Стадия", "appeal", 100m, "appeal.stage", "text"), (stage.Label, stage.Group, stage.Order, stage.SourceField, stage.FormatType));
        Assert.Equal(0, await db.Tenants.CountAsync());
        Assert.Equal(0, await db.Operators.CountAsync());
    }

    [Fact]
    public async Task AddDefaultVisibilityAsync_NewTenant_HidesRepairFromSpamAndTrade()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await using var db = database.OwnerDb();

        await PlatformRows.AddDefaultVisibilityAsync(db, tenant, CancellationToken.None);
        await db.SaveChangesAsync();

        var deals = await db.DealTypes.ToDictionaryAsync(d => d.Id, d => d.Code);
        List<AppealMetaVisibility> rows = await db.AppealMetaVisibilities.ToListAsync();
        Assert.All(rows, r => Assert.False(r.IsVisible));
        Assert.Equal((10, 3, 3), (rows.Count(r => deals[r.DealTypeId] == "spam"), rows.Count(r => deals[r.DealTypeId] == "purchase"), rows.Count(r => deals[r.DealTypeId] == "sale")));
        Assert.Equal(16, rows.Count);
    }

    [Theory]
    [InlineData("superuser", "is a superuser")]
    [InlineData("bypassrls", "bypasses row-level security")]
    [InlineData("nosuperuser", "owns a table")]
    public async Task RefuseTooMightyAsync_UserSeesPastTheWalls_RefusesAndSaysWhy(string attribute, string reason)
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = TestServer.NewName();
        await TestServer.ExecuteAsync($"create role {role} login password 'x' {attribute}");
        await using (var superuser = NpgsqlDataSource.Create(database.ConnectionString))
        {
            await using var command = superuser.CreateCommand(attribute is "nosuperuser" ? $"grant create on schema public to {role}; set role {role}; create table mine ()" : "select 1");
            await command.ExecuteNonQueryAsync();
        }

        await using (var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "x", Pooling = false }.ConnectionString))
        {
            var refusal = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseSetup.RefuseTooMightyAsync(source));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        }

        await database.DisposeAsync();
        await TestServer.ExecuteAsync($"drop role {role}");
    }

    [Theory]
    [InlineData("superuser", "", "is a superuser")]
    [InlineData("bypassrls", "", "bypasses row-level security")]
    [InlineData("createrole", "", "may create roles")]
    [InlineData("noinherit", "grant batterycrm_owner to {0}", "is a member of 'batterycrm_owner', which is the owner of the tables")]
    [InlineData("noinherit", "create role {0}_b bypassrls; create role {0}_a; grant {0}_b to {0}_a; grant {0}_a to {0}", "_b', which bypasses row-level security")]
    public async Task RefuseTooMightyAsync_LoginThatOnlyActsAsAServingRole_Refuses(string attribute, string statements, string reason)
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = TestServer.NewName();
        await TestServer.ExecuteAsync($"create role {role} login password 'x' {attribute}; grant batterycrm_app to {role}; {statements.Replace("{0}", role, StringComparison.Ordinal)}");
        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "x", Pooling = false, Options = "-c role=batterycrm_app" };

        await using (var source = NpgsqlDataSource.Create(login.ConnectionString))
        {
            Assert.Equal("batterycrm_app", (await Catalogue.AllAsync(source, "select current_user::text", r => r.GetString(0)))[0]);
            var refusal = await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseSetup.RefuseTooMightyAsync(source));
            Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
            Assert.Contains($"'{role}'", refusal.Message, StringComparison.Ordinal);
        }

        await TestServer.ExecuteAsync($"drop role if exists {role}, {role}_a, {role}_b");
    }

    [Fact]
    public async Task RefuseTooMightyAsync_LoginThatIsAMemberOfAServingRole_IsFine()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = TestServer.NewName();
        await TestServer.ExecuteAsync($"create role {role} login password 'x'; grant batterycrm_app to {role}");

        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role, Password = "x", Pooling = false, Options = "-c role=batterycrm_app" };
        await using (var source = NpgsqlDataSource.Create(login.ConnectionString)) await DatabaseSetup.RefuseTooMightyAsync(source);

        await TestServer.ExecuteAsync($"drop role {role}");
    }

    [Fact]
    public async Task RefuseTooMightyAsync_RolesThatServe_AreFine()
    {
        await using var database = await TestDatabase.CreateAsync();
        foreach (var source in (NpgsqlDataSource[])[database.Sources.App, database.Sources.Worker, database.Sources.Platform]) await DatabaseSetup.RefuseTooMightyAsync(source);
        await Assert.ThrowsAsync<DatabaseSetupException>(() => DatabaseSetup.RefuseTooMightyAsync(database.OwnerSources.App));
    }

    [Fact]
    public async Task Owner_OfEveryTable_IsTheRoleThatCannotSignIn()
    {
        await using var database = await TestDatabase.CreateAsync();
        Assert.Equal("batterycrm_owner", await database.ScalarAsync<string>(
            "select string_agg(distinct tableowner, ',')::text from pg_tables where schemaname = 'public'"));
        Assert.False(await database.ScalarAsync<bool>("select rolcanlogin or rolsuper or rolbypassrls from pg_roles where rolname = 'batterycrm_owner'"));
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, string table) =>
        (await Catalogue.AllAsync(source, $"select count(*) from {table}", r => r.GetInt64(0)))[0];

    // Definitions and row counts of everything.
    private static async Task<string> FingerprintAsync(NpgsqlDataSource source)
    {
        var catalogue = await Catalogue.ReadAsync(source);
        var counts = new List<string>();
        foreach (var table in catalogue.Columns.Select(c => c.Table).Distinct()) counts.Add($"{table} {await CountAsync(source, $"\"{table}\"")}");
        var policies = await Catalogue.AllAsync(source, "select (tablename || policyname || coalesce(qual, '') || coalesce(with_check, ''))::text from pg_policies order by 1", r => r.GetString(0));
        return string.Join('\n', [.. catalogue.Columns.Select(c => c.ToString()), .. catalogue.Constraints.Select(c => c.Definition), .. counts, .. policies]);
    }
}
