using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>
/// Counts failures of logins that nobody has, by the same rule as <see cref="Operator"/>s': otherwise "locked" would tell that a login exists.
/// In memory and bounded, since anybody can make up logins.
/// </summary>
public sealed class UnknownLogins(IOptions<IdentityOptions> options, TimeProvider time) : IDisposable
{
    private const int Bound = 10_000;
    private readonly MemoryCache failures = new(new MemoryCacheOptions { SizeLimit = Bound, CompactionPercentage = 0.2 });

    public void Dispose() => failures.Dispose();

    /// <summary>How long the login stays locked, null while it is not; counts nothing.</summary>
    public TimeSpan? LockedFor(string normalizedLogin)
    {
        if (!failures.TryGetValue(normalizedLogin, out Entry? entry) || entry is null) return null;
        lock (entry)
        {
            var now = time.GetUtcNow();
            return entry.LockedUntil > now ? entry.LockedUntil - now : null;
        }
    }

    /// <summary>Counts one failure; how long the login stays locked, null while it is not.</summary>
    public TimeSpan? Fail(string normalizedLogin)
    {
        var rule = options.Value.Lockout;
        var entry = failures.GetOrCreate(normalizedLogin, e =>
        {
            e.Size = 1;
            e.SlidingExpiration = rule.DefaultLockoutTimeSpan;
            return new Entry();
        });
        // Full of newer ones: this login starts afresh.
        if (entry is null) return null;
        lock (entry)
        {
            var now = time.GetUtcNow();
            if (entry.LockedUntil > now) return entry.LockedUntil - now;
            if (++entry.Count < rule.MaxFailedAccessAttempts) return null;
            (entry.Count, entry.LockedUntil) = (0, now + rule.DefaultLockoutTimeSpan);
            return rule.DefaultLockoutTimeSpan;
        }
    }

    private sealed class Entry
    {
        public int Count { get; set; }

        public DateTimeOffset LockedUntil { get; set; }
    }
}
