using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>
/// Says what this circuit's operator may have to hear of. The bell stands on every page, also where no rows are shown: it is told by the node's listener itself and,
/// of what clients write, by one subscription of the tenant that all consoles share.
/// </summary>
public sealed class NoticeSignal : IDisposable
{
    private readonly LiveHub hub;
    private readonly LiveShare<IReadOnlyList<Arrival>> arrivals;
    private readonly CurrentOperator current;
    private readonly CurrentTenant tenant;
    private Action<object>? told;
    private IDisposable? watch;

    internal NoticeSignal(LiveHub hub, LiveShare<IReadOnlyList<Arrival>> arrivals, CurrentOperator current, CurrentTenant tenant) =>
        (this.hub, this.arrivals, this.current, this.tenant) = (hub, arrivals, current, tenant);

    /// <summary>From here on, until disposed, hands over actions on the listener's or a pool thread; nothing for the platform's own people, who have no tenant.</summary>
    public void Start(Action<object> tell)
    {
        if (tenant.Id is not { } id) return;
        told = tell;
        if (watch is not null) return;
        hub.Heard += Hear;
        hub.Forget += Forget;
        watch = arrivals.Watch(id, ArriveAsync);
    }

    public void Dispose()
    {
        hub.Heard -= Hear;
        hub.Forget -= Forget;
        watch?.Dispose();
    }

    private void Hear(Guid tenantId, LiveFact fact)
    {
        if (tenantId != tenant.Id || fact.SubjectId != current.Id) return;
        if (fact.Kind == LiveKinds.Notified) told?.Invoke(new NoticesWanted());
        else if (fact.Kind == LiveKinds.NoticeSettingsChanged) told?.Invoke(new NoticeSettingsWanted());
    }

    // What was missed may have been either.
    private void Forget()
    {
        told?.Invoke(new NoticesWanted());
        told?.Invoke(new NoticeSettingsWanted());
    }

    private Task ArriveAsync(IReadOnlyList<Arrival> all)
    {
        List<Arrival> mine = [.. all.Where(a => a.SubjectFor(current.Id) is not null)];
        if (mine.Count > 0) told?.Invoke(new ClientsWrote(mine));
        return Task.CompletedTask;
    }
}
