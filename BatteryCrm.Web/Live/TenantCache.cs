using System.Collections.Concurrent;

namespace BatteryCrm.Web.Live;

/// <summary>Something that a node reads once for a tenant and keeps until a live event says that it changed.</summary>
internal sealed class TenantCache<T>
{
    private readonly Func<Guid, CancellationToken, Task<T>> read;
    private readonly ConcurrentDictionary<Guid, T> known = [];
    private long version;

    /// <param name="read">As the tenant itself sees it.</param>
    /// <param name="hub">Says what changed.</param>
    /// <param name="kinds">Of <see cref="Data.Live.LiveKinds"/>: what makes it out of date.</param>
    public TenantCache(Func<Guid, CancellationToken, Task<T>> read, LiveHub hub, params string[] kinds)
    {
        this.read = read;
        hub.Forget += () =>
        {
            Interlocked.Increment(ref version);
            known.Clear();
        };
        hub.Heard += (tenant, fact) =>
        {
            if (!kinds.Contains(fact.Kind)) return;
            Interlocked.Increment(ref version);
            known.TryRemove(tenant, out _);
        };
    }

    public async ValueTask<T> OfAsync(Guid tenantId, CancellationToken cancellation)
    {
        if (known.TryGetValue(tenantId, out var kept)) return kept;
        var before = Interlocked.Read(ref version);
        var now = await read(tenantId, cancellation);

        // What changed while it was read may be older than the change: use it once, keep it not.
        if (before == Interlocked.Read(ref version)) known[tenantId] = now;
        return now;
    }
}
