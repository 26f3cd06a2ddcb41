using System.Net;
using System.Net.Sockets;
using BatteryCrm.Data;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Setup;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Security;

/// <summary>Reports are read from the replica as the app's role; while it is away or hangs, the main database answers.</summary>
public sealed class ReportReplicaTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private const string WhoAnswers = "select current_setting('application_name') || ' ' || current_user as \"Value\"";
    private const string Main = "batterycrm-app batterycrm_app";
    private readonly Clock clock = new();

    [Fact]
    public async Task Replica_NamedLikeTheMainDatabase_IsReadAsTheAppsRole()
    {
        await using var world = new World(database.ConnectionString, database.ConnectionString, clock);

        Assert.Equal("batterycrm-reports batterycrm_app", await world.ReadAsync(WhoAnswers));
    }

    [Fact]
    public async Task Replica_ThatHangs_IsLeftForAMinute_AndTheMainDatabaseAnswers()
    {
        using var hanging = new Hanging();
        await using var world = new World(database.ConnectionString, hanging.ConnectionString + ";Timeout=1", clock);

        Assert.Equal(Main, await world.ReadAsync(WhoAnswers));
        var asked = hanging.Asked;
        Assert.True(asked > 0);
        Assert.Equal(Main, await world.ReadAsync(WhoAnswers));
        Assert.Equal(asked, hanging.Asked);
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Main, await world.ReadAsync(WhoAnswers));
        Assert.True(hanging.Asked > asked);
    }

    [Fact]
    public async Task Replica_LostInTheMiddle_IsReadAnewFromTheMainDatabase()
    {
        await using var world = new World(database.ConnectionString, database.ConnectionString + ";Command Timeout=1", clock);

        Assert.Equal(Main, await world.ReadAsync(WhoAnswers.Replace(" as", " || left(pg_sleep(1.5)::text, 0) as", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Asker_WhoLeaves_IsNotAnswered()
    {
        using var hanging = new Hanging();
        await using var world = new World(database.ConnectionString, hanging.ConnectionString, clock);
        using var leaving = new CancellationTokenSource();

        var reading = world.ReadAsync(WhoAnswers, leaving.Token);
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    [Fact]
    public async Task Replica_OfASuperuser_IsNotRead()
    {
        await using var world = new World(DatabaseRoles.Derive(database.ConnectionString, DatabaseRoles.App), database.ConnectionString, clock);

        await Assert.ThrowsAsync<DatabaseSetupException>(() => world.ReadAsync(WhoAnswers));
    }

    // The gate waits five seconds for the databases it needs; nobody needs a replica to start.
    [Fact]
    public async Task Gate_OpensWhileTheReplicaHangs()
    {
        using var hanging = new Hanging();
        await using var sources = CrmDataSources.ForServing(database.ConnectionString, reports: hanging.ConnectionString + ";Timeout=60");
        using var gate = new DatabaseGate(sources, new NoLifetime(), NullLogger<DatabaseGate>.Instance);

        Assert.True(await gate.TryOpenAsync(CancellationToken.None));
    }

    /// <summary>As a serving process has them.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly CrmDataSources sources;
        private readonly ReportReplica replica;
        private readonly IReportDbFactory factory;

        public World(string main, string reports, Clock clock)
        {
            sources = CrmDataSources.ForServing(main, reports: reports);
            replica = new ReportReplica(sources, clock, NullLogger<ReportReplica>.Instance);
            var services = new ServiceCollection().AddCrmDb(sources).BuildServiceProvider().CreateScope().ServiceProvider;
            services.GetRequiredService<CurrentTenant>().Set(Ids.New());
            factory = services.GetRequiredService<IReportDbFactory>();
        }

        public Task<string> ReadAsync(string sql, CancellationToken cancellation = default) => replica.ReadAsync(factory, db => db.Database.SqlQueryRaw<string>(sql).SingleAsync(cancellation), cancellation);

        public ValueTask DisposeAsync() => sources.DisposeAsync();
    }

    /// <summary>A server that takes connections and never says a word.</summary>
    private sealed class Hanging : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly List<Socket> taken = [];

        public Hanging()
        {
            listener.Start();
            _ = TakeAsync();
        }

        public string ConnectionString => $"Host=127.0.0.1;Port={((IPEndPoint)listener.LocalEndpoint).Port};Database=d;Username=batterycrm_app;Password=p";

        public int Asked
        {
            get
            {
                lock (taken) return taken.Count;
            }
        }

        public void Dispose()
        {
            listener.Dispose();
            lock (taken) taken.ForEach(s => s.Dispose());
        }

        private async Task TakeAsync()
        {
            try
            {
                while (true)
                {
                    var socket = await listener.AcceptSocketAsync();
                    lock (taken) taken.Add(socket);
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
