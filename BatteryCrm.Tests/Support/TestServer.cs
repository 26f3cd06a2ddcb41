using System.Globalization;
using BatteryCrm.Data.Setup;
using DotNet.Testcontainers.Builders;
using Npgsql;
using Testcontainers.PostgreSql;

namespace BatteryCrm.Tests.Support;

/// <summary>
/// The PostgreSQL of this test run: the server of <c>BATTERYCRM_TEST_DATABASE</c> (a superuser's Npgsql connection string), else a container where a Docker
/// engine answers. One migrated template is made for the run; every test gets a copy of its own and everything is dropped at the end. What a run that was
/// killed left behind goes at the start of the next.
/// </summary>
public static class TestServer
{
    private const string Prefix = "bcrm_test_";
    private static readonly string Run = Prefix + Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "_" + Random.Shared.Next(1 << 24).ToString("x", CultureInfo.InvariantCulture);
    private static readonly Lazy<Task<string>> Server = new(StartAsync);
    private static readonly Lazy<Task<string>> Template = new(MakeTemplateAsync);
    private static int count;

    /// <summary>The superuser's connection string to the server's database <c>postgres</c>.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    /// <summary>A copy of the migrated template; the caller drops it.</summary>
    /// <returns>The superuser's connection string to it.</returns>
    public static async Task<string> CloneAsync()
    {
        var template = await Template.Value;
        var name = NewName();
        await ExecuteAsync($"create database {name} template {template} strategy file_copy");
        return await NamedAsync(name);
    }

    /// <summary>A name that no database has; the database is dropped at the end of the run if the test does not.</summary>
    public static string NewName() => $"{Run}_{Interlocked.Increment(ref count)}";

    /// <summary>The superuser's connection string to a database of that name.</summary>
    public static async Task<string> NamedAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await Server.Value) { Database = database }.ConnectionString;

    public static async Task DropAsync(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database;
        await ExecuteAsync($"drop database if exists \"{database}\" with (force)");
    }

    /// <summary>Runs one statement as the superuser in the database <c>postgres</c>.</summary>
    public static async Task ExecuteAsync(string sql)
    {
        await using var connection = await OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<NpgsqlConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(await Server.Value);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task<string> StartAsync()
    {
        var given = Environment.GetEnvironmentVariable("BATTERYCRM_TEST_DATABASE");
        if (string.IsNullOrWhiteSpace(given)) given = await StartContainerAsync();
        var settings = new NpgsqlConnectionStringBuilder(given) { Database = "postgres", MaxPoolSize = 30, IncludeErrorDetail = true };
        var server = settings.ConnectionString;

        // One connection holds this run's lock as long as the run lives: databases whose run holds no lock any more are leftovers.
        var keeper = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(server) { Pooling = false }.ConnectionString);
        await keeper.OpenAsync();
        await using (var hold = new NpgsqlCommand("select pg_advisory_lock(hashtext($1))", keeper) { Parameters = { new() { Value = Run } } })
            await hold.ExecuteNonQueryAsync();
        await DropLeftoversAsync(keeper);
        TestRun.AtEnd(async () =>
        {
            await DropAllAsync(keeper, Run);
            await keeper.DisposeAsync();
        });
        return server;
    }

    private static async Task<string> StartContainerAsync()
    {
        try
        {
            var container = new PostgreSqlBuilder("pgvector/pgvector:pg17")
                .WithEnvironment("POSTGRES_INITDB_ARGS", "--locale=C.UTF-8 -E UTF8")
                .WithCommand("-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")
                .Build();
            await container.StartAsync();
            TestRun.AtEnd(() => container.DisposeAsync().AsTask());
            return container.GetConnectionString();
        }
        catch (DockerUnavailableException e)
        {
            throw new InvalidOperationException("No database for the tests: BATTERYCRM_TEST_DATABASE is not set and no Docker engine answers. Run ./dev test, which starts one.", e);
        }
    }

    private static async Task<string> MakeTemplateAsync()
    {
        var connection = await NamedAsync(Run + "_template");
        await DatabaseSetup.MigrateAsync(connection);

        // Copying needs a source that nobody is connected to.
        await ExecuteAsync($"alter database {Run}_template allow_connections false");
        return Run + "_template";
    }

    private static async Task DropLeftoversAsync(NpgsqlConnection connection)
    {
        var runs = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand($"select datname from pg_database where datname like '{Prefix.Replace("_", "\\_", StringComparison.Ordinal)}%'", connection))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
            {
                var parts = reader.GetString(0).Split('_');
                if (parts.Length >= 4) runs.Add(string.Join('_', parts.Take(4)));
            }

        foreach (var run in runs.Where(r => !string.Equals(r, Run, StringComparison.Ordinal)))
        {
            await using var free = new NpgsqlCommand("select pg_try_advisory_lock(hashtext($1))", connection) { Parameters = { new() { Value = run } } };
            if (await free.ExecuteScalarAsync() is not true) continue;
            await DropAllAsync(connection, run);
            await using var release = new NpgsqlCommand("select pg_advisory_unlock(hashtext($1))", connection) { Parameters = { new() { Value = run } } };
            await release.ExecuteNonQueryAsync();
        }
    }

    private static async Task DropAllAsync(NpgsqlConnection connection, string run)
    {
        var names = new List<string>();
        await using (var command = new NpgsqlCommand("select datname from pg_database where starts_with(datname, $1)", connection) { Parameters = { new() { Value = run + "_" } } })
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) names.Add(reader.GetString(0));
        foreach (var name in names)
        {
            await using var drop = new NpgsqlCommand($"drop database if exists \"{name}\" with (force)", connection);
            await drop.ExecuteNonQueryAsync();
        }
    }
}
