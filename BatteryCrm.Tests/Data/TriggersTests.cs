using BatteryCrm.Data.Live;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data;

/// <summary>What the database does by itself: it tells the nodes of changes, wakes them once a statement, and keeps sign-in names apart.</summary>
public sealed class TriggersTests
{
    [Theory]
    [InlineData("update channels set name = 'Новый'", LiveKinds.ChannelChanged, "channels")]
    [InlineData("delete from channels", LiveKinds.ChannelChanged, "channels")]
    [InlineData("update tenants set suspend = true", LiveKinds.ChannelChanged, null)]
    [InlineData("update tenant_configs set value = '2'", LiveKinds.SettingsChanged, "tenant_configs")]
    [InlineData("update operators set role = 'manager'", LiveKinds.OperatorChanged, "operators")]
    [InlineData("update operators set is_active = false", LiveKinds.OperatorChanged, "operators")]
    [InlineData("update operators set security_stamp = 'new'", LiveKinds.OperatorChanged, "operators")]
    public async Task TellLive_RowThatNodesCacheChanges_AppendsAnEvent(string change, string kind, string? subjectTable)
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await database.Given.OperatorAsync(tenant);
        await database.Given.ChannelAsync(tenant);
        await database.Given.AddAsync(new BatteryCrm.Data.Tenants.TenantConfig { TenantId = tenant, Key = "warranty_days", Value = "1" }, c => c.Id);
        Guid? subject = subjectTable is null ? null : await database.ScalarAsync<Guid>($"select id from {subjectTable}");
        await database.ExecuteAsync("truncate live_events");

        await database.ExecuteAsync(change);

        await using var db = database.OwnerDb();
        var told = await db.LiveEvents.SingleAsync();
        Assert.Equal((tenant, kind, subject), (told.TenantId, told.Kind, told.SubjectId));
    }

    [Fact]
    public async Task TellLive_OperatorSignsIn_SaysNothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.Given.OperatorAsync(await database.Given.TenantAsync());
        await database.ExecuteAsync("truncate live_events");

        await database.ExecuteAsync("update operators set last_login_at = now(), access_failed_count = 0");

        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from live_events"));
    }

    [Fact]
    public async Task TellLive_TenantChangesItsChannelAsTheApp_AppendsTheEventToo()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await database.Given.ChannelAsync(tenant);
        await using var db = database.Db(tenant);

        await db.Channels.ExecuteUpdateAsync(c => c.SetProperty(x => x.Name, "Новый"));

        Assert.Equal(2, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.ChannelChanged));
    }

    [Fact]
    public async Task WakeLive_ManyEventsInOneStatement_NotifiesOnceAndOnlyAfterTheCommit()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await using var listener = new NpgsqlConnection(database.ConnectionString);
        await listener.OpenAsync();
        var heard = new List<string>();
        listener.Notification += (_, n) => heard.Add(n.Channel);
        await using (var listen = new NpgsqlCommand("listen live; listen fence", listener)) await listen.ExecuteNonQueryAsync();
        await using var writer = new NpgsqlConnection(database.ConnectionString);
        await writer.OpenAsync();
        await using var transaction = await writer.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand($"insert into live_events (tenant_id, kind) select '{tenant}', 'message_added' from generate_series(1, 500)", writer, transaction))
            await insert.ExecuteNonQueryAsync();
        await FenceAsync();
        await transaction.CommitAsync();
        await FenceAsync();

        Assert.Equal(["fence", "live", "fence"], heard);

        // Notices come in the order of commits: what was sent before the fence is here when the fence is.
        async Task FenceAsync()
        {
            var fences = heard.Count(h => h is "fence");
            await database.ExecuteAsync("notify fence");
            using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(10));
            while (heard.Count(h => h is "fence") == fences) await listener.WaitAsync(timeout.Token);
        }
    }

    [Fact]
    public async Task WakeLive_SessionThatWakesLater_NotifiesNobodyByItself()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        await using var listener = new NpgsqlConnection(database.ConnectionString);
        await listener.OpenAsync();
        var heard = new List<string>();
        listener.Notification += (_, n) => heard.Add(n.Channel);
        await using (var listen = new NpgsqlCommand("listen live; listen fence", listener)) await listen.ExecuteNonQueryAsync();

        await database.ExecuteAsync($"set app.wakes = 'later'; insert into live_events (tenant_id, kind) values ('{tenant}', 'message_added')");
        await database.ExecuteAsync("notify fence");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!heard.Contains("fence")) await listener.WaitAsync(patience.Token);

        Assert.Equal(["fence"], heard);
    }

    // A notice for each row takes a global lock at every commit: 3.6 k/s become 1.1 k/s. PostgreSQL hides the repeats from listeners, so the catalogue must tell.
    [Fact]
    public async Task Notify_InTriggers_IsForEachStatementOnly()
    {
        await using var database = await TestDatabase.CreateAsync();

        var perRow = await Catalogue.AllAsync(
            database.OwnerSources.App,
            """
            select t.tgname::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid
            where not t.tgisinternal and t.tgtype & 1 = 1 and (p.prosrc ilike '%pg_notify%' or p.prosrc ~* '\mnotify\M')
            """,
            r => r.GetString(0));
        var all = await Catalogue.AllAsync(
            database.OwnerSources.App,
            "select (t.tgrelid::regclass || ' ' || t.tgname)::text from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.prosrc ilike '%pg_notify%'", r => r.GetString(0));

        Assert.Empty(perRow);
        Assert.Equal(["live_events wake_live"], all);
    }

    [Theory]
    [InlineData("anna@demo.test", "oleg@demo.test")]
    [InlineData("oleg", "anna@demo.test")]
    [InlineData("anna", "oleg@demo.test")]
    [InlineData("anna@demo.test", null)]
    public async Task SignInNames_AnotherTenantsPersonHasTheName_AreRefused(string username, string? email)
    {
        await using var database = await TestDatabase.CreateAsync();
        await AddAsync(database, await database.Given.TenantAsync("А"), "anna", "anna@demo.test");
        var other = await database.Given.TenantAsync("Б");

        var error = await Assert.ThrowsAsync<PostgresException>(() => AddAsync(database, other, username, email));

        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
    }

    [Fact]
    public async Task SignInNames_OwnEmailAsUsername_IsFine()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();

        await AddAsync(database, tenant, "anna@demo.test", "anna@demo.test");
        await AddAsync(database, tenant, "oleg@demo.test", "oleg@demo.test");

        var error = await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync("update operators set normalized_user_name = 'ANNA@DEMO.TEST' where username = 'oleg@demo.test'"));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, error.SqlState);
    }

    private static async Task AddAsync(TestDatabase database, Guid tenant, string username, string? email)
    {
        await using var command = database.OwnerSources.App.CreateCommand("""
            insert into operators (tenant_id, username, normalized_user_name, email, normalized_email, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
            values ($1, $2, upper($2), $3, upper($3), true, false, false, true, 0)
            """);
        command.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = tenant }, new() { Value = username }, new() { Value = (object?)email ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } });
        await command.ExecuteNonQueryAsync();
    }
}
