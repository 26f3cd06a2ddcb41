using System.Text.RegularExpressions;
using Npgsql;

namespace BatteryCrm.Tests.Data;

/// <summary>
/// Holds a database against the specification. The rules: varchar = text, timestamp = timestamptz, vector = vector(384), serial = identity; NULL is nullable;
/// NOT NULL, PK and DEFAULT are NOT NULL; a bare FK is nullable, except tenant_id; <c>x FK → t(id)</c> holds if a foreign key maps x to t.id, however many
/// columns it has; defaults are compared by value; an index counts that leads with the columns.
/// </summary>
internal sealed partial class SpecificationComparison
{
    // The log of what the platform's own people did, and those people themselves, belong to no tenant.
    private static readonly HashSet<string> TenantMayBeNull = ["operators", "operator_actions"];

    private readonly NpgsqlDataSource source;
    private readonly Catalogue catalogue;
    private readonly Dictionary<string, string> deviations = new(StringComparer.Ordinal);

    private SpecificationComparison(NpgsqlDataSource source, Catalogue catalogue)
    {
        this.source = source;
        this.catalogue = catalogue;
    }

    public int Tables { get; private set; }

    public int Fields { get; private set; }

    public int Constraints { get; private set; }

    public int Indexes { get; private set; }

    /// <summary>What differs (as listed in <c>Spec/deviations.md</c>) and how.</summary>
    public IReadOnlyDictionary<string, string> Deviations => deviations;

    public static async Task<SpecificationComparison> RunAsync(NpgsqlDataSource source)
    {
        var comparison = new SpecificationComparison(source, await Catalogue.ReadAsync(source));
        foreach (var table in Specification.Read()) await comparison.CompareAsync(table);
        return comparison;
    }

    private async Task CompareAsync(SpecifiedTable table)
    {
        Tables++;
        foreach (var field in table.Fields)
        {
            Fields++;
            var column = catalogue.Columns.SingleOrDefault(c => Is(c.Table, table.Name) && Is(c.Name, field.Name));
            if (column is null) Differs(table, field.Name + " missing", "there is no such column");
            else await CompareAsync(table, field, column);
        }

        foreach (var constraint in table.Constraints)
        {
            Constraints++;
            if (!Holds(table.Name, constraint)) Differs(table, constraint, "there is no such constraint");
        }

        foreach (var index in table.Indexes)
        {
            Indexes++;
            if (!IsIndexed(table.Name, index)) Differs(table, $"index ({string.Join(", ", index)})", "no index leads with it");
        }
    }

    private async Task CompareAsync(SpecifiedTable table, SpecifiedField field, Column column)
    {
        var type = TypeOf(field.Type);
        if (!Is(column.Type, type)) Differs(table, field.Name + " type", $"{column.Type}, specified {type}");

        var notNull = MustBeNotNull(table, field);
        if (column.NotNull != notNull) Differs(table, field.Name + " null", column.NotNull ? "NOT NULL, specified NULL" : "NULL, specified NOT NULL");

        foreach (var word in field.Words)
            switch (word)
            {
                case "PK" when !catalogue.Constraints.Any(c => c.Kind == 'p' && Is(c.Table, table.Name) && c.Columns.Contains(field.Name)):
                    Differs(table, field.Name + " key", "not in the primary key");
                    break;
                case "UNIQUE" when !catalogue.Indexes.Any(i => i is { Unique: true, Partial: false } && Is(i.Table, table.Name) && i.Columns.SequenceEqual([field.Name])):
                    Differs(table, field.Name + " unique", "not unique");
                    break;
                case "index" when !IsIndexed(table.Name, [field.Name]):
                    Differs(table, field.Name + " index", "no index leads with it");
                    break;
                case "serial" when !column.Identity:
                    Differs(table, field.Name + " identity", "not an identity");
                    break;
                default:
                    if (ReferenceWord().Match(word) is { Success: true } target && !Refers(table.Name, field.Name, target.Groups["table"].Value, target.Groups["column"].Value))
                        Differs(table, field.Name + " reference", $"no foreign key maps it to {target.Groups["table"].Value}.{target.Groups["column"].Value}");
                    break;
            }

        var specified = DefaultOf(field);
        if (!await SameValueAsync(specified, column.Default, type))
            Differs(table, field.Name + " default", $"{column.Default ?? "none"}, specified {specified ?? "none"}");
    }

