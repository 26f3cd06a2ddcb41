using BatteryCrm.Web.Assist.Recognition;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>The table as far as it was read: all rows by name, the prices of brands and of any device, and the models' prices that were looked at.</summary>
/// <param name="Brands">All of the tenant, for the filter.</param>
/// <param name="Repairs">All repair types of the tenant, for the filter.</param>
public sealed class PriceMatrix(
    IReadOnlyList<PriceColumn> columns, IReadOnlyList<PriceRow> rows, IReadOnlyList<OwnPrice> shared, IReadOnlyList<(Guid Id, string Name)> brands, IReadOnlyList<(Guid Id, string Name)> repairs)
{
    public static readonly PriceMatrix Empty = new([], [], [], [], []);

    private readonly ILookup<Guid?, OwnPrice> byBrand = shared.ToLookup(p => p.BrandId);
    private readonly Dictionary<Guid, IReadOnlyList<OwnPrice>> models = [];

    public IReadOnlyList<PriceColumn> Columns => columns;

    /// <summary>All that the filter leaves, whether folded away or not.</summary>
    public IReadOnlyList<PriceRow> Rows => rows;

    public IReadOnlyList<(Guid Id, string Name)> Brands => brands;

    public IReadOnlyList<(Guid Id, string Name)> Repairs => repairs;

    /// <summary>With columns for works that have no price yet, each beside those of its repair type; a work that has one by now is there already.</summary>
    public PriceMatrix With(IReadOnlyCollection<PriceColumn> works)
    {
        var added = works.Where(w => Column(w.Key) is null).ToList();
        if (added.Count == 0) return this;
        return new PriceMatrix([.. columns.Concat(added).GroupBy(c => c.RepairTypeId).SelectMany(g => g)], rows, shared, brands, repairs);
    }

    /// <summary>The models of these rows whose prices were not read yet.</summary>
    public IReadOnlyList<Guid> Missing(IEnumerable<PriceRow> of) => [.. of.Select(r => r.ModelId).OfType<Guid>().Where(m => !models.ContainsKey(m)).Distinct()];

    /// <param name="asked">All of which were asked; who has no price is known to have none then.</param>
    public void Put(IEnumerable<Guid> asked, IReadOnlyList<OwnPrice> read)
    {
        var found = read.ToLookup(p => p.ModelId);
        foreach (var model in asked) models[model] = [.. found[model]];
    }

    public PriceRow? Row(string key) => rows.FirstOrDefault(r => r.Key == key);

    public PriceColumn? Column(string key) => columns.FirstOrDefault(c => c.Key == key);

    public PriceCell Cell(PriceRow row, PriceColumn column)
    {
        var all = Reaching(row).Where(p => p.RepairTypeId == column.RepairTypeId).ToList();
        var own = InOrder(all.Where(p => p.Scope == row.Scope && column.Has(p))).ToList();
        if (own.Count > 0) return new PriceCell(own[0], own.Count - 1, null, IsHidden: false);
        var inherited = InOrder(PriceRule.Winning(all, p => p.Scope).Where(column.Has)).FirstOrDefault();
        return new PriceCell(null, 0, inherited, inherited is null && all.Exists(column.Has));
    }

    // As PriceActions.First has it.
    private static IOrderedEnumerable<OwnPrice> InOrder(IEnumerable<OwnPrice> prices) => prices.OrderBy(p => p.PriceRub).ThenBy(p => p.ServiceId);

    private IEnumerable<OwnPrice> Reaching(PriceRow row)
    {
        var any = byBrand[null];
        if (row.BrandId is { } brand) any = any.Concat(byBrand[brand]);
        return row.ModelId is { } model && models.TryGetValue(model, out var own) ? any.Concat(own) : any;
    }
}
