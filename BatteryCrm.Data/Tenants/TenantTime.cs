using System.Text.Json;

namespace BatteryCrm.Data.Tenants;

/// <summary>The clock on the wall of a tenant.</summary>
public static class TenantTime
{
    private const string Default = "Europe/Samara";

    /// <param name="json">The setting <c>timezone</c>; null when it is not set.</param>
    /// <returns>Samara's where nothing readable is set; UTC on a machine without time-zone data, which is better than nothing.</returns>
    public static TimeZoneInfo ZoneIn(string? json) => Find(json is null ? Default : NameIn(json)) ?? Find(Default) ?? TimeZoneInfo.Utc;

    /// <summary>The instant at which a clock of the zone shows this time; where the clocks skip it, an hour later, where they show it twice, the first.</summary>
    public static DateTimeOffset At(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local)) local = local.AddHours(1);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static TimeZoneInfo? Find(string? name) => name is not null && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : null;

    private static string? NameIn(string json)
    {
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind == JsonValueKind.String ? value.RootElement.GetString() : null;
    }
}
