using System.Collections.Concurrent;
using BatteryCrm.Data.Live;

namespace BatteryCrm.Web.Live;

/// <summary>The node's switchboard: hands what the listener read to the tenant's consoles, and facts to the parts of the node that keep copies of rows.</summary>
internal sealed class LiveHub(TimeProvider clock, ILogger<LiveHub> log) : ILive
{
    private readonly ConcurrentDictionary<Guid, ConcurrentDictionary<LiveSubscription, byte>> consoles = [];
    private LiveState state = new(LiveHealth.Disconnected, TimeSpan.Zero);

    public event Action? StateChanged;

    /// <summary>Raised for every fact of every tenant, on the listener's thread: clear a cache, set a signal, nothing slow.</summary>
    public event Action<Guid, LiveFact>? Heard;

    /// <summary>Raised when facts may have been missed: whoever keeps copies of rows drops them all.</summary>
    public event Action? Forget;

    public LiveState State => state;

    public IDisposable Subscribe(Guid tenantId, Func<LiveBatch, Task> deliver)
    {
        var subscription = new LiveSubscription(tenantId, deliver, clock, Remove, e => LiveLog.DeliveryFailed(log, e.GetType().Name));
        consoles.GetOrAdd(tenantId, _ => []).TryAdd(subscription, 0);
        return subscription;
    }

    public bool HasConsoles(Guid tenantId) => consoles.TryGetValue(tenantId, out var list) && !list.IsEmpty;

    public IEnumerable<Guid> TenantsWithConsoles() => consoles.Where(c => !c.Value.IsEmpty).Select(c => c.Key);

    public void Tell(Guid tenantId, LiveFact fact) => Heard?.Invoke(tenantId, fact);

    public void Post(Guid tenantId, LiveBatch batch)
    {
        if (!consoles.TryGetValue(tenantId, out var list)) return;
        foreach (var subscription in list.Keys) subscription.Post(batch);
    }

    /// <summary>After a loss that the log cannot fill (a restore, a day without the database).</summary>
    public void ResyncAll()
    {
        Forget?.Invoke();
        foreach (var tenant in TenantsWithConsoles()) Post(tenant, new LiveBatch([], [], null, [], Resync: true));
    }

    public void SetState(LiveState value)
    {
        if (state == value) return;
        state = value;
        StateChanged?.Invoke();
    }

    private void Remove(LiveSubscription subscription)
    {
        if (consoles.TryGetValue(subscription.TenantId, out var list)) list.TryRemove(subscription, out _);
    }
}
