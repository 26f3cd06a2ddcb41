using System.Text.RegularExpressions;

namespace BatteryCrm.Tests.Data;

/// <summary>One field as <c>Spec/database-structure.md</c> has it.</summary>
/// <param name="Words">The column "Constraints", split at its commas.</param>
internal sealed record SpecifiedField(string Name, string Type, IReadOnlyList<string> Words);

/// <summary>One table of the specification with the lines below it.</summary>
/// <param name="Constraints">UNIQUE(…), CHECK (…), PRIMARY KEY (…) as written.</param>
/// <param name="Indexes">The columns of each index.</param>
internal sealed record SpecifiedTable(string Name, IReadOnlyList<SpecifiedField> Fields, IReadOnlyList<string> Constraints, IReadOnlyList<string[]> Indexes);

/// <summary>Reads the owner's specification of the database, which is committed as it was given.</summary>
internal static partial class Specification
{
    public static IReadOnlyList<SpecifiedTable> Read() => Parse(File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Spec", "database-structure.md")));

    /// <summary>The deviations that are agreed: the first column of the table in <c>Spec/deviations.md</c>.</summary>
    public static IReadOnlyList<string> Deviations() =>
    [
        .. File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "Spec", "deviations.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1]),
    ];

    /// <summary>Splits at commas outside parentheses.</summary>
    public static string[] Words(string list) => [.. OutsideParentheses().Split(list).Select(w => w.Trim()).Where(w => w.Length > 0)];

    private static List<SpecifiedTable> Parse(IEnumerable<string> lines)
    {
        var tables = new List<SpecifiedTable>();
        List<SpecifiedField> fields = [];
        List<string> constraints = [];
        List<string[]> indexes = [];
        foreach (var line in lines.Select(l => l.Trim()))
        {
            if (TableHeading().Match(line) is { Success: true } heading)
                tables.Add(new SpecifiedTable(heading.Groups["name"].Value, fields = [], constraints = [], indexes = []));
            else if (line.StartsWith('|') && line.Split('|') is [_, var name, var type, var words, ..] && name.Trim() is not "Field" && !name.StartsWith(':'))
                fields.Add(new SpecifiedField(name.Trim(), type.Trim(), Words(words)));
            else if (line.StartsWith("Constraints:", StringComparison.Ordinal))
                constraints.AddRange(Words(line["Constraints:".Length..]));
            else if (line.StartsWith("- CHECK", StringComparison.Ordinal))
                constraints.Add(line[2..]);
            else if (line.StartsWith("Indexes:", StringComparison.Ordinal))
                indexes.AddRange(Words(line["Indexes:".Length..]).Select(w => Words(w.Trim('(', ')'))));
        }

        return tables;
    }

    [GeneratedRegex("^### Table: (?<name>[a-z_]+) ", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TableHeading();

    [GeneratedRegex(@",(?![^(]*\))", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutsideParentheses();
}
