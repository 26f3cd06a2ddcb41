namespace BatteryCrm.Web.Screens.Reports;

/// <summary>How a figure is made of rows.</summary>
public enum Measure
{
    /// <summary>Appeals, each once: exactly those that it opens.</summary>
    Appeals,

    /// <summary>Rows that are no appeals (messages); it opens the appeals that they are of.</summary>
    Rows,
    Sum,

    /// <summary>Of seconds; null under <see cref="ReportColumns.FewestMeasured"/> of them.</summary>
    Median,
}

/// <summary>One thing that is counted. The same words of SQL make the figure and choose the appeals that it opens.</summary>
/// <param name="Where">Of the set's rows.</param>
/// <param name="Value">What is summed up, or of what the median is taken; null for what is counted.</param>
public sealed record Figure(string Key, Measure Measure, string Where, string? Value = null);

/// <summary>Figures over the same rows, in one statement.</summary>
/// <param name="From">Tables; the appeal of a row is <c>a</c>, unless <paramref name="Appeal"/> says otherwise.</param>
/// <param name="Period">Which rows are of the period, by <c>@from</c> and <c>@until</c>.</param>
/// <param name="Keys">What it is grouped by, outermost first; as many in every set of a report.</param>
public sealed record FigureSet(string From, string Period, IReadOnlyList<string> Keys, IReadOnlyList<Figure> Figures)
{
    /// <summary>The id of a row's appeal.</summary>
    public string Appeal { get; init; } = "a.id";

    /// <summary>Tables without <c>a</c>, for when no filter asks for it; null = as always.</summary>
    public string? Bare { get; init; }

    /// <summary>False for what is of no appeal (costs): of the filters only those of the source <c>s</c> hold.</summary>
    public bool IsOfAppeals { get; init; } = true;

    /// <summary>When a row happened, for the picture; null = it is not drawn over time.</summary>
    public string? At { get; init; }

    /// <summary>Several rows may be of one appeal.</summary>
    public bool IsMany { get; init; }
}

/// <summary>What the values of a key are called.</summary>
public enum Names
{
    SalesChannel,
    Source,
    Campaign,
    Term,
    Stage,
    Channel,
    Operator,
    Brand,
    Model,
    IssueType,
    Issue,
    RepairType,
}

/// <summary>How a report can be grouped.</summary>
/// <param name="Word">In the address; null = the only way.</param>
public sealed record Grouping(string? Word, Func<string>? Title, IReadOnlyList<Names> Levels, IReadOnlyList<FigureSet> Sets);

/// <summary>A report: what is counted, how it is grouped, which columns are shown.</summary>
public sealed record Report(string Key, Func<string> Title, IReadOnlyList<Grouping> Groupings, IReadOnlyList<ReportColumn> Columns)
{
    /// <summary>What it counts, in a sentence.</summary>
    public required Func<string> About { get; init; }

    /// <summary>Managers' and admins' only.</summary>
    public bool IsOfManagers { get; init; }

    /// <summary>Of no use here: the filters, by their names in the address.</summary>
    public IReadOnlyList<string> NotNarrowedBy { get; init; } = [];

    /// <summary>One day, each figure a line, beside the same day of the week before.</summary>
    public bool IsOfADay { get; init; }

    /// <summary>Rows keep the order of their keys, not that of their figures.</summary>
    public bool IsInOrder { get; init; }

    /// <summary>Figures that are drawn over time; where none of their sets has a time, over the rows.</summary>
    public required IReadOnlyList<string> Drawn { get; init; }

    public Grouping By(string? word) => Groupings.FirstOrDefault(g => g.Word == word) ?? Groupings[0];
}
