using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Tests.Support;

/// <summary>Time zones of tenants, for what shows times.</summary>
internal static class Zones
{
    /// <summary>Nothing was read: UTC.</summary>
    public static TenantZone Utc => new(null!, new CurrentTenant());

    public static async Task<TenantZone> OfAsync(TestDatabase database, Guid tenantId)
    {
        var tenant = new CurrentTenant();
        tenant.Set(tenantId);
        var zone = new TenantZone(database.Factory(tenantId), tenant);
        await zone.LoadAsync();
        return zone;
    }
}
