namespace BatteryCrm.Web.Screens.Reports;

/// <summary>One figure as it is shown.</summary>
/// <param name="Value">Null = nothing can be said.</param>
/// <param name="Screen">With blanks and signs.</param>
/// <param name="Sheet">The same digits for a spreadsheet.</param>
/// <param name="Link">The appeals behind it; null where there are none.</param>
public sealed record ReportCell(decimal? Value, string Screen, string Sheet, string? Link);

/// <summary>A line of the table.</summary>
/// <param name="Keys">Of its group, outermost first; empty for the total.</param>
/// <param name="Label">What it is called.</param>
public sealed record ReportLine(IReadOnlyList<string?> Keys, string Label, IReadOnlyList<ReportCell> Cells)
{
    /// <summary>How deep it stands: 1 for the outermost groups.</summary>
    public int Level { get; init; } = 1;

    /// <summary>Names that its one group below has, and its own line would only repeat.</summary>
    public IReadOnlyList<string> More { get; init; } = [];
}

/// <summary>A point in time of the picture.</summary>
public sealed record ReportStep(DateOnly Day, IReadOnlyList<decimal> Values);

/// <summary>A report that was counted.</summary>
/// <param name="Columns">Those that whoever looks may see.</param>
/// <param name="Lines">Without the totals.</param>
/// <param name="Former">The total of the period before; null when it was not asked for.</param>
/// <param name="Drawn">Over time; empty where the lines themselves are drawn.</param>
public sealed record ReportTable(
    Report Report, Grouping Grouping, ReportFilter Filter, IReadOnlyList<ReportColumn> Columns, IReadOnlyList<ReportLine> Lines, ReportLine Total, ReportLine? Former, ReportSpan Span, ReportSpan? FormerSpan,
    IReadOnlyList<ReportStep> Drawn)
{
    /// <summary>Whether the tenant has set working hours.</summary>
    public bool KnowsHours { get; init; }

    public bool IsEmpty => Lines.Count == 0 && Total.Cells.All(c => c.Value is null or 0);
}
