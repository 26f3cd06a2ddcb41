using System.Threading.RateLimiting;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>
/// How many attempts to sign in this process works on at once, whoever they are for: each of them costs a slow hash and, for that time, a connection that
/// people at work need. Of one login and of one operator there is one at a time (<see cref="Security.OperatorLanes"/>).
/// </summary>
public sealed class SignInLimits : IDisposable
{
    /// <summary>After how many seconds somebody who was turned away may try again.</summary>
    public const int RetrySeconds = 5;

    private const int AtOnce = 16;
    private const int Waiting = 64;
    private readonly ConcurrencyLimiter limiter = new(new ConcurrencyLimiterOptions { PermitLimit = AtOnce, QueueLimit = Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    public void Dispose() => limiter.Dispose();

    /// <summary>Waits for a turn, which ends when it is disposed. Null when too many wait already. Only for who has sent all that is needed: a turn waits for no network.</summary>
    public async Task<IDisposable?> EnterAsync(CancellationToken cancellation)
    {
        var lease = await limiter.AcquireAsync(1, cancellation);
        if (lease.IsAcquired) return lease;
        lease.Dispose();
        return null;
    }
}
