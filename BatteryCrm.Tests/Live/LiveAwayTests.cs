using System.Data.Common;
using BatteryCrm.Data;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Live;

/// <summary>A node that was cut off for long, whose reads fail, whose clock is wrong: it goes on, with bounded work, and shows the present.</summary>
public sealed class LiveAwayTests
{
    [Fact]
    public async Task ManyFactsOfATenantWhileAway_ItsConsolesReadAnewAndTheListenerGoesOn()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        var other = await database.Given.TenantAsync("Other");
        using var console = new Listening(node);
        using var stranger = new Listening(node, other);
        var (ours, theirs) = (await database.Given.AppealAsync(node.Tenant), await database.Given.AppealAsync(other));
        var lost = console.StateAsync(LiveHealth.Disconnected);
        await database.GoAwayAsync();
        await lost;
        await database.ComeBackAsync();
        await using var writer = CrmDataSources.ForCommands(database.ConnectionString);
        await using (var missed = writer.App.CreateCommand(Facts(node.Tenant, 5_000))) await missed.ExecuteNonQueryAsync();

        var batch = await console.UntilAsync(b => b.Resync || b.Events.Count > 0);
        Assert.Equal((true, 0), (batch.Resync, batch.Events.Count));
        Assert.Equal(0, node.Services.GetRequiredService<LiveReads>().ChangesServed);
        await console.UntilAsync(b => b.Counts is not null);

        await using (var next = writer.App.CreateCommand(Fact(node.Tenant, ours) + ";" + Fact(other, theirs))) await next.ExecuteNonQueryAsync();
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == ours));
        await stranger.UntilAsync(b => b.Queue.Any(q => q.AppealId == theirs));
        Assert.DoesNotContain(stranger.Seen, b => b.Resync);
    }

    [Fact]
    public async Task MoreFactsThanOneReadTakes_AllConsolesReadAnewAndTheListenerGoesOn()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        var other = await database.Given.TenantAsync("Other");
        using var console = new Listening(node);
        using var stranger = new Listening(node, other);
        var ours = await database.Given.AppealAsync(node.Tenant);
        await database.ExecuteAsync(Facts(other, LiveReads.MaxFacts + 1));

        await console.UntilAsync(b => b.Resync);
        await stranger.UntilAsync(b => b.Resync);
        Assert.Equal(0, node.Services.GetRequiredService<LiveReads>().ChangesServed);

        await database.ExecuteAsync(Fact(node.Tenant, ours));
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == ours));
        Assert.Single(console.Seen, b => b.Resync);
    }

    [Fact]
    public async Task Since_MoreThanTheBound_HoldsNoMoreThanItAndSaysSo()
    {
        await using var database = await TestDatabase.CreateAsync();
        var reads = new LiveReads(database.Sources, database.WorkerFactory);
        var tenant = await database.Given.TenantAsync();
        var seen = await reads.PresentAsync(CancellationToken.None);
        await database.ExecuteAsync(Facts(tenant, LiveReads.MaxFacts));
        Assert.False((await reads.SinceAsync(seen, CancellationToken.None)).IsCut);

        await database.ExecuteAsync(Facts(tenant, LiveReads.MaxFacts));
        var news = await reads.SinceAsync(seen, CancellationToken.None);

        Assert.True(news.IsCut);
        Assert.Equal(LiveReads.MaxFacts + 1, news.Facts.Count);
        Assert.Empty((await reads.SinceAsync(news.Snapshot, CancellationToken.None)).Facts);
    }

    [Fact]
    public async Task Counts_WhoseReadFailed_AreReadAgain()
    {
        var failing = new FailOnce("group by holder_id");
        var node = new ConsoleNode { Configure = services => services.AddSingleton<IDbContextFactory<WorkerDb>>(p => new Watched(p.GetRequiredService<CrmDataSources>(), failing)) };
        await node.InitializeAsync();
        var tenant = await node.Database.Given.TenantAsync();
        using var console = new Listening(node.Services, tenant);
        var appeal = await node.Database.Given.AppealAsync(tenant, waitingSince: TimeProvider.System.GetUtcNow());
        var lost = console.StateAsync(LiveHealth.Disconnected);

        await node.Database.ExecuteAsync(Fact(tenant, appeal));

        await lost;
        Assert.Equal(1, (await console.UntilAsync(b => b.Counts is not null)).Counts!.Waiting);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Listener_WhoseClockRunsAhead_IsNotBehind()
    {
        var node = new ConsoleNode { Configure = services => services.AddSingleton<TimeProvider>(new Ahead()) };
        await node.InitializeAsync();
        var tenant = await node.Database.Given.TenantAsync();
        using var console = new Listening(node.Services, tenant);
        var live = node.Services.GetRequiredService<ILive>();
        var states = new System.Collections.Concurrent.ConcurrentQueue<LiveState>();
        live.StateChanged += () => states.Enqueue(live.State);
        var appeal = await node.Database.Given.AppealAsync(tenant);

        await node.Database.ExecuteAsync(Fact(tenant, appeal));

        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == appeal));
        Assert.DoesNotContain(states, s => s.Health is LiveHealth.Behind);
        await node.DisposeAsync();
    }

    [Fact]
    public async Task Sweeper_WhileTheDatabasesNameDoesNotResolve_TriesAgainEveryHour()
    {
        await using var sources = CrmDataSources.ForServing("Host=no-such-name.invalid;Username=u;Password=p;Database=d");
        var (clock, log) = (new WatchedClock(), new Lines());
        using var sweeper = new LiveSweeper(sources, clock, log);
        await sweeper.StartAsync(CancellationToken.None);
        await clock.TimerAsync(due => due == TimeSpan.FromHours(1));
        for (var hour = 1; hour <= 2; hour++)
        {
            clock.Advance(TimeSpan.FromHours(1));
            var line = log.Written.Reader.ReadAsync().AsTask();
            Assert.Same(line, await Task.WhenAny(line, sweeper.ExecuteTask!));
            Assert.Contains("could not be dropped", await line, StringComparison.Ordinal);
        }

        await sweeper.StopAsync(CancellationToken.None);
    }

    private static string Fact(Guid tenant, Guid appeal) => $"insert into live_events (tenant_id, kind, appeal_id) values ('{tenant}', 'appeal_changed', '{appeal}')";

    private static string Facts(Guid tenant, int count) =>
        $"insert into live_events (tenant_id, kind, appeal_id) select '{tenant}', 'appeal_changed', gen_random_uuid() from generate_series(1, {count})";

    private sealed class Ahead : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddHours(1);
    }

    private sealed class Watched(CrmDataSources sources, IInterceptor interceptor) : IDbContextFactory<WorkerDb>
    {
        private readonly DbContextOptions<WorkerDb> options = CrmDbOptions.For<WorkerDb>(sources.Worker, o => o.AddInterceptors(interceptor));

        public WorkerDb CreateDbContext() => new(options);
    }

    /// <summary>The first statement with these words fails as one that takes too long does.</summary>
    private sealed class FailOnce(string words) : DbCommandInterceptor
    {
        private int failed;

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default) =>
            command.CommandText.Contains(words, StringComparison.Ordinal) && Interlocked.Exchange(ref failed, 1) == 0
                ? throw new TimeoutException("The statement took too long.")
                : ValueTask.FromResult(result);
    }

    private sealed class Lines : ILogger<LiveSweeper>
    {
        public System.Threading.Channels.Channel<string> Written { get; } = System.Threading.Channels.Channel.CreateUnbounded<string>();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Writer.TryWrite(formatter(state, exception));
    }
}
