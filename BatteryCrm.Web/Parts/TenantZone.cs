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
