using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>A cell in which something that was typed does not stand.</summary>
/// <param name="Typed">As it was typed; nothing typed is lost.</param>
/// <param name="Conflict">What somebody else made of the cell meanwhile; null when the words are no price.</param>
public sealed record CellTrouble(string Typed, CellConflict? Conflict);

/// <summary>The last deed of this page that can be taken back.</summary>
/// <param name="Words">"3 цены изменены".</param>
public sealed record LastChange(Guid Change, string Words);

/// <summary>The price table of one page: what was read of it, what was typed into it, and the way back.</summary>
public sealed class PriceDesk(PricesQueries queries, PriceActions actions)
{
    /// <summary>Cells of one pasted block.</summary>
    public const int MostPasted = 5000;

    private static readonly CatalogueField Price = PriceActions.Services.Field("price_rub");
    private readonly Dictionary<CellPlace, CellTrouble> troubles = [];
    private readonly HashSet<Guid> folded = [];
    private readonly List<PriceColumn> works = [];
    private string[] window = [];

    public PriceMatrix Matrix { get; private set; } = PriceMatrix.Empty;

    public PricesView View { get; private set; } = PricesView.All;

    /// <summary>The rows that are not folded away, in their order.</summary>
    public IReadOnlyList<PriceRow> Shown { get; private set; } = [];

    public IReadOnlyDictionary<CellPlace, CellTrouble> Troubles => troubles;

    public LastChange? Last { get; set; }

    /// <summary>What became of the last deed, in words; null when there is nothing to say.</summary>
    public string? Said { get; set; }

    public bool IsFolded(PriceRow row) => row.BrandId is { } brand && folded.Contains(brand);

    public void Fold(PriceRow row)
    {
        if (row.BrandId is { } brand && !folded.Remove(brand)) folded.Add(brand);
        Show();
    }

    public void FoldAll(bool isFolded)
    {
        folded.Clear();
        if (isFolded) folded.UnionWith(Matrix.Brands.Select(b => b.Id));
        Show();
    }

    /// <summary>Reads the table anew; what is in view changes only when its prices are there.</summary>
    public async Task LoadAsync(PricesView view, CancellationToken cancellation)
    {
        var matrix = (await queries.FrameAsync(view, cancellation)).With(works);
        var kept = window.ToHashSet(StringComparer.Ordinal);
        await FillAsync(matrix, [.. matrix.Rows.Where(r => kept.Contains(r.Key))], cancellation);
        (Matrix, View) = (matrix, view);
        Show();
    }

