using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Says that there may be news for this circuit's operator. Told by the node's listener itself: the bell stands on every page and needs no rows.</summary>
public sealed class NoticeSignal : IDisposable
{
    private readonly LiveHub hub;
    private readonly CurrentOperator current;
    private readonly CurrentTenant tenant;

    internal NoticeSignal(LiveHub hub, CurrentOperator current, CurrentTenant tenant)
    {
        (this.hub, this.current, this.tenant) = (hub, current, tenant);
        hub.Heard += Hear;
        hub.Forget += Raise;
    }

    /// <summary>Raised on the listener's thread.</summary>
    public event Action? Changed;

    public void Dispose()
    {
        hub.Heard -= Hear;
        hub.Forget -= Raise;
    }

    private void Hear(Guid tenantId, LiveFact fact)
    {
        if (fact.Kind == LiveKinds.Notified && tenantId == tenant.Id && fact.SubjectId == current.Id) Raise();
    }

    private void Raise() => Changed?.Invoke();
}
