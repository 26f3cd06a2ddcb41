using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>What has to be true of a row before it is written.</summary>
internal static class CatalogueChecks
{
    /// <summary>What can be told from the values alone; puts each into its one form.</summary>
    public static List<CatalogueProblem> Of(CatalogueKind kind, IDictionary<string, string?> values)
    {
        var problems = new List<CatalogueProblem>();
        foreach (var field in kind.Fields)
        {
            var isValue = field.TryParse(values.TryGetValue(field.Column, out var typed) ? typed : null, out var value);
            if (field.Kind == FieldKind.Reference && value is not null && !CatalogueSql.IsId(CatalogueKinds.Find(field.To)!, value)) isValue = false;
            if (isValue) values[field.Column] = value;
            if (Problem(field, isValue, value) is { } problem) problems.Add(problem);
        }

        foreach (var field in kind.Fields)
        {
            if (field.After is { } before && values[field.Column] is { } end && values[before] is { } start && problems.TrueForAll(p => p.Column != field.Column && p.Column != before)
                && string.CompareOrdinal(end, start) <= 0) problems.Add(new CatalogueProblem(field.Column, ProblemKind.Order));
        }

        return problems;
    }

    /// <summary>What only the other rows can tell. The caller holds the lock of the catalogue.</summary>
    public static async Task<List<CatalogueProblem>> OfOthersAsync(CrmDb db, CatalogueKind kind, string? id, IReadOnlyDictionary<string, string?> values, CancellationToken cancellation)
    {
        var problems = new List<CatalogueProblem>();
        foreach (var field in kind.Fields.Where(f => f.Kind == FieldKind.Reference && values[f.Column] is not null))
        {
            if (await CatalogueSql.OneAsync(db, CatalogueKinds.Find(field.To)!, values[field.Column]!, cancellation) is null) problems.Add(new CatalogueProblem(field.Column, ProblemKind.Missing));
        }

        var unique = new List<CatalogueField>();
        if (kind.IsNameUnique) unique.Add(kind.Name);
        unique.AddRange(kind.Fields.Where(f => f.IsShortcut && values[f.Column] is not null));
        foreach (var field in unique)
        {
            // A shortcut is free again once its row is archived.
            var within = field.IsShortcut ? " and t.is_active" : kind.Parent is { } parent ? $" and t.{parent} = $3::uuid" : " and $3::text is null";
            var other = await CatalogueSql.RowsAsync(
                db,
                $"select t.{kind.Name.Column}, t.is_active::text from {kind.Table} t where {CatalogueSql.Mine(kind)} and ($1::text is null or t.id <> $1::{kind.IdType}) and lower(btrim(t.{field.Column})) = lower($2){within} order by t.is_active desc limit 1",
                cancellation, field.IsShortcut ? [id, values[field.Column]] : [id, values[field.Column], kind.Parent is { } p ? values[p] : null]);
            if (other.Count > 0) problems.Add(new CatalogueProblem(field.Column, other[0][1] == "true" ? ProblemKind.Taken : ProblemKind.TakenArchived, other[0][0]));
        }

        return problems;
    }

    private static CatalogueProblem? Problem(CatalogueField field, bool isValue, string? value) => (field.Kind, value) switch
    {
        _ when !isValue => new CatalogueProblem(field.Column, ProblemKind.Wrong),
        (_, null) => field.IsRequired ? new CatalogueProblem(field.Column, ProblemKind.Empty) : null,
        (FieldKind.Money or FieldKind.Minutes, { } number) when number[0] == '-' => new CatalogueProblem(field.Column, ProblemKind.Negative),
        (FieldKind.Text or FieldKind.LongText, { } text) when text.Length > field.Longest => TooLong(field),
        (FieldKind.Aliases, { } lines) when lines.Split('\n').Any(l => l.Length > field.Longest) => TooLong(field),
        _ => null,
    };

    private static CatalogueProblem TooLong(CatalogueField field) => new(field.Column, ProblemKind.TooLong, field.Longest.ToString(CultureInfo.InvariantCulture));
}
