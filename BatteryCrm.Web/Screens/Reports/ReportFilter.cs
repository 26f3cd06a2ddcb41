using System.Globalization;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Why a period or a filter cannot be counted; said instead of a table.</summary>
public enum FilterProblem
{
    NoSuchDay,
    Reversed,
    TooLong,
    CampaignTooLong,
}

/// <summary>What of a report is shown: exactly what stands in its address. Pure; a value.</summary>
/// <param name="Period">A word of <see cref="Periods"/>; null = the days of <paramref name="From"/> and <paramref name="Until"/>, without them the last 30 days.</param>
/// <param name="From">First day on the tenant's clock.</param>
/// <param name="Until">Last day, with it.</param>
/// <param name="By">How the report is grouped, where it can be in several ways; null = its first.</param>
/// <param name="Operator">Whoever answered.</param>
public sealed record ReportFilter(
    string? Period = null, DateOnly? From = null, DateOnly? Until = null, string? By = null, Guid? Channel = null, Guid? Sales = null, Guid? Source = null, string? Campaign = null,
    Guid? Deal = null, Guid? Operator = null, Guid? Location = null)
{
    public const int LongestDays = 731;
    public const int LongestCampaign = 200;
    public const string Default = "30d";

    /// <summary>Periods that have a word.</summary>
    public static readonly IReadOnlyList<string> Periods = ["today", "yesterday", "7d", Default, "month", "last-month", "quarter", "year"];

    /// <summary>Whether the former period stands below.</summary>
    public bool IsCompared { get; init; } = true;

    /// <summary>Null when it can be counted.</summary>
    public FilterProblem? Problem { get; private init; }

    /// <summary>Whether other appeals than those of the period are left out.</summary>
    public bool IsNarrowed => Channel is not null || Sales is not null || Source is not null || Campaign is not null || Deal is not null || Operator is not null || Location is not null;

    /// <summary>Without "?"; empty = as it is first opened.</summary>
    public string Query => string.Join('&', new[]
    {
        Period is null ? null : $"period={Period}", Day("from", From), Day("until", Until), IsCompared ? null : "compare=no", By is null ? null : $"by={By}", Id("channel", Channel), Id("sales", Sales),
        Id("source", Source), Campaign is null ? null : $"campaign={Uri.EscapeDataString(Campaign)}", Id("deal", Deal), Id("operator", Operator), Id("location", Location),
    }.OfType<string>());

    /// <param name="query">With or without "?"; what is not understood is passed over, a day that is none is said.</param>
    public static ReportFilter Of(string query)
    {
        var said = System.Web.HttpUtility.ParseQueryString(query);
        Guid? Known(string name) => Guid.TryParse(said[name], out var id) ? id : null;
        var campaign = said["campaign"]?.Trim() is { Length: > 0 } words ? words : null;
        var (from, until) = (DayOf(said["from"]), DayOf(said["until"]));
        var filter = new ReportFilter(
            said["period"] is { } period && Periods.Contains(period) ? period : null, from, until, said["by"] is { Length: > 0 and < 20 } by && by.All(char.IsAsciiLetter) ? by : null,
            Known("channel"), Known("sales"), Known("source"), campaign, Known("deal"), Known("operator"), Known("location")) { IsCompared = said["compare"] != "no" };
        var isNoDay = (from is null && !string.IsNullOrEmpty(said["from"])) || (until is null && !string.IsNullOrEmpty(said["until"]));
        return filter with { Problem = isNoDay ? FilterProblem.NoSuchDay : filter.Checked() };
    }

    /// <summary>With a problem of its own, if what was changed brought one.</summary>
    /// <param name="today">On the tenant's clock.</param>
    public ReportFilter Check(DateOnly today) => this with { Problem = Checked(today) };

    /// <summary>What of it holds in a report: what the report's bar does not show narrows nothing either. A period that ends today is known to be too long from here on.</summary>
    /// <param name="rights">Colleagues are the managers' to tell apart; an operator may look at what is his own.</param>
    /// <param name="today">On the tenant's clock.</param>
    public ReportFilter In(Report report, ReportRights rights, DateOnly today)
    {
        bool Holds(string facet) => !report.NotNarrowedBy.Contains(facet);
        var day = From ?? Until;
        var held = this with
        {
            Period = report.IsOfADay ? null : Period, From = report.IsOfADay ? day : From, Until = report.IsOfADay ? day : Until, By = report.Groupings.Any(g => g.Word == By) ? By : null,
            Channel = Holds("channel") ? Channel : null, Sales = Holds("sales") ? Sales : null, Source = Holds("source") ? Source : null, Campaign = Holds("campaign") ? Campaign : null,
            Deal = Holds("deal") ? Deal : null, Operator = Holds("operator") && rights.Sees(Operator) ? Operator : null, Location = Holds("location") ? Location : null,
        };
        return Problem is FilterProblem.NoSuchDay ? held : held.Check(today);
    }

    /// <summary>First and last day; of a report of a day both are it.</summary>
    /// <param name="today">On the tenant's clock.</param>
    public (DateOnly From, DateOnly Until) DaysIn(Report report, DateOnly today) => report.IsOfADay ? (From ?? today, From ?? today) : Days(today);

    /// <summary>First and last day.</summary>
    /// <param name="today">On the tenant's clock.</param>
    public (DateOnly From, DateOnly Until) Days(DateOnly today) => Period switch
    {
        "today" => (today, today),
        "yesterday" => (today.AddDays(-1), today.AddDays(-1)),
        "7d" => (today.AddDays(-6), today),
        "month" => (today.AddDays(1 - today.Day), today),
        "last-month" => (today.AddDays(1 - today.Day).AddMonths(-1), today.AddDays(-today.Day)),
        "quarter" => (today.AddMonths(-3).AddDays(1), today),
        "year" => (today.AddYears(-1).AddDays(1), today),
        null when From is not null || Until is not null => (From ?? Until!.Value, Until ?? (From > today ? From.Value : today)),
        _ => (today.AddDays(-29), today),
    };

    // Without today only a period of two days can be wrong.
    private FilterProblem? Checked(DateOnly? today = null)
    {
        if (Campaign?.Length > LongestCampaign) return FilterProblem.CampaignTooLong;
        if (Period is not null || From is not { } from || (Until ?? today) is not { } until) return null;
        if (Until is null && from > until) return null;
        return from > until ? FilterProblem.Reversed : until.DayNumber - from.DayNumber >= LongestDays ? FilterProblem.TooLong : null;
    }

    private static DateOnly? DayOf(string? text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;

    private static string? Day(string name, DateOnly? day) => day is { } d ? $"{name}={d:yyyy-MM-dd}" : null;

    private static string? Id(string name, Guid? id) => id is { } i ? $"{name}={i}" : null;
}
