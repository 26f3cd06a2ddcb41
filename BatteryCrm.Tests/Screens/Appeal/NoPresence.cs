using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>The presence of a console whose node is not there: what it says can be looked at.</summary>
internal sealed class NoPresence : IDisposable
{
    private readonly PresenceRegistry registry;

    public NoPresence(CurrentOperator current, TimeProvider clock)
    {
        var tenant = new CurrentTenant();
        tenant.Set(current.Identity.TenantId);
        (Desk, registry) = (new PresenceDesk(clock), new PresenceRegistry(clock, (_, _) => { }));
        Own = new OwnPresence(Desk, registry, tenant, current, clock);
    }

    public PresenceDesk Desk { get; }

    public OwnPresence Own { get; }

    public void Dispose()
    {
        Own.Dispose();
        Desk.Dispose();
        registry.Dispose();
    }
}
