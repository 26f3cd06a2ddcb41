using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>A period as instants and as days on the tenant's clock.</summary>
/// <param name="Until">Not with it.</param>
/// <param name="UntilDay">With it.</param>
public sealed record ReportSpan(DateTimeOffset From, DateTimeOffset Until, DateOnly FromDay, DateOnly UntilDay);

/// <summary>The tenant's working hours as the database needs them.</summary>
/// <param name="Bounds">Openings and closings in turn, in order.</param>
/// <param name="Worked">Seconds of work until each.</param>
/// <param name="Closings">Of the period, until now: the evenings at which somebody may have been left without an answer.</param>
/// <param name="IsKnown">False: the tenant has set no hours; every hour counts, and a day closes at midnight.</param>
public sealed record ReportClock(DateTime[] Bounds, double[] Worked, DateTime[] Closings, bool IsKnown)
{
    // What was asked before the period and is answered in it.
    private const int DaysBefore = 92;

    public static ReportClock Of(WorkingHours? hours, ReportSpan span, TimeZoneInfo zone, DateTimeOffset now)
    {
        var last = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        if (last < span.UntilDay) last = span.UntilDay;
        if (hours is null)
        {
            var nights = Enumerable.Range(0, span.UntilDay.DayNumber - span.FromDay.DayNumber + 1).Select(d => TenantTime.At(span.FromDay.AddDays(d + 1).ToDateTime(TimeOnly.MinValue), zone));
            return new ReportClock([DateTime.UnixEpoch], [0], [.. nights.Where(c => c <= now).Select(c => c.UtcDateTime)], IsKnown: false);
        }

        var openings = hours.Openings(span.FromDay.AddDays(-DaysBefore), last.AddDays(1), zone);
        var (bounds, worked, sum) = (new DateTime[openings.Count * 2], new double[openings.Count * 2], 0.0);
        for (var i = 0; i < openings.Count; i++)
        {
            (bounds[2 * i], bounds[2 * i + 1]) = (openings[i].Opens.UtcDateTime, openings[i].Closes.UtcDateTime);
            worked[2 * i] = sum;
            sum += (openings[i].Closes - openings[i].Opens).TotalSeconds;
            worked[2 * i + 1] = sum;
        }

        var closings = openings.SelectMany(o => Evenings(o.Opens, o.Closes, zone)).Where(c => c > span.From && c <= span.Until && c <= now).Select(c => c.UtcDateTime);
        return new ReportClock(bounds, worked, [.. closings], IsKnown: true);
    }

    // Hours round the clock close at last, if ever: each midnight before is an evening too.
    private static IEnumerable<DateTimeOffset> Evenings(DateTimeOffset opens, DateTimeOffset closes, TimeZoneInfo zone)
    {
        if (closes - opens > TimeSpan.FromDays(1))
        {
            var day = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(opens, zone).DateTime);
            while (TenantTime.At((day = day.AddDays(1)).ToDateTime(TimeOnly.MinValue), zone) is var midnight && midnight < closes) yield return midnight;
        }

        yield return closes;
    }
}
