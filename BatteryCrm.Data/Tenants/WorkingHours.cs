using System.Globalization;
using System.Text.Json;

namespace BatteryCrm.Data.Tenants;

/// <summary>When a tenant is open, by the clock on his wall.</summary>
/// <param name="Start">The hour at which each open day begins.</param>
/// <param name="End">The hour at which it ends; not after <paramref name="Start"/> = in the night that follows, the same hour = around the clock.</param>
/// <param name="Days">1 (Monday) to 7; never empty.</param>
public sealed record WorkingHours(TimeOnly Start, TimeOnly End, IReadOnlySet<int> Days)
{
    // A shop that was shut for longer has no evening on which it closed.
    private const int LongestBreak = 60;

    /// <summary>Days that are closed whatever day of the week they are (setting <c>holidays</c>).</summary>
    public IReadOnlySet<DateOnly> Holidays { get; init; } = new HashSet<DateOnly>();

    /// <param name="hours">The setting <c>working_hours</c> {start, end, days}; null when it is not set.</param>
    /// <param name="holidays">The setting <c>holidays</c>, an array of dates; null when it is not set. What is no date in it is passed over.</param>
    /// <returns>Null when the hours are not set or not of that shape: then nobody knows them, and nobody is told of them.</returns>
    public static WorkingHours? Read(string? hours, string? holidays = null)
    {
        if (hours is null) return null;
        using var value = JsonDocument.Parse(hours);
        if (value.RootElement is not { ValueKind: JsonValueKind.Object } o || TimeOf(o, "start") is not { } start || TimeOf(o, "end") is not { } end) return null;
        var days = o.TryGetProperty("days", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Select(d => d.ValueKind == JsonValueKind.Number && d.TryGetInt32(out var day) ? day : 0).Where(d => d is >= 1 and <= 7).ToHashSet() : [];
        return days.Count == 0 ? null : new WorkingHours(start, end, days) { Holidays = DatesIn(holidays) };
    }

    /// <summary>Since when it is closed; null while it is open.</summary>
    public DateTimeOffset? ClosedSince(DateTimeOffset at, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);
        for (var back = 0; back <= LongestBreak; back++)
        {
            var day = today.AddDays(-back);
            if (!IsOpenOn(day)) continue;
            var closes = TenantTime.At((End > Start ? day : day.AddDays(1)).ToDateTime(End), zone);
            if (at >= closes) return closes;
            if (at >= TenantTime.At(day.ToDateTime(Start), zone)) return null;
        }

        return DateTimeOffset.MinValue;
    }

    /// <summary>How long it was open from one instant to a later one; of a longer time the last 60 days.</summary>
    public TimeSpan OpenBetween(DateTimeOffset from, DateTimeOffset to, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(to, zone).DateTime);
        var open = TimeSpan.Zero;
        for (var back = 0; back <= LongestBreak; back++)
        {
            var day = today.AddDays(-back);
            var closes = TenantTime.At((End > Start ? day : day.AddDays(1)).ToDateTime(End), zone);
            if (closes <= from) break;
            var opens = TenantTime.At(day.ToDateTime(Start), zone);
            var (first, last) = (opens > from ? opens : from, closes < to ? closes : to);
            if (IsOpenOn(day) && last > first) open += last - first;
        }

        return open;
    }

    /// <summary>When it opens and closes from one day to another, with both, in order; hours that meet are one.</summary>
    public IReadOnlyList<(DateTimeOffset Opens, DateTimeOffset Closes)> Openings(DateOnly from, DateOnly until, TimeZoneInfo zone)
    {
        var all = new List<(DateTimeOffset Opens, DateTimeOffset Closes)>();
        for (var day = from; day <= until; day = day.AddDays(1))
        {
            if (!IsOpenOn(day)) continue;
            var (opens, closes) = (TenantTime.At(day.ToDateTime(Start), zone), TenantTime.At((End > Start ? day : day.AddDays(1)).ToDateTime(End), zone));
            if (closes <= opens) continue;
            if (all.Count > 0 && all[^1].Closes >= opens) all[^1] = (all[^1].Opens, closes);
            else all.Add((opens, closes));
        }

        return all;
    }

    private bool IsOpenOn(DateOnly day) => Days.Contains(day.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)day.DayOfWeek) && !Holidays.Contains(day);

    private static TimeOnly? TimeOf(JsonElement hours, string name) =>
        hours.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && TimeOnly.TryParse(value.GetString(), CultureInfo.InvariantCulture, out var time) ? time : null;

    private static HashSet<DateOnly> DatesIn(string? json)
    {
        if (json is null) return [];
        using var value = JsonDocument.Parse(json);
        if (value.RootElement.ValueKind != JsonValueKind.Array) return [];
        return [.. value.RootElement.EnumerateArray().Where(d => d.ValueKind == JsonValueKind.String)
            .Select(d => DateOnly.TryParseExact(d.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : default).Where(d => d != default)];
    }
}
