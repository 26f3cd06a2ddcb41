using System.Globalization;
using BatteryCrm.Web.Screens.Reports.Kinds;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Makes the lines of a table out of groups: names them, sorts them, leaves out what only repeats.</summary>
internal sealed class ReportLines(Report report, Grouping grouping, ReportFilter filter, IReadOnlyList<ReportColumn> columns, ReportNames names)
{
    private static readonly Dictionary<string, Measured> None = [];

    /// <param name="former">Totals of the former period; null when it was not counted.</param>
    public ReportTable Table(
        Dictionary<GroupKey, Dictionary<string, Measured>> groups, Dictionary<GroupKey, Dictionary<string, Measured>>? former, ReportSpan span, ReportSpan? formerSpan, DateOnly today)
    {
        var whole = new GroupKey([]);

        // Opened tomorrow, a figure of today is still this day's.
        var asked = report.IsOfADay ? filter with { From = span.FromDay, Until = span.UntilDay } : filter;
        var lines = new List<ReportLine>();
        Add(lines, whole, groups.Keys.GroupBy(k => k.Depth == 0 ? whole : new GroupKey([.. k.Values.Take(k.Depth - 1)])).ToDictionary(g => g.Key, g => g.Where(k => k.Depth > 0).ToList()), groups, 1);
        var total = Line(whole, ReportTexts.Total, groups.GetValueOrDefault(whole, None), asked, report.IsOfADay ? span.Until : null, today == span.UntilDay);
        var before = former is null || formerSpan is null ? null : Line(
            whole, ReportText.Days(formerSpan.FromDay, formerSpan.UntilDay), former.GetValueOrDefault(whole, None), filter with { Period = null, From = formerSpan.FromDay, Until = formerSpan.UntilDay },
            report.IsOfADay ? formerSpan.Until : null, isToday: false);
        return new ReportTable(report, grouping, filter, columns, lines, total, before, span, formerSpan, []);
    }

    private void Add(List<ReportLine> lines, GroupKey parent, Dictionary<GroupKey, List<GroupKey>> below, Dictionary<GroupKey, Dictionary<string, Measured>> groups, int level)
    {
        if (!below.TryGetValue(parent, out var children)) return;
        var first = columns[0];
        var sorted = report.IsInOrder
            ? children.OrderBy(k => int.Parse(k.Values[^1] ?? "0", CultureInfo.InvariantCulture))
            : children.OrderByDescending(k => first.Value(groups[k]) ?? 0).ThenBy(k => Name(k), StringComparer.CurrentCulture);
        foreach (var key in sorted)
        {
            if (!columns.Any(c => c.Value(groups[key]) is { } value && value != 0)) continue;
            var (deepest, more) = (key, new List<string>());

            // One campaign of one source would say the same once more: its name stands beside the source's.
            while (below.TryGetValue(deepest, out var only) && only.Count == 1 && (only[0].Values[^1] is null || grouping.Levels[deepest.Depth] is Names.Campaign or Names.Term))
            {
                deepest = only[0];
                if (deepest.Values[^1] is not null) more.Add(Name(deepest));
            }

            lines.Add(Line(deepest, Name(key), groups[key], filter, till: null, isToday: true) with { Level = level, More = more });
            Add(lines, deepest, below, groups, level + 1);
        }
    }

    private string Name(GroupKey key) => names.Of(grouping.Levels[key.Depth - 1], key.Values[^1]);

    // Who waits is known of now alone.
    private ReportLine Line(GroupKey key, string label, Dictionary<string, Measured> figures, ReportFilter of, DateTimeOffset? till, bool isToday) => new(
        key.Values, label, [.. columns.Select(c => c.Key == DayReport.Waiting && !isToday ? new ReportCell(Value: null, ReportText.Nothing, ReportText.Nothing, Link: null) : Cell(c, key, figures, of, till))]);

    private ReportCell Cell(ReportColumn column, GroupKey key, Dictionary<string, Measured> figures, ReportFilter of, DateTimeOffset? till)
    {
        var value = column.Value(figures);
        var opens = column.Opens is { } figure && value is not null && (value != 0 || ReportColumns.Of(figures, figure) is > 0) ? Links.ReportAppeals(report.Key, new ReportOpened(figure, key.Values, till).QueryIn(of)) : null;
        return new ReportCell(value, ReportText.Screen(value, column.Format), ReportText.Sheet(value, column.Format), opens);
    }
}
