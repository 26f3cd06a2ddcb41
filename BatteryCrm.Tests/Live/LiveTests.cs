using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Tests.Live;

/// <summary>Nothing is missed and nothing stalls, whatever commits, connections and nodes do.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task Message_OnOneNode_ReachesTheConsolesOfBoth()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var one = await IntakeNode.StartAsync(database);
        await using var two = await IntakeNode.StartAsync(database, one);
        using var here = new Listening(one);
        using var there = new Listening(two);
        await one.PostAsync(Updates.Text(1, 5, 1, "Здравствуйте"));
        foreach (var console in new[] { here, there })
        {
            var batch = await console.UntilAsync(b => b.Messages.Count > 0);
            Assert.Equal("Здравствуйте", Assert.Single(batch.Messages).Text);
            Assert.Equal("Ирина", Assert.Single(batch.Queue).ClientName);
        }
    }

    // The slow one always takes the lower id, so a mark of ids would pass it. Beginning later, it is past what the snapshot of the quick one's commit knows; beginning
    // earlier, it is in that snapshot as being in progress.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commits_OutOfOrder_AreAllDelivered(bool quickBeginsFirst)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        var first = await database.Given.AppealAsync(node.Tenant);
        var second = await database.Given.AppealAsync(node.Tenant);

        await using var quick = await OpenAsync(database);
        await using var slow = await OpenAsync(database);
        await using var quickWork = await quick.BeginTransactionAsync();
        await using var slowWork = await slow.BeginTransactionAsync();
        if (quickBeginsFirst) await RunAsync(quick, "select pg_current_xact_id()");
        await RunAsync(slow, Fact(node.Tenant, first));
        await RunAsync(quick, Fact(node.Tenant, second));
        await quickWork.CommitAsync();
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == second));
        await slowWork.CommitAsync();
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == first));
    }

    [Fact]
    public async Task LongTransactionElsewhere_StallsNothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        await using var elsewhere = await OpenAsync(database);
        await using var work = await elsewhere.BeginTransactionAsync();
        await RunAsync(elsewhere, "select pg_current_xact_id()");
        for (var i = 1; i <= 3; i++)
        {
            await node.PostAsync(Updates.Text(i, 5, i, "m" + i));
            await console.UntilAsync(b => b.Messages.Any(m => m.Text == "m" + i));
        }

        Assert.Equal(3, console.Seen.Sum(b => b.Events.Count(e => e.Kind == "message_added")));
    }

    [Fact]
    public async Task ListenConnectionLost_DeliversWhatWasWrittenMeanwhile()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        var appeal = await database.Given.AppealAsync(node.Tenant);
        await using (var admin = await OpenAsync(database))
            await RunAsync(admin, "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'batterycrm-live'");
        await database.ExecuteAsync(Fact(node.Tenant, appeal));
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == appeal));
    }

    [Fact]
    public async Task DatabaseAwayAndBack_StateSaysSoAndNothingIsMissed()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        var appeal = await database.Given.AppealAsync(node.Tenant);
        var name = new NpgsqlConnectionStringBuilder(database.ConnectionString).Database;
        await using var admin = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Database = "postgres" }.ConnectionString);
        await admin.OpenAsync();
        await RunAsync(admin, $"alter database \"{name}\" with allow_connections false");
        var lost = console.StateAsync(LiveHealth.Disconnected);
        await RunAsync(admin, $"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'");
        await lost;
        var back = console.StateAsync(LiveHealth.Connected);
        await RunAsync(admin, $"alter database \"{name}\" with allow_connections true");
        await using (var writer = await OpenAsync(database)) await RunAsync(writer, Fact(node.Tenant, appeal));
        await back;
        await console.UntilAsync(b => b.Queue.Any(q => q.AppealId == appeal));
    }

    [Fact]
    public async Task Tenants_SeeOnlyTheirOwn()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        var other = await database.Given.TenantAsync("Other");
        using var console = new Listening(node);
        using var stranger = new Listening(node, other);
        var theirs = await database.Given.AppealAsync(other);
        await node.PostAsync(Updates.Text(1, 5, 1, "наше"));
        await console.UntilAsync(b => b.Messages.Count > 0);
        await database.ExecuteAsync(Fact(other, theirs));
        var got = await stranger.UntilAsync(b => b.Queue.Count > 0);
        Assert.Equal(theirs, Assert.Single(got.Queue).AppealId);
        Assert.DoesNotContain(stranger.Seen, b => b.Messages.Count > 0);
        Assert.DoesNotContain(console.Seen, b => b.Queue.Any(q => q.AppealId == theirs));
    }

    [Fact]
    public async Task Rows_AreReadOncePerChangeHoweverManyConsoles()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        var reads = node.Services.GetRequiredService<LiveReads>();
        var consoles = Enumerable.Range(0, 50).Select(_ => new Listening(node)).ToList();
        for (var i = 1; i <= 20; i++)
        {
            await node.PostAsync(Updates.Text(i, 5, i, "m" + i));
            foreach (var console in consoles) await console.UntilAsync(b => b.Messages.Any(m => m.Text == "m" + i));
        }

        Assert.Equal(20, reads.ChangesServed);
        Assert.InRange(reads.MessageRowsRead, 20, 20);
        consoles.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task Intake_EachBatch_WakesTheListenersOnceItHasCommitted()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        await using var listener = await OpenAsync(database);
        var rowsWhenHeard = new List<long>();
        listener.Notification += (_, n) =>
        {
            using var other = new NpgsqlConnection(database.ConnectionString);
            other.Open();
            using var command = new NpgsqlCommand("select count(*) from messages_history", other);
            rowsWhenHeard.Add((long)command.ExecuteScalar()!);
        };
        await RunAsync(listener, "listen live");
        await node.PostAsync(Updates.Text(1, 5, 1, "a"));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (rowsWhenHeard.Count == 0) await listener.WaitAsync(patience.Token);
        Assert.Equal(1, rowsWhenHeard[0]);
    }

    [Fact]
    public async Task Counts_ComeWithTheRowsThatChangedThem()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        await node.PostAsync(Updates.Text(1, 5, 1, "a"));
        Assert.Equal(1, (await console.UntilAsync(b => b.Queue.Count > 0)).Counts?.Waiting);
    }

    [Fact]
    public async Task Counts_FollowTheQueue()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var node = await IntakeNode.StartAsync(database);
        using var console = new Listening(node);
        await node.PostAsync(Updates.Text(1, 5, 1, "a"));
        await node.PostAsync(Updates.Text(2, 6, 1, "b"));
        await console.UntilAsync(b => b.Counts is { Waiting: 2 });
        var op = await database.Given.OperatorAsync(node.Tenant);
        await database.ExecuteAsync($"update appeal_activity set holder_id = '{op}', waiting_since = null where appeal_id = (select appeal_id from messages_history where external_chat_id = '5')");
        await database.ExecuteAsync($"insert into live_events (tenant_id, kind, appeal_id) select tenant_id, 'appeal_changed', appeal_id from messages_history where external_chat_id = '5'");
        var counts = await console.UntilAsync(b => b.Counts?.HeldBy.ContainsKey(op) is true);
        Assert.Equal((1, 1), (counts.Counts!.Waiting, counts.Counts.HeldBy[op]));
    }

    [Theory]
    [InlineData("100:100:", 100UL, new ulong[0])]
    [InlineData("95:104:95,101", 104UL, new ulong[] { 95, 101 })]
    public void Parse_SnapshotText_GivesBoundAndRunning(string text, ulong xmax, ulong[] running)
    {
        var snapshot = LiveSnapshot.Parse(text);
        Assert.Equal(xmax, snapshot.Xmax);
        Assert.Equal(running, snapshot.InProgress);
    }

    private static string Fact(Guid tenant, Guid appeal) => $"insert into live_events (tenant_id, kind, appeal_id) values ('{tenant}', 'appeal_changed', '{appeal}')";

    private static async Task<NpgsqlConnection> OpenAsync(TestDatabase database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
