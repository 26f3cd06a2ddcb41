using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts;

/// <summary>The tenant's time zone (setting <c>timezone</c>), in which every time of the console is shown; read once a circuit.</summary>
public sealed class TenantZone(IDbContextFactory<CrmDb> factory, CurrentTenant tenant)
{
    private const string Default = "Europe/Samara";
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
    public DateTimeOffset At(DateTime local)
    {
        if (Zone.IsInvalidTime(local)) local = local.AddHours(1);
        var offset = Zone.IsAmbiguousTime(local) ? Zone.GetAmbiguousTimeOffsets(local).Max() : Zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private async Task<TimeZoneInfo> ReadAsync()
    {
        if (tenant.Id is null) return TimeZoneInfo.Utc;
        await using var db = await factory.CreateDbContextAsync();
        var json = await db.TenantConfigs.Where(c => c.Key == "timezone").Select(c => c.Value).SingleOrDefaultAsync();
        return Find(json is null ? Default : NameIn(json)) ?? Find(Default) ?? TimeZoneInfo.Utc;
    }

    // A machine without time-zone data shows UTC rather than nothing.
    private static TimeZoneInfo? Find(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static string? NameIn(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() : null;
    }
}
