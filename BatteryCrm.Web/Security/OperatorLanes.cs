using System.Threading.RateLimiting;

namespace BatteryCrm.Web.Security;

/// <summary>
/// One attempt at a time for an operator in this process, a few more waiting. The row lock of the database does the same over all nodes, but whoever waits for
/// it holds a connection: a hundred attempts for one login would hold them all. Logins have lanes too, whether anybody has them or not: otherwise being told
/// to wait would say that a login exists.
/// </summary>
public sealed class OperatorLanes : IDisposable
{
    private const int Waiting = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // Anybody can make up logins, so they share a bounded number of lanes; two of the few that are worked on at once hardly ever meet in one.
    private const int LoginLanes = 4096;

    private readonly PartitionedRateLimiter<Guid> operators = Create<Guid>();
    private readonly PartitionedRateLimiter<int> logins = Create<int>();

    public void Dispose()
    {
        operators.Dispose();
        logins.Dispose();
    }

    /// <summary>Waits for the operator's turn; disposing gives it to the next. Null when too many wait already or it takes too long.</summary>
    public Task<IDisposable?> EnterAsync(Guid operatorId) => EnterAsync(operators, operatorId);

    /// <summary>The same for a login, known or not.</summary>
    public Task<IDisposable?> EnterAsync(string normalizedLogin) =>
        EnterAsync(logins, (int)((uint)normalizedLogin.GetHashCode(StringComparison.Ordinal) % LoginLanes));

    private static PartitionedRateLimiter<TKey> Create<TKey>()
        where TKey : notnull => PartitionedRateLimiter.Create<TKey, TKey>(key => RateLimitPartition.GetConcurrencyLimiter(
            key, _ => new ConcurrencyLimiterOptions { PermitLimit = 1, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }));

    private static async Task<IDisposable?> EnterAsync<TKey>(PartitionedRateLimiter<TKey> lanes, TKey key)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var lease = await lanes.AcquireAsync(key, 1, limit.Token);
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
