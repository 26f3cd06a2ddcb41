using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BatteryCrm.Tests.Support;

/// <summary>
/// A database of a test's own: a copy of the migrated template, dropped at the end. Use as <c>IClassFixture&lt;TestDatabase&gt;</c> where tests of a class
/// do not disturb each other, else <c>await using var database = await TestDatabase.CreateAsync()</c>.
/// </summary>
public sealed class TestDatabase : IAsyncLifetime, IAsyncDisposable
{
    private CrmDataSources? sources;
    private CrmDataSources? owner;
    private DbContextOptions<CrmDb>? appOptions;
    private DbContextOptions<CrmDb>? platformOptions;
    private DbContextOptions<WorkerDb>? workerOptions;
    private DbContextOptions<WorkerDb>? ownerOptions;

    /// <summary>The superuser's connection string: what <c>ConnectionStrings__Default</c> is to the program.</summary>
    public string ConnectionString { get; private set; } = string.Empty;

    /// <summary>The three roles that serve.</summary>
    public CrmDataSources Sources => sources ??= CrmDataSources.ForServing(ConnectionString);

    /// <summary>The owner of the tables in all places, as commands have it.</summary>
    public CrmDataSources OwnerSources => owner ??= CrmDataSources.ForCommands(ConnectionString);

    /// <summary>Counts the statements of every context that this database hands out.</summary>
    public SqlCounter Sql { get; } = new();

    /// <summary>Makes rows as the owner.</summary>
    public Given Given => new(this);

    public IDbContextFactory<WorkerDb> WorkerFactory =>
        new Made<WorkerDb>(() => new WorkerDb(workerOptions ??= CrmDbOptions.For<WorkerDb>(Sources.Worker, Count)));

    public static async Task<TestDatabase> CreateAsync()
    {
        var database = new TestDatabase();
        await database.InitializeAsync();
        return database;
    }

    public async Task InitializeAsync() => ConnectionString = await TestServer.CloneAsync();

    /// <summary>What a signed-in person of that tenant sees: <c>batterycrm_app</c>; null = the platform's people, <c>batterycrm_platform</c>.</summary>
    public CrmDb Db(Guid? tenantId, Guid? operatorId = null) => tenantId is null
        ? new CrmDb(platformOptions ??= CrmDbOptions.For<CrmDb>(Sources.Platform, Count)) { OperatorId = operatorId }
        : new CrmDb(appOptions ??= CrmDbOptions.For<CrmDb>(Sources.App, Count)) { TenantId = tenantId, OperatorId = operatorId };

    /// <summary>Everything, of all tenants, as the owner of the tables.</summary>
    public WorkerDb OwnerDb() => new(ownerOptions ??= CrmDbOptions.For<WorkerDb>(OwnerSources.Worker, Count));

    public IDbContextFactory<CrmDb> Factory(Guid? tenantId, Guid? operatorId = null) => new Made<CrmDb>(() => Db(tenantId, operatorId));

    /// <summary>One value, as the owner.</summary>
    public async Task<T?> ScalarAsync<T>(string sql)
    {
        await using var command = OwnerSources.App.CreateCommand(sql);
        var value = await command.ExecuteScalarAsync();
        return value is null or DBNull ? default : (T)value;
    }

    /// <summary>Statements as the owner; the rows that changed.</summary>
    public async Task<int> ExecuteAsync(string sql)
    {
        await using var command = OwnerSources.App.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>Nobody is connected any more and nobody can connect, superusers apart.</summary>
    public async Task GoAwayAsync()
    {
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database!;
        await TestServer.ExecuteAsync($"alter database {name} allow_connections false");
        await TestServer.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
    }

    public async Task ComeBackAsync() =>
        await TestServer.ExecuteAsync($"alter database {new NpgsqlConnectionStringBuilder(ConnectionString).Database!} allow_connections true");

    public async ValueTask DisposeAsync()
    {
        if (sources is not null) await sources.DisposeAsync();
        if (owner is not null) await owner.DisposeAsync();
        NpgsqlConnection.ClearPool(new NpgsqlConnection(ConnectionString));
        await TestServer.DropAsync(ConnectionString);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    private void Count<TContext>(DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext => options.AddInterceptors((IInterceptor)Sql);

    private sealed class Made<TContext>(Func<TContext> make) : IDbContextFactory<TContext>
        where TContext : DbContext
    {
        public TContext CreateDbContext() => make();
    }
}
