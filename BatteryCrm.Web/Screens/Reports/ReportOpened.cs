using System.Globalization;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Which figure of a report was opened: it and its row, as they stand in the address.</summary>
/// <param name="Keys">Of the row, outermost first; empty for the total.</param>
/// <param name="Till">Until when it was counted, where that is not the end of the last day.</param>
public sealed record ReportOpened(string Figure, IReadOnlyList<string?> Keys, DateTimeOffset? Till = null)
{
    // More levels no report has; longer values no catalogue.
    private const int MostKeys = 4;
    private const int LongestKey = 4000;

    /// <param name="query">With or without "?".</param>
    /// <returns>Null when no figure is named.</returns>
    public static ReportOpened? Of(string query)
    {
        var said = System.Web.HttpUtility.ParseQueryString(query);
        if (said["figure"] is not { Length: > 0 } figure) return null;
        var keys = said.GetValues("k") ?? [];
        if (keys.Length > MostKeys || keys.Any(k => k.Length > LongestKey)) return null;
        var till = DateTimeOffset.TryParseExact(said["till"], "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUniversalTime() : (DateTimeOffset?)null;
        return new ReportOpened(figure, [.. keys.Select(k => k.Length == 0 ? null : k)], till);
    }

    /// <summary>The report's address with it, without "?".</summary>
    public string QueryIn(ReportFilter filter) => string.Join('&', new[]
    {
        filter.Query.Length == 0 ? null : filter.Query, $"figure={Figure}", Till is { } till ? $"till={Uri.EscapeDataString(till.UtcDateTime.ToString("O", CultureInfo.InvariantCulture))}" : null,
    }.Concat(Keys.Select(k => $"k={(k is null ? string.Empty : Uri.EscapeDataString(k))}")).OfType<string>());

    /// <summary>Where it is counted; null when the report has no such figure.</summary>
    internal (FigureSet Set, Figure Figure)? FigureIn(Grouping grouping)
    {
        foreach (var set in grouping.Sets)
            if (set.Figures.FirstOrDefault(f => f.Key == Figure) is { } figure && (set.IsOfAppeals || figure.Measure != Measure.Sum)) return (set, figure);
        return null;
    }
}