    /// <summary>A column for a work that has no price yet; it stays while the page is open.</summary>
    /// <returns>Its first cell; null when there is such a column already.</returns>
    public async Task<CellPlace?> AddWorkAsync(Guid repairTypeId, string name, CancellationToken cancellation)
    {
        var repair = Matrix.Repairs.Where(r => r.Id == repairTypeId).Select(r => r.Name).First();
        var like = Matrix.Columns.FirstOrDefault(c => c.RepairTypeId == repairTypeId);
        var words = string.Join(' ', name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var column = new PriceColumn(repairTypeId, repair, words, like?.Category ?? repair, like?.Minutes ?? 60, IsUsed: false);
        if (Matrix.Column(column.Key) is not null) return null;
        works.Add(column);
        await LoadAsync(View, cancellation);
        return new CellPlace(Matrix.Rows[0].Key, column.Key);
    }

    /// <summary>The rows that are in view: reads their models' prices where they are not there yet.</summary>
    public async Task<IReadOnlyList<PriceRow>> WindowAsync(int start, int count, CancellationToken cancellation)
    {
        IReadOnlyList<PriceRow> rows = [.. Shown.Skip(start).Take(count)];
        window = [.. rows.Select(r => r.Key)];
        await FillAsync(Matrix, rows, cancellation);
        return rows;
    }

    // One statement for a page of keys.
    private async Task FillAsync(PriceMatrix matrix, IReadOnlyList<PriceRow> rows, CancellationToken cancellation)
    {
        foreach (var page in matrix.Missing(rows).Chunk(PricesQueries.PageSize)) matrix.Put(page, await queries.ModelsAsync(page, [.. matrix.Columns.Select(c => c.RepairTypeId).Distinct()], cancellation));
    }

    /// <param name="seen">The cell's own price when the typing began, as the cell had it; empty = none.</param>
    public async Task TypeAsync(CellPlace at, string seen, string text, CancellationToken cancellation)
    {
        if (Matrix.Row(at.Row) is not { } row || Matrix.Column(at.Column) is not { } column) return;
        troubles.Remove(at);
        if (!TryRead(text, out var price))
        {
            troubles[at] = new CellTrouble(text, null);
            return;
        }

        await WriteAsync([new CellWish(row, column, ValuesOf(row, column, TryRead(seen, out var before) ? before : null), ValuesOf(row, column, price))], cancellation);
    }

    /// <summary>Fills a block that begins at a cell; cells without words stay as they are, words that are no price are shown where they would stand.</summary>
    public async Task PasteAsync(CellPlace at, string block, CancellationToken cancellation)
    {
        var (first, left) = (Shown.TakeWhile(r => r.Key != at.Row).Count(), Matrix.Columns.TakeWhile(c => c.Key != at.Column).Count());
        var lines = block.Split('\n').Select(l => l.Split('\t')).Take(Math.Max(0, Shown.Count - first)).ToList();
        if (lines.Sum(l => l.Length) > MostPasted)
        {
            Said = PriceTexts.PasteTooLong;
            return;
        }

        await FillAsync(Matrix, [.. Shown.Skip(first).Take(lines.Count)], cancellation);
        var wishes = new List<CellWish>();
        foreach (var (line, down) in lines.Select((l, i) => (l, i)))
        {
            foreach (var (words, right) in line.Take(Math.Max(0, Matrix.Columns.Count - left)).Select((w, i) => (w, i)).Where(c => !string.IsNullOrWhiteSpace(c.w)))
            {
                var (row, column) = (Shown[first + down], Matrix.Columns[left + right]);
                troubles.Remove(new CellPlace(row.Key, column.Key));
                if (TryRead(words, out var price)) wishes.Add(new CellWish(row, column, Matrix.Cell(row, column).Own?.Values, ValuesOf(row, column, price)));
                else troubles[new CellPlace(row.Key, column.Key)] = new CellTrouble(words.Trim(), null);
            }
        }

        await WriteAsync(wishes, cancellation);
    }

    public async Task<PriceResult?> WriteAsync(IReadOnlyList<CellWish> wishes, CancellationToken cancellation)
    {
        if (wishes.Count == 0) return null;
        Said = null;
        var result = await actions.SetAsync(wishes, cancellation);
        foreach (var wish in wishes) troubles.Remove(wish.Place);
        foreach (var conflict in result.Conflicts) troubles[conflict.Wish.Place] = new CellTrouble(Plain(conflict.Wish.Wanted?.PriceRub), conflict);
        if (!result.IsAllowed) Said = CatalogueTexts.NotAllowed;
        if (result.Change is { } change) Did(change, Parts.Plural.Of(result.Written, PriceTexts.Changed));
        await LoadAsync(View, cancellation);
        return result;
    }

    /// <summary>Of a conflict: what this person wanted is written over what the other one did.</summary>
    public Task<PriceResult?> KeepMineAsync(CellConflict conflict, CancellationToken cancellation) => WriteAsync([conflict.Wish with { Seen = conflict.Now }], cancellation);

    public void Forget(CellPlace at) => troubles.Remove(at);

    public void Did(Guid change, string words) => (Last, Said) = (new LastChange(change, words), words);

    public async Task UndoAsync(CancellationToken cancellation)
    {
        if (Last is not { } last) return;
        var undone = await actions.UndoAsync(last.Change, cancellation);
        Last = null;
        Said = undone is null ? CatalogueTexts.NotAllowed
            : Parts.Plural.Of(undone.Count, PriceTexts.Undone) + (undone.Left.Count > 0 ? " " + CatalogueText.With(PriceTexts.LeftSince, PriceText.Names(undone.Left)) : null);
        await LoadAsync(View, cancellation);
    }

    /// <summary>"4900.5"; empty for nothing.</summary>
    public static string Plain(decimal? price) => price?.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture) ?? string.Empty;

    private static bool TryRead(string text, out string? price) => Price.TryParse(text, out price) && price?[0] != '-';

    private CellValues? ValuesOf(PriceRow row, PriceColumn column, string? price) =>
        price is null ? null : new CellValues(decimal.Parse(price, System.Globalization.CultureInfo.InvariantCulture), null, Matrix.Cell(row, column).Shown?.Minutes ?? column.Minutes);

    private void Show() => Shown = [.. Matrix.Rows.Where(r => r.ModelId is null || !folded.Contains(r.BrandId!.Value) || View.IsSearched)];
}
