using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Web.Live;

/// <summary>
/// One console's mailbox. What arrives while a delivery runs or within 100 ms of the last one is merged and delivered once, with a trailing run, so a burst
/// costs a console one rendering, not one a message.
/// </summary>
internal sealed class LiveSubscription(Guid tenantId, Func<LiveBatch, Task> deliver, TimeProvider clock, Action<LiveSubscription> ended, Action<Exception> failed) : IDisposable
{
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<Guid, QueueRow> queue = [];
    private readonly Dictionary<Guid, MessageRow> messages = [];
    private readonly Dictionary<Guid, AppealPresence> presence = [];
    private readonly List<LiveFact> facts = [];
    private QueueCounts? counts;
    private bool resync;
    private bool pending;
    private bool scheduled;
    private bool disposed;
    private long since;
    private long due = long.MinValue / 2;

    public Guid TenantId => tenantId;

    public void Post(LiveBatch batch)
    {
        lock (gate)
        {
            if (disposed) return;
            foreach (var row in batch.Queue) queue[row.AppealId] = row;
            foreach (var row in batch.Messages) messages[row.Id] = row;
            foreach (var appeal in batch.Presence) presence[appeal.AppealId] = appeal;
            facts.AddRange(batch.Events);
            counts = batch.Counts ?? counts;
            resync |= batch.Resync;
            if (!pending) since = clock.GetTimestamp();
            pending = true;
            if (scheduled) return;
            scheduled = true;
        }

        _ = RunAsync();
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
        }

        ended(this);
    }

    private async Task RunAsync()
    {
        // Leaves the listener's thread at once: one slow console must not hold up the others.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        while (Plan())
        {
            if (clock.GetElapsedTime(clock.GetTimestamp(), due) is { Ticks: > 0 } wait) await Task.Delay(wait, clock);
            if (Collect() is not { } batch) return;
            try
            {
                await deliver(batch);
            }
            catch (Exception e)
            {
                failed(e);
            }
        }
    }

    /// <summary>Sets when the next delivery is due; false ends the run: nothing came since the last.</summary>
    private bool Plan()
    {
        lock (gate)
        {
            if (disposed || !pending) return scheduled = false;

            // Counted from when the last was due, not from when it came: one that the machine made late must not make all after it late.
            due = Math.Max(since, due + (long)(Pace.TotalSeconds * clock.TimestampFrequency));
            return true;
        }
    }

    /// <summary>Null = the console has gone meanwhile.</summary>
    private LiveBatch? Collect()
    {
        lock (gate)
        {
            if (disposed) return null;
            var batch = new LiveBatch([.. queue.Values], [.. messages.Values.OrderBy(m => m.CreatedAt).ThenBy(m => m.Id)], counts, [.. facts], resync) { Presence = [.. presence.Values] };
            queue.Clear();
            messages.Clear();
            presence.Clear();
            facts.Clear();
            (counts, resync, pending) = (null, false, false);
            return batch;
        }
    }
}
