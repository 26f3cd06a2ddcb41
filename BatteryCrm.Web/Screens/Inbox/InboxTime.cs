using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>Days of a view as instants, on the tenant's clock.</summary>
public sealed class InboxTime(TenantZone zone, TimeProvider time)
{
    public async Task<QueuePeriod> PeriodOfAsync(QueueView view)
    {
        await zone.LoadAsync();
        return QueuePeriod.Of(view, zone, time.GetUtcNow());
    }
}
