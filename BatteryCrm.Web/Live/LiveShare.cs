namespace BatteryCrm.Web.Live;

/// <summary>
/// One subscription a tenant and node for what few batches are about: it is looked for once, however many consoles want to hear of it; each of them would
/// otherwise look through every change once more.
/// </summary>
/// <param name="select">What of a batch it is; null = nothing of the kind.</param>
internal sealed class LiveShare<T>(ILive live, Func<LiveBatch, T?> select)
    where T : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, TenantWatch> tenants = [];

    /// <summary>Calls back, on a pool thread, with what there is of the tenant, until disposed.</summary>
    public IDisposable Watch(Guid tenantId, Func<T, Task> heard)
    {
        lock (gate)
        {
            if (!tenants.TryGetValue(tenantId, out var tenant))
            {
                tenant = new TenantWatch(select);
                tenant.Subscription = live.Subscribe(tenantId, tenant.DeliverAsync);
                tenants.Add(tenantId, tenant);
            }

            var watcher = new Watcher(heard);
            tenant.Watchers = tenant.Watchers.Add(watcher);
            return new Ending(() => Remove(tenantId, watcher));
        }
    }

    private void Remove(Guid tenantId, Watcher watcher)
    {
        lock (gate)
        {
            if (!tenants.TryGetValue(tenantId, out var tenant)) return;
            tenant.Watchers = tenant.Watchers.Remove(watcher);
            if (tenant.Watchers.Count > 0) return;
            tenant.Subscription?.Dispose();
            tenants.Remove(tenantId);
        }
    }

    // By reference: the same callback may watch twice.
    private sealed class Watcher(Func<T, Task> heard)
    {
        public Func<T, Task> Heard { get; } = heard;
    }

    private sealed class TenantWatch(Func<LiveBatch, T?> select)
    {
        public System.Collections.Immutable.ImmutableHashSet<Watcher> Watchers { get; set; } = [];

        public IDisposable? Subscription { get; set; }

        public async Task DeliverAsync(LiveBatch batch)
        {
            if (select(batch) is not { } said) return;
            List<Exception>? failed = null;
            foreach (var watcher in Watchers)
            {
                try
                {
                    await watcher.Heard(said);
                }
#pragma warning disable CA1031 // one console's trouble keeps no other from hearing; it is told below
                catch (Exception e)
                {
                    (failed ??= []).Add(e);
                }
#pragma warning restore CA1031
            }

            if (failed is not null) throw new AggregateException(failed);
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
