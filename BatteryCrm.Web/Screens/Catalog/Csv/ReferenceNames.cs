using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>The rows of a catalogue by what a file calls them: "iPhone 13" or, where rows stand under others, "Apple / iPhone 13".</summary>
internal sealed class ReferenceNames
{
    private const string Below = " / ";
    private readonly Dictionary<string, (string Name, string Label, string? Parent, bool IsActive)> rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byWord = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> byFold = new(StringComparer.Ordinal);

    /// <param name="parents">The catalogue above; null where rows stand under none.</param>
    public ReferenceNames(IEnumerable<CatalogueOption> options, ReferenceNames? parents)
    {
        foreach (var option in options)
        {
            var label = option.Parent is { } parent && parents?.LabelOf(parent) is { } above ? above + Below + option.Name : option.Name;
            rows[option.Id] = (option.Name, label, option.Parent, option.IsActive);
            foreach (var word in new[] { option.Name, label }.Distinct(StringComparer.Ordinal))
            {
                Add(byWord, Word(word), option.Id);
                Add(byFold, LookAlikes.Fold(Word(word)), option.Id);
            }
        }
    }

    /// <returns>Null when there is no such row.</returns>
    public string? LabelOf(string id) => rows.TryGetValue(id, out var row) ? row.Label : null;

    /// <summary>Under which row it stands.</summary>
    public string? ParentOf(string id) => rows.TryGetValue(id, out var row) ? row.Parent : null;

    /// <summary>Whom a word means.</summary>
    /// <param name="within">Under which row it has to stand; null = anywhere.</param>
    /// <param name="current">Who is meant now: of two with one name it stays this.</param>
    /// <returns>Nobody, one, or several.</returns>
    public IReadOnlyList<string> Find(string word, string? within, string? current)
    {
        var wanted = Word(word);
        foreach (var (all, key) in new[] { (byWord, wanted), (byFold, LookAlikes.Fold(wanted)) })
        {
            if (!all.TryGetValue(key, out var found)) continue;
            var inside = within is null ? found : found.FindAll(id => rows[id].Parent == within);
            // A whole label may lead elsewhere; the planner says that it does.
            if (inside.Count == 0) inside = found.FindAll(id => Word(rows[id].Label) == wanted && rows[id].Label != rows[id].Name);
            if (current is not null && inside.Contains(current)) return [current];
            var active = inside.FindAll(id => rows[id].IsActive);
            if (active.Count > 0) inside = active;
            if (inside.Count > 0) return inside;
        }

        return [];
    }

    private static string Word(string word) => string.Join(' ', word.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ToLowerInvariant();

    private static void Add(Dictionary<string, List<string>> words, string word, string id)
    {
        if (!words.TryGetValue(word, out var ids)) words[word] = ids = [];
        if (!ids.Contains(id)) ids.Add(id);
    }
}
