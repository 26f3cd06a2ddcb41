using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Tells the circuits of an operator that his rights changed. One subscription a tenant and node, however many consoles are open: each of them would
/// otherwise look through every change twice.
/// </summary>
internal sealed class OperatorChanges(ILive live)
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, TenantWatch> tenants = [];

    /// <summary>Calls back, on a pool thread, whenever the operator or his tenant changed, until disposed.</summary>
    public IDisposable Watch(Guid tenantId, Guid operatorId, Func<Task> changed)
    {
        lock (gate)
        {
            if (!tenants.TryGetValue(tenantId, out var tenant))
            {
                tenant = new TenantWatch();
                tenant.Subscription = live.Subscribe(tenantId, tenant.DeliverAsync);
                tenants.Add(tenantId, tenant);
            }

            var watcher = new Watcher(operatorId, changed);
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

    private sealed record Watcher(Guid OperatorId, Func<Task> Changed);

    private sealed class TenantWatch
    {
        public System.Collections.Immutable.ImmutableHashSet<Watcher> Watchers { get; set; } = [];

        public IDisposable? Subscription { get; set; }

        public async Task DeliverAsync(LiveBatch batch)
        {
            // A change of the tenant itself (suspended, switched off) comes without a subject; what was missed may have been anybody's.
            var isWholeTenant = batch.Resync || batch.Events.Any(e => e is { Kind: LiveKinds.ChannelChanged, SubjectId: null });
            foreach (var watcher in Watchers)
                if (isWholeTenant || batch.Events.Any(e => e.Kind == LiveKinds.OperatorChanged && e.SubjectId == watcher.OperatorId))
                    await watcher.Changed();
        }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
