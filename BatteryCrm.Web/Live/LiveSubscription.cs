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
    private readonly List<LiveFact> facts = [];
    private QueueCounts? counts;
    private bool resync;
    private bool scheduled;
    private bool disposed;
    private long lastRun;

    public Guid TenantId => tenantId;

    public void Post(LiveBatch batch)
    {
        lock (gate)
        {
            if (disposed) return;
            foreach (var row in batch.Queue) queue[row.AppealId] = row;
            foreach (var row in batch.Messages) messages[row.Id] = row;
            facts.AddRange(batch.Events);
            counts = batch.Counts ?? counts;
            resync |= batch.Resync;
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
        while (true)
        {
            var since = lastRun == 0 ? Pace : clock.GetElapsedTime(lastRun);
            if (since < Pace) await Task.Delay(Pace - since, clock);
            if (Collect() is not { } batch) return;
            lastRun = clock.GetTimestamp();
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

    private LiveBatch? Collect()
    {
        lock (gate)
        {
            if (disposed || (queue.Count == 0 && messages.Count == 0 && facts.Count == 0 && counts is null && !resync))
            {
                scheduled = false;
                return null;
            }

            var batch = new LiveBatch([.. queue.Values], [.. messages.Values.OrderBy(m => m.CreatedAt).ThenBy(m => m.Id)], counts, [.. facts], resync);
            queue.Clear();
            messages.Clear();
            facts.Clear();
            (counts, resync) = (null, false);
            return batch;
        }
    }
}
