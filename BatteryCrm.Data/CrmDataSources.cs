using BatteryCrm.Data.Setup;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Data;

/// <summary>
/// The connection pools of one process, one for each role it acts as. Their bounds, unless the connection string says <c>Maximum Pool Size</c> itself: 25 for
/// people (<see cref="App"/>), 12 for workers, 4 for intake, 3 for the platform, and one connection outside the pools that listens. So 45 a node: two nodes take
/// 90 of the 97 that PostgreSQL gives to ordinary users as it comes (<c>max_connections</c> 100, three reserved), and seven stay for commands, backups and whoever looks in.
/// </summary>
public sealed class CrmDataSources : IAsyncDisposable
{
    private const int AppPool = 25;
    private const int WorkerPool = 12;
    private const int IntakePool = 4;
    private const int PlatformPool = 3;

    // On the replica's server, not on ours. Where that does not answer there is another way, so it is not waited for long (seconds).
    private const int ReportPool = 10;
    private const int ReportPatience = 5;

    // Npgsql's own; a connection string with these numbers means nothing by them.
    private const int DefaultPool = 100;
    private const int DefaultTimeout = 15;

    /// <summary>
    /// Intake asks by key alone, for some hundred keys at most, and always the same: no plan is made anew for each batch, and none reads a table through because the
    /// table was small when the plan was made. It wakes the listeners itself, after each commit: see the migration WakeLater. Its connections keep no state of a
    /// session, so they are not reset between batches (seven statements each time); an open transaction is rolled back all the same.
    /// </summary>
    private const string OfIntake = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c app.wakes=later";

    private CrmDataSources(string app, string worker, string platform, string tenantWork, string? reports = null)
    {
        App = Build(app, "app", AppPool);
        Reports = reports is null ? App : Build(Impatient(reports), "reports", ReportPool);
        Worker = string.Equals(worker, app, StringComparison.Ordinal) ? App : Build(worker, "worker", WorkerPool);
        Intake = Build(ForIntake(worker), "intake", IntakePool);
        Platform = string.Equals(platform, app, StringComparison.Ordinal) ? App : Build(platform, "platform", PlatformPool);
        AppOptions = CrmDbOptions.For<CrmDb>(App);
        ReportOptions = CrmDbOptions.For<CrmDb>(Reports);
        PlatformOptions = CrmDbOptions.For<CrmDb>(Platform);
        WorkerOptions = CrmDbOptions.For<WorkerDb>(Worker);
        ListenConnectionString = new NpgsqlConnectionStringBuilder(tenantWork) { Pooling = false, KeepAlive = 10, ApplicationName = "batterycrm-live" }.ConnectionString;
    }

    /// <summary>What people do; sees one tenant, named by the connection's <c>app.tenant_id</c>.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>What reports read: a replica where there is one, else <see cref="App"/>. As the app's role in any case.</summary>
    public NpgsqlDataSource Reports { get; }

    /// <summary>Intake, live, outbox, reminders; sees all tenants, few tables.</summary>
    public NpgsqlDataSource Worker { get; }

    /// <summary>As <see cref="Worker"/>, for the batches of intake alone.</summary>
    public NpgsqlDataSource Intake { get; }

    /// <summary>Tenants and limits; no client data.</summary>
    public NpgsqlDataSource Platform { get; }

    /// <summary>For the one connection a node keeps open to LISTEN on.</summary>
    public string ListenConnectionString { get; }

    internal DbContextOptions<CrmDb> AppOptions { get; }

    internal DbContextOptions<CrmDb> ReportOptions { get; }

    internal DbContextOptions<CrmDb> PlatformOptions { get; }

    internal DbContextOptions<WorkerDb> WorkerOptions { get; }

    /// <summary>For a serving process: three roles that own nothing, derived from the one connection string unless given.</summary>
    /// <param name="reports">A replica, as the app's role or as whoever <paramref name="connectionString"/> names, of whom that role is derived; null = reports are read where all else is.</param>
    public static CrmDataSources ForServing(string connectionString, string? app = null, string? worker = null, string? platform = null, string? reports = null)
    {
        worker ??= DatabaseRoles.Derive(connectionString, DatabaseRoles.Worker);
        app ??= DatabaseRoles.Derive(connectionString, DatabaseRoles.App);
        return new CrmDataSources(
            app, worker, platform ?? DatabaseRoles.Derive(connectionString, DatabaseRoles.Platform), worker, reports is null ? null : OfReplica(reports, connectionString, app));
    }

    /// <summary>For commands: all as the owner of the tables, whom row-level security does not bind.</summary>
    public static CrmDataSources ForCommands(string connectionString)
    {
        var owner = DatabaseRoles.AsOwner(connectionString);
        return new CrmDataSources(owner, owner, owner, owner);
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Reports.DisposeAsync();
        await Worker.DisposeAsync();
        await Intake.DisposeAsync();
        await Platform.DisposeAsync();
    }

    // Another user than the main connection's is meant as he stands there.
    private static string OfReplica(string reports, string connectionString, string app)
    {
        var (replica, main, own) = (new NpgsqlConnectionStringBuilder(reports), new NpgsqlConnectionStringBuilder(connectionString), new NpgsqlConnectionStringBuilder(app));
        if (string.IsNullOrEmpty(replica.Username)) (replica.Username, replica.Password) = (own.Username, own.Password);
        else if (replica.Username == main.Username && main.Username != own.Username) return DatabaseRoles.Derive(reports, DatabaseRoles.App);
        return replica.ConnectionString;
    }

    private static string Impatient(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        if (settings.Timeout == DefaultTimeout) settings.Timeout = ReportPatience;
        return settings.ConnectionString;
    }

    private static string ForIntake(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { NoResetOnClose = true };
        settings.Options = string.IsNullOrEmpty(settings.Options) ? OfIntake : settings.Options + " " + OfIntake;
        return settings.ConnectionString;
    }

    private static NpgsqlDataSource Build(string connectionString, string name, int pool)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { MaxAutoPrepare = 100, AutoPrepareMinUsages = 2, ApplicationName = "batterycrm-" + name };
        if (settings.MaxPoolSize == DefaultPool) settings.MaxPoolSize = pool;
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "batterycrm-" + name };
        builder.UseVector();
        return builder.Build();
    }
}
