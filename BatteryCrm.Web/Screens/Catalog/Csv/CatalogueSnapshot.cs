using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>A catalogue at one moment, with the names of all that its rows refer to.</summary>
internal sealed class CatalogueSnapshot
{
    private readonly Dictionary<string, ReferenceNames> references = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CatalogueRow>> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CatalogueRow>> byShortcut = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<CatalogueRow>> byWord = new(StringComparer.Ordinal);

    private CatalogueSnapshot(CatalogueKind kind, IReadOnlyList<CatalogueRow> rows)
    {
        (Kind, Rows, ById) = (kind, rows, rows.ToDictionary(r => r.Id, StringComparer.Ordinal));
        foreach (var row in rows)
        {
            Add(byName, NameKey(row.Values), row);
            if (!row.IsActive) continue;
            if (Shortcut is { } field && row[field.Column] is { } shortcut) Add(byShortcut, shortcut.ToLowerInvariant(), row);
            foreach (var word in Words(row.Values)) Add(byWord, word, row);
        }
    }

    public CatalogueKind Kind { get; }

    public IReadOnlyList<CatalogueRow> Rows { get; }

    public IReadOnlyDictionary<string, CatalogueRow> ById { get; }

    private CatalogueField? Shortcut => Array.Find(Kind.Fields, f => f.IsShortcut);

    /// <summary>One statement for the rows and one for each catalogue that they refer to.</summary>
    public static async Task<CatalogueSnapshot> ReadAsync(CrmDb db, CatalogueKind kind, CancellationToken cancellation)
    {
        var snapshot = new CatalogueSnapshot(kind, await CatalogueSql.AllAsync(db, kind, cancellation));
        foreach (var to in kind.Fields.Select(f => f.To).OfType<string>()) await snapshot.NamesAsync(db, CatalogueKinds.Find(to)!, cancellation);
        return snapshot;
    }

    public ReferenceNames To(CatalogueField field) => references[field.To!];

    /// <summary>The name of a row that a reference leads to; null when there is none.</summary>
    public string? NameOf(CatalogueField field, string id) => To(field).LabelOf(id);

    /// <summary>Who is called so: under the same parent where rows stand under one.</summary>
    public IReadOnlyList<CatalogueRow> Namesakes(IReadOnlyDictionary<string, string?> values) => byName.GetValueOrDefault(NameKey(values), []);

    /// <summary>Active rows with the shortcut of these values.</summary>
    public IReadOnlyList<CatalogueRow> WithShortcut(IReadOnlyDictionary<string, string?> values) =>
        Shortcut is { } field && values.GetValueOrDefault(field.Column) is { } shortcut ? byShortcut.GetValueOrDefault(shortcut.ToLowerInvariant(), []) : [];

    /// <summary>Other active rows that are called, or also called, as these values say; with the word.</summary>
    public IEnumerable<(string Word, string Name)> Clashes(string? id, IReadOnlyDictionary<string, string?> values) =>
        Words(values).Select(w => (Word: w, Other: byWord.GetValueOrDefault(w, []).Find(r => r.Id != id))).Where(c => c.Other is not null).Select(c => (c.Word, c.Other!.Name));

    public string NameKey(IReadOnlyDictionary<string, string?> values) =>
        (Kind.Parent is { } parent ? values.GetValueOrDefault(parent) : null) + "\n" + values.GetValueOrDefault(Kind.Name.Column)?.Trim().ToLowerInvariant();

    // As the editor warns: names and spellings, where the catalogue has spellings at all.
    private IEnumerable<string> Words(IReadOnlyDictionary<string, string?> values) => Kind.Aliases is not { } aliases ? [] :
        MergeSpellings.Lines(values.GetValueOrDefault(aliases.Column)).Append(values.GetValueOrDefault(Kind.Name.Column)).OfType<string>().Select(w => w.Trim().ToLowerInvariant()).Where(w => w.Length > 1).Distinct(StringComparer.Ordinal);

    private async Task<ReferenceNames> NamesAsync(CrmDb db, CatalogueKind to, CancellationToken cancellation)
    {
        if (references.TryGetValue(to.Slug, out var known)) return known;
        var parents = to.Parent is { } parent ? await NamesAsync(db, CatalogueKinds.Find(to.Field(parent).To)!, cancellation) : null;
        return references[to.Slug] = new ReferenceNames(await CatalogueSql.OptionsAsync(db, to, cancellation), parents);
    }

    private static void Add(Dictionary<string, List<CatalogueRow>> rows, string key, CatalogueRow row)
    {
        if (!rows.TryGetValue(key, out var same)) rows[key] = same = [];
        same.Add(row);
    }
}
