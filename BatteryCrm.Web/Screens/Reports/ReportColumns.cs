namespace BatteryCrm.Web.Screens.Reports;

/// <summary>How a value is written.</summary>
public enum ValueFormat
{
    Count,
    Money,

    /// <summary>Of one; shown as whole percents.</summary>
    Share,

    /// <summary>Seconds; shown as hours and minutes.</summary>
    Time,
}

/// <summary>What was counted for one figure in one row.</summary>
/// <param name="Value">Null without anything to take it of.</param>
/// <param name="Of">Of how many; of a median the values measured.</param>
public readonly record struct Measured(decimal? Value, long Of);

/// <summary>A column: a figure, or what is made of some.</summary>
/// <param name="Title">Its whole name.</param>
/// <param name="Brief">Its name above the table; may stand twice.</param>
/// <param name="Opens">The figure whose appeals it opens.</param>
/// <param name="Value">Of a row's figures; null = nothing can be said.</param>
public sealed record ReportColumn(string Key, ValueFormat Format, Func<string> Title, Func<string> Brief, string? Opens, Func<IReadOnlyDictionary<string, Measured>, decimal?> Value)
{
    /// <summary>Money, which operators may not see unless the tenant says so.</summary>
    public bool IsMoney { get; init; }
}

/// <summary>The kinds of columns.</summary>
public static class ReportColumns
{
    /// <summary>Of fewer measurements no median is told.</summary>
    public const int FewestMeasured = 5;

    /// <summary>Of fewer no share is told: one more or less would change it by a tenth.</summary>
    public const int FewestOf = 10;

    public static ReportColumn Count(string key, Func<string> title, Func<string>? brief = null) => new(key, ValueFormat.Count, title, brief ?? title, key, f => Of(f, key) ?? 0);

    public static ReportColumn Share(string key, string part, string whole, Func<string> title, Func<string>? brief = null) => new(
        key, ValueFormat.Share, title, brief ?? (() => "%"), part, f => Of(f, whole) is { } all and >= FewestOf ? Math.Round((Of(f, part) ?? 0) / all, 2, MidpointRounding.AwayFromZero) : null);

    public static ReportColumn Median(string key, Func<string> title, Func<string>? brief = null) =>
        new(key, ValueFormat.Time, title, brief ?? title, key, f => f.TryGetValue(key, out var m) && m.Of >= FewestMeasured ? m.Value : null);

    public static ReportColumn Money(string key, Func<string> title, Func<string>? brief = null) => new(key, ValueFormat.Money, title, brief ?? title, key, f => Of(f, key) ?? 0) { IsMoney = true };

    /// <summary>Whole roubles.</summary>
    /// <param name="opens">The figure whose appeals it opens.</param>
    public static ReportColumn Ratio(string key, string money, string by, string opens, Func<string> title, Func<string>? brief = null) => new(
        key, ValueFormat.Money, title, brief ?? title, opens, f => Of(f, by) is { } count and > 0 && Of(f, money) is { } sum ? Math.Round(sum / count, 0, MidpointRounding.AwayFromZero) : null) { IsMoney = true };

    /// <summary>The value of a figure; null when the row has none.</summary>
    public static decimal? Of(IReadOnlyDictionary<string, Measured> figures, string key) => figures.TryGetValue(key, out var measured) ? measured.Value : null;
}
