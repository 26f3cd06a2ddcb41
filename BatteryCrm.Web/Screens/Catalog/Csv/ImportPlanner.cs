using System.Globalization;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>
/// Compares the lines of a file with a catalogue, one after the other: which row each means, what would change, and by the editor's own rules why not.
/// A name that another row has now is taken, also when the file gives that row another: names never depend on the order in which lines are written.
/// </summary>
internal sealed class ImportPlanner
{
    private readonly CatalogueSheet sheet;
    private readonly CatalogueSnapshot now;
    private readonly CatalogueKind kind;
    private readonly List<CatalogueField> given;
    private readonly List<CatalogueField> keys;
    private readonly CatalogueField? shortcut;
    private readonly Dictionary<string, List<CatalogueRow>> byKey = new(StringComparer.Ordinal);

    // What lines before have claimed, with their numbers; what is refused claims no name.
    private readonly Dictionary<string, int> rowsSeen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> keysSeen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> shortcutsSeen = new(StringComparer.Ordinal);

    private ImportPlanner(CatalogueSheet sheet, CatalogueSnapshot now)
    {
        (this.sheet, this.now, kind) = (sheet, now, now.Kind);
        given = [.. kind.Fields.Where(f => sheet.Has(f.Column))];
        keys = [.. kind.Fields.Where(f => kind.IsNameUnique ? f == kind.Name || f.Column == kind.Parent : f.Kind is FieldKind.Text or FieldKind.Reference)];
        shortcut = Array.Find(kind.Fields, f => f.IsShortcut);
        foreach (var row in now.Rows)
        {
            var key = Key(row.Values, keys.Where(given.Contains));
            if (!byKey.TryGetValue(key, out var same)) byKey[key] = same = [];
            same.Add(row);
        }
    }

    public static IReadOnlyList<PlannedLine> Plan(CatalogueSheet sheet, CatalogueSnapshot now)
    {
        var planner = new ImportPlanner(sheet, now);
        return [.. sheet.Lines.Select(planner.Of)];
    }

    private PlannedLine Of(SheetLine line)
    {
        var cells = CellsOf(line);
        var name = cells.GetValueOrDefault(kind.Name.Column) ?? string.Empty;
        if (line.IsBroken) return new(line, LineVerdict.Refused, name, null) { Reasons = [SheetTexts.BadQuotes] };
        if (line.Cells.Skip(sheet.Headings.Count).Any(c => !string.IsNullOrWhiteSpace(c))) return new(line, LineVerdict.Refused, name, null) { Reasons = [SheetTexts.TooManyCells] };

        CatalogueRow? row = null;
        if (cells.GetValueOrDefault(SheetColumns.Id) is { } id && !now.ById.TryGetValue(id.ToLowerInvariant(), out row))
            return new(line, LineVerdict.Refused, name, null) { Reasons = [CatalogueText.With(SheetTexts.UnknownId, id)] };
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        var values = ValuesOf(cells, row, wrong);
        if (row is null && wrong.Count == 0)
        {
            var meant = Meant(values);
            if (meant.Count > 1) return new(line, LineVerdict.Refused, name, null) { Reasons = [SheetTexts.Ambiguous] };
            if (meant.Count == 1)
            {
                row = meant[0];
                wrong.Clear();
                values = ValuesOf(cells, row, wrong);
            }
        }

        var isActive = row?.IsActive ?? true;
        if (cells.GetValueOrDefault(CatalogueVersions.IsActive) is { } state)
        {
            if (StateOf(state) is { } said) isActive = said;
            else wrong[CatalogueVersions.IsActive] = CatalogueText.With(SheetTexts.WrongState, state);
        }

        var isEdited = row is null || given.Exists(f => values[f.Column] != row[f.Column]);
        var verdict = row is null ? LineVerdict.Added : isEdited || isActive != row.IsActive ? LineVerdict.Changed : LineVerdict.Same;
        var reasons = new List<string>();
        if (isEdited)
        {
            // Checking puts all into its one form; what the line does not say stays as it is kept.
            var formed = new Dictionary<string, string?>(values, StringComparer.Ordinal);
            foreach (var problem in CatalogueChecks.Of(kind, formed)) wrong.TryAdd(problem.Column, CatalogueText.Of(problem));
            foreach (var field in kind.Fields.Where(f => row is null || values[f.Column] != row[f.Column])) values[field.Column] = formed[field.Column];
            if (kind.IsNameUnique && Other(now.Namesakes(values), row) is { } namesake)
                wrong.TryAdd(kind.Name.Column, CatalogueText.Of(new CatalogueProblem(kind.Name.Column, namesake.IsActive ? ProblemKind.Taken : ProblemKind.TakenArchived, namesake.Name)));
        }

        if (verdict is not LineVerdict.Same && shortcut is not null && Other(now.WithShortcut(values), row) is { } same)
            wrong.TryAdd(shortcut.Column, CatalogueText.Of(new CatalogueProblem(shortcut.Column, ProblemKind.Taken, same.Name)));
        reasons.AddRange(wrong.Select(w => $"{CatalogueText.OfField(w.Key)}: {w.Value}"));
        if (row is not null && !rowsSeen.TryAdd(row.Id, line.Number)) reasons.Add(Line(SheetTexts.SameAs, rowsSeen[row.Id]));
        if (reasons.Count == 0 && Earlier(line.Number, row, values, isEdited, isActive) is { } twin) reasons.Add(twin);
        if (reasons.Count > 0) return new(line, LineVerdict.Refused, name, row) { Reasons = reasons };
        return new(line, verdict, values[kind.Name.Column] ?? name, row) { Values = values, IsActive = isActive, Warnings = WarningsOf(row, values, isEdited, isActive, cells.GetValueOrDefault(CatalogueVersions.IsActive) is not null) };
    }

