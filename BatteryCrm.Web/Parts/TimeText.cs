using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>Instants as people read them; every argument is already on the tenant's wall clock (<see cref="TenantZone.Local"/>).</summary>
public static class TimeText
{
    /// <summary>"14:05".</summary>
    public static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"22.11.2026 14:05".</summary>
    public static string Full(DateTimeOffset at) => at.ToString("dd.MM.yyyy HH:mm", CultureInfo.InvariantCulture);

    /// <summary>"22.11 14:05": a moment of these weeks, past or to come.</summary>
    public static string Near(DateTimeOffset at) => at.ToString("dd.MM HH:mm", CultureInfo.InvariantCulture);

    /// <summary>As short as can be: the clock today, then "вчера", then day and month, then with the year.</summary>
    public static string Brief(DateTimeOffset at, DateTimeOffset now)
    {
        if (at.Date >= now.Date) return Clock(at);
        if (at.Date == now.Date.AddDays(-1)) return Texts.YesterdayShort;
        return at.ToString(at.Year == now.Year ? "dd.MM" : "dd.MM.yy", CultureInfo.InvariantCulture);
    }

    /// <summary>A day's name between messages: "Сегодня", "Вчера", "12 ноября", "12 ноября 2025".</summary>
    public static string Day(DateTimeOffset at, DateTimeOffset now)
    {
        if (at.Date == now.Date) return Texts.Today;
        if (at.Date == now.Date.AddDays(-1)) return Texts.Yesterday;
        var format = (CultureInfo.CurrentCulture.TwoLetterISOLanguageName, at.Year == now.Year) switch
        {
            ("en", true) => "MMMM d",
            ("en", false) => "MMMM d, yyyy",
            (_, true) => "d MMMM",
            _ => "d MMMM yyyy",
        };
        return at.ToString(format, CultureInfo.CurrentCulture);
    }
}
