using System.Collections.Concurrent;

namespace BatteryCrm.Web.Live;

/// <summary>Something that a node reads once for a tenant and keeps until a live event says that it changed.</summary>
internal sealed class TenantCache<T>
{
    private readonly Func<Guid, CancellationToken, Task<T>> read;
    private readonly ConcurrentDictionary<Guid, Lazy<Task<T>>> known = [];

    /// <param name="read">As the tenant itself sees it.</param>
    /// <param name="hub">Says what changed.</param>
    /// <param name="kinds">Of <see cref="Data.Live.LiveKinds"/>: what makes it out of date.</param>
    public TenantCache(Func<Guid, CancellationToken, Task<T>> read, LiveHub hub, params string[] kinds)
    {
        this.read = read;
        hub.Forget += known.Clear;
        hub.Heard += (tenant, fact) =>
        {
            if (kinds.Contains(fact.Kind)) known.TryRemove(tenant, out _);
        };
    }

    /// <summary>One read for all who ask at once. What changes while it is read is told and forgotten: those who waited use it once, the next ask reads anew.</summary>
    public async ValueTask<T> OfAsync(Guid tenantId, CancellationToken cancellation)
    {
        var reading = known.GetOrAdd(tenantId, id => new Lazy<Task<T>>(() => read(id, CancellationToken.None)));
        try
        {
            return await reading.Value.WaitAsync(cancellation);
        }
        catch when (reading.Value.IsFaulted || reading.Value.IsCanceled)
        {
            known.TryRemove(new KeyValuePair<Guid, Lazy<Task<T>>>(tenantId, reading));
            throw;
        }
    }
}
