using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>What would become of a line.</summary>
public enum LineVerdict
{
    Added,
    Changed,

    /// <summary>The catalogue has it so already.</summary>
    Same,

    /// <summary>Not taken; see the reasons.</summary>
    Refused,
}

/// <summary>One line of a file, compared with the catalogue.</summary>
/// <param name="Name">What it is called by; empty where the line does not say.</param>
/// <param name="Row">The row that it means, as it was; null = there is none yet.</param>
public sealed record PlannedLine(SheetLine Source, LineVerdict Verdict, string Name, CatalogueRow? Row)
{
    /// <summary>The whole row as it would be, by column; of a refused line nothing.</summary>
    public IReadOnlyDictionary<string, string?> Values { get; init; } = new Dictionary<string, string?>(StringComparer.Ordinal);

    public bool IsActive { get; init; } = true;

    /// <summary>Sentences.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];

    /// <summary>Sentences; nothing is refused for them.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    public int Number => Source.Number;

    /// <summary>Whether the two would write the same row.</summary>
    public bool Writes(PlannedLine other) => IsActive == other.IsActive && Values.Count == other.Values.Count && Values.All(v => other.Values.TryGetValue(v.Key, out var value) && value == v.Value);

    /// <summary>The columns that change; none unless the row is there.</summary>
    public IEnumerable<(string Column, string? Before, string? After)> Changes(CatalogueKind kind)
    {
        if (Row is null || Verdict != LineVerdict.Changed) yield break;
        foreach (var field in kind.Fields)
            if (Row[field.Column] != Values[field.Column]) yield return (field.Column, Row[field.Column], Values[field.Column]);
        if (Row.IsActive != IsActive) yield return (CatalogueVersions.IsActive, Row.IsActive ? "true" : "false", IsActive ? "true" : "false");
    }
}

/// <summary>What a file would do to a catalogue. Nothing is written yet.</summary>
public sealed record ImportPreview(CatalogueKind Kind, CatalogueSheet Sheet, IReadOnlyList<PlannedLine> Lines)
{
    /// <summary>The name of a row that a reference leads to; null when it is not known.</summary>
    public required Func<CatalogueField, string, string?> NameOf { get; init; }

    public int Writes => Lines.Count(l => l.Verdict is LineVerdict.Added or LineVerdict.Changed);

    public IReadOnlyList<PlannedLine> Of(LineVerdict verdict) => [.. Lines.Where(l => l.Verdict == verdict)];
}

/// <summary>A line that was to be written and was not, with why.</summary>
public sealed record LeftLine(int Number, string Name, string Reason);

/// <summary>What became of an import.</summary>
/// <param name="ChangeId">Under which the history has all of it; by it all of it is taken back.</param>
public sealed record ImportResult(CatalogueOutcome Outcome, Guid ChangeId, int Added, int Changed, IReadOnlyList<LeftLine> Left);

/// <summary>What became of taking an import back.</summary>
/// <param name="Undone">Rows that are as they were before it; those that it made are archived.</param>
/// <param name="Left">Names of rows that somebody has changed since.</param>
public sealed record ImportUndo(CatalogueOutcome Outcome, int Undone, IReadOnlyList<string> Left);