    // By column; null = an empty cell. A line that ends early says nothing of the rest.
    private Dictionary<string, string?> CellsOf(SheetLine line)
    {
        var cells = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var at = 0; at < Math.Min(line.Cells.Length, sheet.Columns.Count); at++)
        {
            if (sheet.Columns[at] is not { } column) continue;
            var cell = SheetWriter.AsTyped(line.Cells[at]).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();
            cells[column] = cell.Length == 0 ? null : cell;
        }

        return cells;
    }

    private Dictionary<string, string?> ValuesOf(Dictionary<string, string?> cells, CatalogueRow? row, Dictionary<string, string> wrong)
    {
        var values = kind.Fields.ToDictionary(f => f.Column, f => row is null ? f.First : row[f.Column], StringComparer.Ordinal);
        foreach (var field in given)
        {
            if (!cells.TryGetValue(field.Column, out var cell)) continue;
            var was = row?[field.Column];
            values[field.Column] = cell is null ? null : field.Kind == FieldKind.Reference ? Led(field, cell, values, was, wrong) : Formed(field, cell) is var now && now == Formed(field, was) ? was : now;
        }

        foreach (var field in kind.Fields.Where(f => f.Within is not null && !wrong.ContainsKey(f.Column)))
        {
            if (values[field.Column] is { } led && values[field.Within!] is { } within && now.To(field).ParentOf(led) != within && (row?[field.Column] != led || row[field.Within!] != within))
                wrong[field.Column] = CatalogueText.With(SheetTexts.OtherParent, now.NameOf(field, led), now.NameOf(kind.Field(field.Within!), within));
        }

        return values;
    }

    private string? Led(CatalogueField field, string cell, Dictionary<string, string?> values, string? was, Dictionary<string, string> wrong)
    {
        var found = now.To(field).Find(cell, field.Within is { } within ? values[within] : null, was);
        if (found.Count == 1) return found[0];
        var to = CatalogueKinds.Find(field.To)!;
        wrong[field.Column] = found.Count == 0 ? CatalogueText.With(SheetTexts.UnknownReference, CatalogueText.Of(to), cell)
            : CatalogueText.With(to.Parent is { } parent ? SheetTexts.SeveralBelow : SheetTexts.Several, cell, to.Parent is null ? null : CatalogueText.OfField(to.Parent), CatalogueText.OfField(field.Column));
        return null;
    }

    private List<CatalogueRow> Meant(Dictionary<string, string?> values)
    {
        if (shortcut is not null && given.Contains(shortcut) && now.WithShortcut(values) is { Count: 1 } bySign) return [.. bySign];
        if (values[kind.Name.Column] is null || !byKey.TryGetValue(Key(values, keys.Where(given.Contains)), out var same)) return [];
        var active = same.FindAll(r => r.IsActive);
        return active.Count > 0 ? active : same;
    }

    /// <summary>Whose name or shortcut it would be besides; null = nobody's.</summary>
    private string? Earlier(int number, CatalogueRow? row, Dictionary<string, string?> values, bool isEdited, bool isActive)
    {
        var key = Key(values, keys);
        if (!keysSeen.TryAdd(key, number) && (row is null || (isEdited && kind.IsNameUnique))) return Line(SheetTexts.SameAs, keysSeen[key]);
        return isActive && shortcut is not null && values[shortcut.Column] is { } sign && !shortcutsSeen.TryAdd(sign.ToLowerInvariant(), number) ? Line(SheetTexts.SameShortcut, shortcutsSeen[sign.ToLowerInvariant()]) : null;
    }

    private List<string> WarningsOf(CatalogueRow? row, Dictionary<string, string?> values, bool isEdited, bool isActive, bool saysState)
    {
        var warnings = new List<string>();
        if (isEdited && isActive) warnings.AddRange(now.Clashes(row?.Id, values).Select(c => CatalogueText.With(CatalogueTexts.Namesake, c.Word, c.Name)));
        if (!isActive && !saysState) warnings.Add(CatalogueText.With(SheetTexts.StaysArchived, CatalogueText.OfField(CatalogueVersions.IsActive), CatalogueTexts.Active));
        return warnings;
    }

    private static string Key(IReadOnlyDictionary<string, string?> values, IEnumerable<CatalogueField> of) => string.Join('\n', of.Select(f => Formed(f, values.GetValueOrDefault(f.Column))?.ToLowerInvariant()));

    // In its one form; what has none stays, and is refused by the check.
    private static string? Formed(CatalogueField field, string? value) => field.Kind != FieldKind.Reference && field.TryParse(value, out var formed) ? formed : value;

    private static CatalogueRow? Other(IReadOnlyList<CatalogueRow> rows, CatalogueRow? row) => rows.Where(r => r.Id != row?.Id).OrderByDescending(r => r.IsActive).FirstOrDefault();

    private static bool? StateOf(string cell) => cell.ToLowerInvariant() switch
    {
        "true" or "1" or "да" or "yes" or "active" or "действует" => true,
        "false" or "0" or "нет" or "no" or "archived" or "в архиве" or "архив" => false,
        _ => null,
    };

    private static string Line(string words, int number) => CatalogueText.With(words, number.ToString(CultureInfo.CurrentCulture));
}
