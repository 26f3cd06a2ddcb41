using System.Diagnostics;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Outbound;

/// <summary>The worker over its queue: several at once, waking, stopping, the database away.</summary>
public sealed class OutboundWorkerTests
{
    [Fact]
    public async Task TwoWorkers_ManyAnswers_EachLeavesOnceInTheOrderOfItsChat()
    {
        const int Chats = 25, Each = 10;
        await using var world = await OutboundWorld.CreateAsync();
        for (var chat = 0; chat < Chats; chat++)
        {
            var appeal = await world.ChatAsync($"{chat}");
            for (var i = 0; i < Each; i++) await world.AnswerAsync(appeal, $"{chat}/{i}");
        }

        // Every seventh is first refused for its pace, so that some go back into the line.
        world.Bot.Decide = r => r.Text!.EndsWith("/7", StringComparison.Ordinal) && world.Bot.Sends.Count(s => s.Text == r.Text) == 1 ? BotAnswer.TooManyRequests(0) : null;
        OutboundNode[] nodes = [world.Node(), world.Node()];
        await Task.WhenAll(nodes.Select(n => n.Worker.StartAsync(default)));
        for (var left = Chats * (Each + 1); left > 0; left--) await world.Bot.NextRequestAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await Task.WhenAll(nodes.Select(n => n.Worker.StopAsync(default)));

        Assert.All(nodes, n => Assert.Contains(n.Log.Lines, l => l.Contains("Sent, attempt", StringComparison.Ordinal)));
        await using var db = world.Database.OwnerDb();
        Assert.Equal(Chats * Each, await db.OutboundMessages.CountAsync(o => o.State == OutboundStates.Sent));
        foreach (var chat in world.Bot.Sends.GroupBy(s => s.ChatId))
            Assert.Equal(
                Enumerable.Range(0, Each).SelectMany(i => i == 7 ? [$"{chat.Key}/7", $"{chat.Key}/7"] : new[] { $"{chat.Key}/{i}" }),
                chat.Select(s => s.Text));
    }

    [Fact]
    public async Task Worker_SlowChats_DoNotHoldOthersAndAreBounded()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var gate = new TaskCompletionSource();
        for (var chat = 0; chat < 5; chat++) await world.AnswerAsync(await world.ChatAsync($"{chat}"), "медленно");
        world.Bot.Decide = r => r.Text is "медленно" ? BotAnswer.After(gate.Task, BotAnswer.Ok) : null;
        var node = world.Node(o => o.Parallel = 4);

        await node.Worker.StartAsync(default);
        for (var i = 0; i < 4; i++) await world.Bot.NextRequestAsync();
        Assert.Equal(0, node.Lanes.Free);
        Assert.Equal(0, await node.Lanes.StartDueAsync(default));
        Assert.Equal(4, world.Bot.Sends.Count);
        gate.SetResult();
        await world.Bot.NextRequestAsync();
        await node.Worker.StopAsync(default);

