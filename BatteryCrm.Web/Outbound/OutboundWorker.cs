using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Outbound;

/// <summary>
/// Sends what stands in the outbox. Any number of nodes may run one: a claim is a short transaction with a lease, and what is claimed by one is passed over by the others.
/// </summary>
internal sealed class OutboundWorker(
    OutboundQueue queue, OutboundLanes lanes, OutboundWake wake, IOptions<OutboundOptions> options, TimeProvider time, ILogger<OutboundWorker> log) : BackgroundService
{
    private long? expiredAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                wake.Reset();
                var pause = options.Value.Poll;
                try
                {
                    pause = await LookAsync(stoppingToken);
                    failures = 0;
                }
#pragma warning disable CA1031 // the database may be away; the sender outlives that
                catch (Exception e) when (!stoppingToken.IsCancellationRequested)
                {
                    if (failures++ == 0) OutboundLog.NotRead(log, e.GetType().Name);
                }
#pragma warning restore CA1031

                if (pause > TimeSpan.Zero) await wake.WaitAsync(pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The node stops; nothing new is claimed.
        }

        // What has left deserves its result. A host that does not wait this long leaves it to the lease.
        await lanes.DrainAsync();
    }

    /// <summary>Starts what may leave.</summary>
    /// <returns>How long to wait at most before looking again; zero = at once.</returns>
    private async Task<TimeSpan> LookAsync(CancellationToken cancellation)
    {
        await ExpireAsync(cancellation);
        var free = lanes.Free;
        if (free == 0) return options.Value.Poll; // a lane that ends wakes
        if (await lanes.StartDueAsync(cancellation) >= free) return options.Value.Poll;

        var next = Earlier(await queue.NextDueAsync(cancellation), lanes.FirstPauseEnd);
        var pause = next is null ? options.Value.Poll : next.Value - time.GetUtcNow();
        return pause < options.Value.Poll ? pause : options.Value.Poll;
    }

    // Looks at everything unsent, so not after every single answer.
    private async Task ExpireAsync(CancellationToken cancellation)
    {
        if (expiredAt is { } at && time.GetElapsedTime(at) < options.Value.Poll) return;
        expiredAt = time.GetTimestamp();
        if (await queue.ExpireAsync(cancellation) is > 0 and var count) OutboundLog.Expired(log, count);
    }

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a < b ? a : b;
}
