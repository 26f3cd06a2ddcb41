using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>How long a client waits; ticks.js keeps it true between two renderings, with the same rules.</summary>
public static class WaitingText
{
    private static readonly TimeSpan Amber = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Red = TimeSpan.FromMinutes(15);

    /// <summary>"7 мин", "1 ч 20 мин", "2 дн"; less than a minute (or a clock ahead of ours) is "сейчас".</summary>
    public static string Of(TimeSpan waited)
    {
        var minutes = (int)waited.TotalMinutes;
        if (minutes < 1) return Texts.WaitingNow;
        if (minutes < 60) return Fill(Texts.WaitingMinutes, minutes);
        var hours = minutes / 60;
        if (hours >= 24) return Fill(Texts.WaitingDays, hours / 24);
        return minutes % 60 == 0 || hours >= 10 ? Fill(Texts.WaitingHours, hours) : Fill(Texts.WaitingHours, hours) + " " + Fill(Texts.WaitingMinutes, minutes % 60);
    }

    /// <summary>fine, amber after 5 minutes, red after 15.</summary>
    public static string LevelOf(TimeSpan waited) => waited >= Red ? "red" : waited >= Amber ? "amber" : "fine";

    private static string Fill(string words, int number) => words.Replace("{0}", number.ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);
}