    private static string TypeOf(string type) => type switch
    {
        "varchar" => "text",
        "timestamp" or "timestamptz" => "timestamp with time zone",
        "vector" => "vector(384)",
        "int" => "integer",
        "time" => "time without time zone",
        _ => type,
    };

    private static bool MustBeNotNull(SpecifiedTable table, SpecifiedField field)
    {
        if (field.Words.Contains("NULL")) return false;
        if (field.Words.Any(w => w is "PK" or "NOT NULL" || w.StartsWith("DEFAULT ", StringComparison.Ordinal))) return true;
        if (table.Constraints.Any(c => c.StartsWith("PRIMARY KEY", StringComparison.Ordinal) && ColumnsOf(c).Contains(field.Name))) return true;
        return Is(field.Name, "tenant_id") && !TenantMayBeNull.Contains(table.Name);
    }

    private static string? DefaultOf(SpecifiedField field) =>
        field.Words.Contains("gen_random_uuid()") ? "gen_random_uuid()"
        : field.Words.FirstOrDefault(w => w.StartsWith("DEFAULT ", StringComparison.Ordinal))?["DEFAULT ".Length..];

    private async Task<bool> SameValueAsync(string? specified, string? actual, string type)
    {
        if (specified is null || actual is null) return specified is null && actual is null;
        if (specified.EndsWith("()", StringComparison.Ordinal)) return Is(specified, actual);
        await using var command = source.CreateCommand($"select ({specified}::{type}) = ({actual})");
        return await command.ExecuteScalarAsync() is true;
    }

    private bool Holds(string table, string constraint)
    {
        var columns = ColumnsOf(constraint);
        if (constraint.StartsWith("UNIQUE", StringComparison.Ordinal))
            return catalogue.Indexes.Any(i => i is { Unique: true, Partial: false } && Is(i.Table, table) && i.Columns.SequenceEqual(columns));
        if (constraint.StartsWith("PRIMARY KEY", StringComparison.Ordinal))
            return catalogue.Constraints.Any(c => c.Kind == 'p' && Is(c.Table, table) && c.Columns.SequenceEqual(columns));
        if (CheckList().Match(constraint) is { Success: true } check)
            return catalogue.Constraints.Any(c => c.Kind == 'c' && Is(c.Table, table) && c.Columns.SequenceEqual([check.Groups["column"].Value])
                && Literals(c.Definition).SetEquals(Literals(check.Groups["values"].Value)));
        return false;
    }

    private bool IsIndexed(string table, string[] columns) =>
        catalogue.Indexes.Any(i => !i.Partial && Is(i.Table, table) && i.Columns.Take(columns.Length).SequenceEqual(columns));

    private bool Refers(string table, string column, string target, string targetColumn) =>
        catalogue.References.Any(r => Is(r.Table, table) && Is(r.Target, target) && r.Columns.Zip(r.TargetColumns).Contains((column, targetColumn)));

    private void Differs(SpecifiedTable table, string what, string how) => deviations.Add($"{table.Name}: {what}", how);

    private static string[] ColumnsOf(string constraint) => Specification.Words(constraint[(constraint.IndexOf('(', StringComparison.Ordinal) + 1)..^1]);

    private static HashSet<string> Literals(string sql) => [.. Literal().Matches(sql).Select(m => m.Value)];

    private static bool Is(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    [GeneratedRegex(@"^FK → (?<table>[a-z_]+)\((?<column>[a-z_]+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReferenceWord();

    [GeneratedRegex(@"^CHECK \((?<column>[a-z_]+) IN \((?<values>.*)\)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CheckList();

    [GeneratedRegex("'[^']*'", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Literal();
}
