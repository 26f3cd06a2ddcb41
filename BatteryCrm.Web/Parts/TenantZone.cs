using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts;

/// <summary>The tenant's time zone (setting <c>timezone</c>), in which every time of the console is shown; read once a circuit.</summary>
public sealed class TenantZone(IDbContextFactory<CrmDb> factory, CurrentTenant tenant)
{
    private Task<TimeZoneInfo>? reading;

    /// <summary>UTC until <see cref="LoadAsync"/> has ended.</summary>
    public TimeZoneInfo Zone { get; private set; } = TimeZoneInfo.Utc;

    public async Task LoadAsync()
    {
        reading ??= ReadAsync();
        try
        {
            Zone = await reading;
        }
        catch
        {
            // The next page of this circuit asks again.
            reading = null;
            throw;
        }
    }

    /// <summary>The instant on the wall clock of the tenant.</summary>
    public DateTimeOffset Local(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, Zone);

    /// <summary>The instant at which a day begins for the tenant; the first one after it where the clocks skip midnight.</summary>
    public DateTimeOffset StartOf(DateOnly day) => At(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>The instant at which the tenant's clock shows this time; where the clocks skip it, an hour later, where they show it twice, the first.</summary>
    public DateTimeOffset At(DateTime local) => TenantTime.At(local, Zone);

    private async Task<TimeZoneInfo> ReadAsync()
    {
        if (tenant.Id is null) return TimeZoneInfo.Utc;
        await using var db = await factory.CreateDbContextAsync();
        return TenantTime.ZoneIn(await db.TenantConfigs.Where(c => c.Key == "timezone").Select(c => c.Value).SingleOrDefaultAsync());
    }
}
