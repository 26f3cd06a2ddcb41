using System.Threading.Channels;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using Microsoft.Extensions.Time.Testing;

namespace BatteryCrm.Tests.Live;

/// <summary>One console's mailbox: merged, paced, one delivery at a time.</summary>
public sealed class SubscriptionTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly WaitingClock clock = new();

    [Fact]
    public async Task Post_WhileADeliveryRuns_IsMergedIntoOneTrailingDelivery()
    {
        var first = new TaskCompletionSource();
        var delivered = new List<LiveBatch>();
        var arrived = new SemaphoreSlim(0);
        using var subscription = new LiveSubscription(Guid.Empty, async batch =>
        {
            delivered.Add(batch);
            arrived.Release();
            if (delivered.Count == 1) await first.Task;
        }, clock, _ => { }, _ => { });
        subscription.Post(Fact("a"));
        await arrived.WaitAsync();
        for (var i = 0; i < 100; i++) subscription.Post(Fact("b"));
        Assert.Single(delivered);
        first.SetResult();
        await PassThePaceAsync(arrived);
        Assert.Equal(2, delivered.Count);
        Assert.Equal(100, delivered[1].Events.Count);
    }

    [Fact]
    public async Task Post_SoonAfterADelivery_WaitsForThePace()
    {
        var arrived = new SemaphoreSlim(0);
        using var subscription = new LiveSubscription(Guid.Empty, _ =>
        {
            arrived.Release();
            return Task.CompletedTask;
        }, clock, _ => { }, _ => { });
        subscription.Post(Fact("a"));
        await arrived.WaitAsync();
        subscription.Post(Fact("b"));
        await PassThePaceAsync(arrived);
    }

    [Fact]
    public async Task Post_AfterADeliveryThatCameLate_WaitsNoLonger()
    {
        var arrived = new SemaphoreSlim(0);
        using var subscription = new LiveSubscription(Guid.Empty, _ =>
        {
            arrived.Release();
            return Task.CompletedTask;
        }, clock, _ => { }, _ => { });
        subscription.Post(Fact("a"));
        Assert.True(await arrived.WaitAsync(Patience), "No delivery came.");
        subscription.Post(Fact("b"));
        Assert.Equal(LiveSubscription.Pace, await clock.Waits.ReadAsync().AsTask().WaitAsync(Patience));
        clock.Advance(LiveSubscription.Pace * 1.5); // it was due at the pace
        Assert.True(await arrived.WaitAsync(Patience), "No delivery came.");
        clock.Advance(LiveSubscription.Pace / 2);
        subscription.Post(Fact("c"));
        Assert.True(await arrived.WaitAsync(Patience), "It waits for the late one's pace.");
    }

    [Fact]
    public async Task Post_AfterAFailedDelivery_StillDelivers()
    {
        var arrived = new SemaphoreSlim(0);
        var failures = 0;
        using var subscription = new LiveSubscription(Guid.Empty, _ =>
        {
            arrived.Release();
            throw new InvalidOperationException("broken console");
        }, clock, _ => { }, _ => failures++);
        subscription.Post(Fact("a"));
        await arrived.WaitAsync();
        subscription.Post(Fact("b"));
        await PassThePaceAsync(arrived);
        Assert.InRange(failures, 1, 2);
    }

    [Fact]
    public async Task Post_NewerStateOfARow_ReplacesTheOlder()
    {
        LiveBatch? got = null;
        var first = new TaskCompletionSource();
        var arrived = new SemaphoreSlim(0);
        using var subscription = new LiveSubscription(Guid.Empty, async batch =>
        {
            got = batch;
            arrived.Release();
            await first.Task;
        }, clock, _ => { }, _ => { });
        subscription.Post(Fact("a"));
        await arrived.WaitAsync();
        var id = NewId();
        subscription.Post(new LiveBatch([Row(id, "старая")], [], null, [], false));
        subscription.Post(new LiveBatch([Row(id, "новая")], [], new QueueCounts(3, new Dictionary<Guid, int>(), 3), [], true));
        first.SetResult();
        await PassThePaceAsync(arrived);
        Assert.Equal("новая", Assert.Single(got!.Queue).LastMessagePreview);
        Assert.Equal(3, got.Counts!.Waiting);
        Assert.True(got.Resync);
    }

    private static Guid NewId() => BatteryCrm.Data.Ids.New();

    private static LiveBatch Fact(string kind) => new([], [], null, [new LiveFact(kind, null, null, null)], false);

    private static QueueRow Row(Guid id, string preview) =>
        new(id, Guid.Empty, null, null, "Первичный контакт", "client", preview, Clock.Noon, Clock.Noon, null, null, null, null, false, Clock.Noon);

    // The clock stands, so the next delivery waits for all of the pace, and comes when it has passed.
    private async Task PassThePaceAsync(SemaphoreSlim arrived)
    {
        Assert.Equal(LiveSubscription.Pace, await clock.Waits.ReadAsync().AsTask().WaitAsync(Patience));
        Assert.Equal(0, arrived.CurrentCount);
        clock.Advance(LiveSubscription.Pace);
        Assert.True(await arrived.WaitAsync(Patience), "No delivery came.");
    }

    /// <summary>Tells who waits for it, and how long.</summary>
    private sealed class WaitingClock : FakeTimeProvider
    {
        private readonly Channel<TimeSpan> waits = Channel.CreateUnbounded<TimeSpan>();

        public ChannelReader<TimeSpan> Waits => waits.Reader;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            waits.Writer.TryWrite(dueTime);
            return timer;
        }
    }
}
