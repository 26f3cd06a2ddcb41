using System.Globalization;
using System.Runtime.InteropServices;
using BatteryCrm.Data.Setup;
using Npgsql;

namespace BatteryCrm.Bench;

/// <summary>
/// The PostgreSQL under measurement, as <c>./dev</c> sets it up: durable. Databases made here are dropped at the end, at a signal too;
/// those of a run that was killed go at the start of the next. A few that take long to make are kept.
/// </summary>
internal sealed class BenchServer : IAsyncDisposable
{
    public const string Prefix = "batterycrm_bench_";
    private readonly string postgres;
    private readonly List<string> made = [];
    private int names;
    private readonly List<PosixSignalRegistration> signals = [];

    private BenchServer(string connection) =>
        postgres = new NpgsqlConnectionStringBuilder(connection) { Database = "postgres", Pooling = false }.ConnectionString;

    /// <param name="kept">Names of databases that outlive a run, see <see cref="KeptAsync"/>.</param>
    /// <exception cref="BenchFailedException">The server would lose what it confirmed: its figures mean nothing.</exception>
    public static async Task<BenchServer> OpenAsync(string connection, IReadOnlySet<string> kept)
    {
        var server = new BenchServer(connection);
        foreach (var setting in (string[])["fsync", "synchronous_commit", "full_page_writes"])
            if (await server.ScalarAsync<string>($"select current_setting('{setting}')") is not "on")
                throw new BenchFailedException($"{setting} is off on this server; measure on one that keeps what it confirms.");
        foreach (var leftover in await server.LeftoversAsync(kept)) await server.DropAsync(leftover);
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP])
            server.signals.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                _ = server.EndAsync();
            }));
        return server;
    }

    /// <summary>A new, migrated database; the superuser's connection string to it.</summary>
    public async Task<string> CreateAsync()
    {
        var database = NewName();
        await DatabaseSetup.MigrateAsync(database);
        return database;
    }

    /// <summary>A database that outlives the run: made by the first who asks for it, found by its name after that, with all migrations in any case.</summary>
    /// <param name="name">Begins with <see cref="Prefix"/>.</param>
    /// <param name="fill">Given the superuser's connection string to the new, migrated database.</param>
    public async Task<string> KeptAsync(string name, Func<string, Task> fill)
    {
        var kept = Connection(name);
        if (await ScalarAsync<bool>($"select exists (select from pg_database where datname = '{name}')"))
        {
            await DatabaseSetup.MigrateAsync(kept);
            return kept;
        }

        // Until it is whole it has a name that goes with this run.
        var database = await CreateAsync();
        await fill(database);
        NpgsqlConnection.ClearAllPools();
        await ExecuteAsync($"alter database {Name(database)} rename to {name}");
        made.Remove(Name(database));
        return kept;
    }

    /// <summary>A copy of a database that nobody is connected to.</summary>
    public async Task<string> CloneAsync(string connection)
    {
        var database = NewName();
        await ExecuteAsync($"create database {Name(database)} template {Name(connection)}");
        return database;
    }

    /// <summary>Vacuums these databases and writes all dirty pages, so that a measurement does not pay for the rows that came before it.</summary>
    public async Task TidyAsync(params string[] connections)
    {
        foreach (var connection in connections)
        {
            await using var source = NpgsqlDataSource.Create(connection);
            await using var command = source.CreateCommand("vacuum (analyze)");
            command.CommandTimeout = 120;
            await command.ExecuteNonQueryAsync();
        }

        await ExecuteAsync("checkpoint");
    }

    public async ValueTask DisposeAsync()
    {
        signals.ForEach(s => s.Dispose());
        foreach (var name in made) await DropAsync(name);
    }

    private static string Name(string connection) => new NpgsqlConnectionStringBuilder(connection).Database!;

    private string NewName()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{Environment.ProcessId}_{names++}");
        made.Add(name);
        return Connection(name);
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder(postgres) { Database = database, Pooling = true }.ConnectionString;

    // Processes started here end with this one.
    private async Task EndAsync()
    {
        foreach (var name in made.ToArray()) await DropAsync(name);
        Environment.Exit(143);
    }

    private async Task<List<string>> LeftoversAsync(IReadOnlySet<string> kept)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select datname from pg_database where starts_with(datname, $1)", connection) { Parameters = { new() { Value = Prefix } } };
        var found = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            if (reader.GetString(0) is var name && !kept.Contains(name) && (!int.TryParse(name[Prefix.Length..].Split('_')[0], out var process) || !Directory.Exists($"/proc/{process}"))) found.Add(name);
        return found;
    }

    private Task<object?> DropAsync(string name) => ExecuteAsync($"drop database if exists {name} with (force)");

    private async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var connection = new NpgsqlConnection(postgres);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return (T?)await command.ExecuteScalarAsync();
    }

    private Task<object?> ExecuteAsync(string sql) => ScalarAsync<object>(sql);
}
