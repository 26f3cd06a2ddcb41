using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal.Handling;

/// <summary>When an appeal can come back by one press.</summary>
public static class SnoozeTimes
{
    private static readonly TimeSpan Morning = TimeSpan.FromHours(10);
    private static readonly TimeSpan Evening = TimeSpan.FromHours(18);

    /// <summary>Each with its words, the nearest first; on the tenant's clock.</summary>
    public static IReadOnlyList<(string Words, DateTimeOffset At)> Of(TenantZone zone, DateTimeOffset now)
    {
        var local = zone.Local(now).DateTime;
        List<(string, DateTimeOffset)> times = [(HandlingTexts.InOneHour, now.AddHours(1)), (HandlingTexts.InThreeHours, now.AddHours(3))];
        if (local.TimeOfDay < Evening - TimeSpan.FromHours(1)) times.Add((HandlingTexts.ThisEvening, zone.At(local.Date + Evening)));
        times.Add((HandlingTexts.Tomorrow, zone.At(local.Date.AddDays(1) + Morning)));
        times.Add((HandlingTexts.InThreeDays, zone.At(local.Date.AddDays(3) + Morning)));
        times.Add((HandlingTexts.InAWeek, zone.At(local.Date.AddDays(7) + Morning)));
        return times;
    }
}
