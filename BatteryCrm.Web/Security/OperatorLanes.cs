using System.Threading.RateLimiting;

namespace BatteryCrm.Web.Security;

/// <summary>
/// One attempt at a time for an operator in this process, a few more waiting. The row lock of the database does the same over all nodes, but whoever waits for
/// it holds a connection: a hundred attempts for one login would hold them all.
/// </summary>
public sealed class OperatorLanes : IDisposable
{
    private const int Waiting = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly PartitionedRateLimiter<Guid> lanes = PartitionedRateLimiter.Create<Guid, Guid>(id => RateLimitPartition.GetConcurrencyLimiter(
        id, _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    public void Dispose() => lanes.Dispose();

    /// <summary>Waits for the operator's turn; disposing gives it to the next. Null when too many wait already or it takes too long.</summary>
    public async Task<IDisposable?> EnterAsync(Guid operatorId)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var lease = await lanes.AcquireAsync(operatorId, 1, limit.Token);
            if (lease.IsAcquired) return lease;
            lease.Dispose();
            return null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
