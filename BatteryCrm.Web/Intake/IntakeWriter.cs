using System.Threading.Channels;
using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// The writers of a node, one a lane: each takes whatever waits, commits it in one transaction, and only then lets the webhooks answer. Idle they add no delay; under
/// load the batches grow, and while one commits the other is made up. A batch that fails is halved until the bad event stands alone in the journal; what somebody else has locked waits for the next batch.
/// </summary>
internal sealed class IntakeWriter(IntakeQueue queue, IntakeBatch batch, TimeProvider clock, ILogger<IntakeWriter> log) : BackgroundService
{
    public const int MaxBatch = 300;
    private const int TriesBeforeHalving = 3;
    private static readonly TimeSpan LockedPause = TimeSpan.FromMilliseconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var closing = stoppingToken.Register(queue.Close);
        await Task.WhenAll(queue.Lanes.Select(lane => Task.Factory.StartNew(() => Drain(lane), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    // A thread of its own, which waits for the database itself: on the pool each trip's answer would stand in line behind hundreds of webhooks.
    private void Drain(ChannelReader<IntakeItem> lane)
    {
        var waiting = new List<IntakeItem>(MaxBatch);
        while (waiting.Count > 0 || lane.WaitToReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult())
        {
            var held = waiting.Count;
            while (waiting.Count < MaxBatch && lane.TryRead(out var item)) waiting.Add(item);
            waiting = Store(waiting, 0);

            // Only locked rows are left: give their owner a moment instead of asking in a tight loop.
            if (waiting.Count > 0 && waiting.Count == held) Task.Delay(LockedPause, clock, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>Writes the items and answers them; returns those whose rows somebody else holds, in their order.</summary>
    private List<IntakeItem> Store(List<IntakeItem> items, int tries)
    {
        try
        {
            var deferred = batch.Write(items.ConvertAll(i => i.Event));
            var left = new List<IntakeItem>(deferred.Count);
            var written = new List<IntakeItem>(items.Count - deferred.Count);
            for (var i = 0; i < items.Count; i++) (deferred.Contains(i) ? left : written).Add(items[i]);
            Answer(written, IntakeOutcome.Durable);
            return left;
        }
        catch (PostgresException e) when (IsRace(e) && tries < TriesBeforeHalving)
        {
            return Store(items, tries + 1);
        }
        catch (Exception e) when (IsOutage(e))
        {
            IntakeLog.Unavailable(log, items.Count, Reason(e));
            Answer(items, IntakeOutcome.Unavailable);
            return [];
        }
        catch (Exception e) when (items.Count > 1)
        {
            IntakeLog.Halving(log, items.Count, Reason(e));
            var half = items.Count / 2;
            var left = Store(items.GetRange(0, half), 0);
            left.AddRange(Store(items.GetRange(half, items.Count - half), 0));
            return left;
        }
        catch (Exception e)
        {
            SetAside(items[0], Reason(e));
            return [];
        }
    }

    // One after the other on one pool thread: all at once they would wake every thread of the pool and take the processors from the next batch.
    private static void Answer(List<IntakeItem> items, IntakeOutcome outcome) => ThreadPool.UnsafeQueueUserWorkItem(
        static answer =>
        {
            foreach (var item in answer.items) item.Complete(answer.outcome);
        }, (items, outcome), preferLocal: false);

    /// <summary>The event itself is bad: it stays in the journal as failed, and the platform is told that we have it.</summary>
    private void SetAside(IntakeItem item, string reason)
    {
        IntakeLog.SetAside(log, item.Event.ChannelId, reason);
        try
        {
            batch.JournalFailed(item.Event, reason);
            Answer([item], IntakeOutcome.Durable);
        }
        catch (Exception e)
        {
            IntakeLog.Unavailable(log, 1, Reason(e));
            Answer([item], IntakeOutcome.Unavailable);
        }
    }

    // A source that was made by mistake may go between the look and the row that names it: looked at again it is not there.
    private static bool IsRace(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.LockNotAvailable;

    /// <summary>The database is away, not the event bad: connection trouble, shutdown, out of resources.</summary>
    private static bool IsOutage(Exception e) => e switch
    {
        PostgresException p => p.SqlState.StartsWith("08", StringComparison.Ordinal) || p.SqlState.StartsWith("57", StringComparison.Ordinal)
            || p.SqlState.StartsWith("53", StringComparison.Ordinal) || p.SqlState.StartsWith("25006", StringComparison.Ordinal)
            || p.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InsufficientPrivilege
                or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidCatalogName,
        NpgsqlException or TimeoutException or System.Net.Sockets.SocketException or IOException or OperationCanceledException => true,
        _ => false,
    };

    private static string Reason(Exception e) => e is PostgresException p ? p.SqlState : e.GetType().Name;
}