        await using var db = world.Database.OwnerDb();
        Assert.Equal(5, await db.OutboundMessages.CountAsync(o => o.State == OutboundStates.Sent));
    }

    [Fact]
    public async Task Worker_DelayedAnswer_LeavesExactlyWhenItsTimeComes()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await world.Database.ExecuteAsync("delete from tenant_configs");
        await world.SetAsync("undo_send_seconds", "1.25");
        var node = world.Node();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");

        await node.Worker.StartAsync(default);
        await world.Clock.TimerAsync(due => due == TimeSpan.FromSeconds(1.25));
        Assert.Empty(world.Bot.Sends);
        world.Clock.Advance(TimeSpan.FromSeconds(1.25));
        await world.Bot.NextRequestAsync();
        await node.Worker.StopAsync(default);

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task Worker_Woken_LooksAtOnce()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        await node.Worker.StartAsync(default);
        await world.Clock.TimerAsync(due => due == TimeSpan.FromSeconds(2)); // asleep until the next look
        await world.AnswerAsync(await world.ChatAsync("71"), "Да");

        node.Wake.Set();

        await world.Bot.NextRequestAsync();
        await node.Worker.StopAsync(default);
    }

    [Fact]
    public async Task Worker_NotWoken_LooksEveryTwoSeconds()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        await node.Worker.StartAsync(default);
        await world.Clock.TimerAsync(due => due == TimeSpan.FromSeconds(2));
        await world.AnswerAsync(await world.ChatAsync("71"), "Да");

        world.Clock.Advance(TimeSpan.FromSeconds(2));

        await world.Bot.NextRequestAsync();
        await node.Worker.StopAsync(default);
    }

    [Fact]
    public async Task Worker_StoppedWhileSending_WritesTheResultFirst()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var gate = new TaskCompletionSource();
        world.Bot.Next(BotAnswer.After(gate.Task, BotAnswer.Ok));
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        await node.Worker.StartAsync(default);
        await world.Bot.NextRequestAsync();

        var stopping = node.Worker.StopAsync(default);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        await stopping;

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task Worker_ResultCannotBeWritten_KeepsItUntilItCan()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var gate = new TaskCompletionSource();
        world.Bot.Next(BotAnswer.After(gate.Task, BotAnswer.Ok));
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        await node.Lanes.StartDueAsync(default);
        await world.Bot.NextRequestAsync();
        await world.Database.ExecuteAsync("revoke update on outbound_messages from batterycrm_worker");

        gate.SetResult();
        await world.Clock.TimerAsync(due => due == TimeSpan.FromMilliseconds(250));
        Assert.Equal(OutboundStates.Sending, (await world.OutboxAsync(id)).State);
        await world.Database.ExecuteAsync("grant update on outbound_messages to batterycrm_worker");
        world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        await node.Lanes.DrainAsync();

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
        Assert.Single(world.Bot.Sends);
    }

    [Fact]
    public async Task Worker_DatabasesNameDoesNotResolve_KeepsTheResultUntilItDoes()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await using var elsewhere = CrmDataSources.ForServing("Host=no-such-name.invalid;Username=u;Password=p;Database=d");
        var factory = new Moving(world.Database.WorkerFactory, elsewhere);
        var node = world.Node(factory: factory);
        var gate = new TaskCompletionSource();
        world.Bot.Next(BotAnswer.After(gate.Task, BotAnswer.Ok));
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        await node.Lanes.StartDueAsync(default);
        await world.Bot.NextRequestAsync();
        factory.IsGone = true;

        gate.SetResult();
        var settled = node.Lanes.DrainAsync();
        var waiting = world.Clock.TimerAsync(due => due == TimeSpan.FromMilliseconds(250));
        Assert.Same(waiting, await Task.WhenAny(waiting, settled));
        factory.IsGone = false;
        world.Clock.Advance(TimeSpan.FromMilliseconds(250));
        await settled;

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
        Assert.Single(world.Bot.Sends);
    }

    [Fact]
    public async Task Worker_DatabaseCannotBeRead_GoesOnWhenItCan()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await world.Database.ExecuteAsync("revoke update on outbound_messages from batterycrm_worker");
        var node = world.Node();
        await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        await node.Worker.StartAsync(default);
        await world.Clock.TimerAsync(due => due == TimeSpan.FromSeconds(2));
        Assert.Contains(node.Log.Lines, l => l.Contains("could not be read", StringComparison.Ordinal));

        await world.Database.ExecuteAsync("grant update on outbound_messages to batterycrm_worker");
        world.Clock.Advance(TimeSpan.FromSeconds(2));

        await world.Bot.NextRequestAsync();
        await node.Worker.StopAsync(default);
    }

    [Fact]
    public async Task Sending_AllOutcomes_NoTokenAndNoTextInLogsOrSpans()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var spans = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("System.Net", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                lock (spans) spans.Add(string.Join(' ', a.TagObjects.Select(t => $"{t.Key}={t.Value}")));
            },
        };
        ActivitySource.AddActivityListener(listener);
        var node = world.Node();
        world.Bot.Next(BotAnswer.Ok, BotAnswer.TooManyRequests(0), BotAnswer.BlockedByUser, BotAnswer.Cut, BotAnswer.Error(500, "x"), BotAnswer.Unauthorized);
        for (var chat = 0; chat < 6; chat++) await world.AnswerAsync(await world.ChatAsync($"{chat}"), "text-marker-77aa");
        for (var i = 0; i < 3; i++) await node.RoundAsync();
        var away = await world.ChannelAsync(new Uri("http://127.0.0.1:1"));
        await world.AnswerAsync(await world.ChatAsync("9", away), "text-marker-77aa");
        await node.RoundAsync();

        Assert.True(world.Bot.Sends.Count >= 6);
        Assert.NotEmpty(node.Log.Lines);
        Assert.DoesNotContain(node.Log.Lines, l => l.Contains("token-marker", StringComparison.Ordinal) || l.Contains("text-marker", StringComparison.Ordinal));
        lock (spans) Assert.DoesNotContain(spans, s => s.Contains("token-marker", StringComparison.Ordinal));
    }

    /// <summary>The database under its name, or while that is gone under one that nobody has.</summary>
    private sealed class Moving(IDbContextFactory<WorkerDb> here, CrmDataSources elsewhere) : IDbContextFactory<WorkerDb>
    {
        public bool IsGone { get; set; }

        public WorkerDb CreateDbContext() => IsGone ? new WorkerDb(CrmDbOptions.For<WorkerDb>(elsewhere.Worker)) : here.CreateDbContext();
    }
}
