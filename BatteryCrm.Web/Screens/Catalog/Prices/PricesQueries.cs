using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Web.Assist.Recognition;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>A price of a cell by its days.</summary>
/// <param name="LabourRub">Null = needs an estimate, or of a planned one: stays as it is.</param>
/// <param name="Minutes">Null of a planned one: stays as it is.</param>
/// <param name="AppliedAt">Null while it is planned.</param>
public sealed record DatedPrice(Guid Id, decimal PriceRub, decimal? LabourRub, int? Minutes, DateOnly ValidFrom, DateTimeOffset? AppliedAt);

/// <summary>What is known of the cell that is looked at.</summary>
/// <param name="Service">The row of the price list, also an archived one; null when there never was one.</param>
/// <param name="Prices">Of that row, planned and past: the latest day first.</param>
/// <param name="Offers">What an operator is shown for this device and repair.</param>
/// <param name="Models">For how many models the price of this cell holds, or would.</param>
public sealed record CellDetails(CatalogueRow? Service, IReadOnlyList<DatedPrice> Prices, IReadOnlyList<ServiceOffer> Offers, int Models)
{
    /// <summary>What stood here last, where nothing stands now; null for never anything.</summary>
    public CellValues? Archived => Service is { IsActive: false } was
        ? new CellValues(decimal.Parse(was["price_rub"]!, CultureInfo.InvariantCulture), was["labour_rub"] is { } labour ? decimal.Parse(labour, CultureInfo.InvariantCulture) : null, int.Parse(was["duration_minutes"]!, CultureInfo.InvariantCulture))
        : null;

    /// <summary>The latest first, each with the day from which the next holds; what did not change the sums is one line.</summary>
    public IReadOnlyList<(DatedPrice Price, DateOnly? Until)> Days
    {
        get
        {
            var days = new List<(DatedPrice, DateOnly?)>();
            DateOnly? until = null;
            for (var i = 0; i < Prices.Count; i++)
            {
                var price = Prices[i];
                if (price.AppliedAt is null)
                {
                    days.Add((price, null));
                    continue;
                }

                var isAgain = i + 1 < Prices.Count && Prices[i + 1] is { AppliedAt: not null } before && (before.PriceRub, before.LabourRub) == (price.PriceRub, price.LabourRub);
                if (isAgain) continue;
                days.Add((price, until));
                until = price.ValidFrom;
            }

            return days;
        }
    }
}

/// <summary>What the price table reads.</summary>
public sealed class PricesQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Models of which the prices are read at once.</summary>
    public const int PageSize = 100;

    /// <summary>Everything but the prices of single models: three statements, however many rows there are.</summary>
    public async Task<PriceMatrix> FrameAsync(PricesView view, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var works = await db.Database.SqlQuery<PriceColumn>($"""
            select r.id as repair_type_id, r.name as repair, coalesce(u.name, r.name) as name, coalesce(u.category, r.name) as category, coalesce(u.minutes, 60) as minutes, u.name is not null as is_used
            from repair_types r left join lateral (
                select min(s.malfunction_type) as name, mode() within group (order by s.malfunction_category) as category, mode() within group (order by s.duration_minutes) as minutes
                from services s where s.tenant_id = r.tenant_id and s.repair_type_id = r.id and s.is_active group by lower(btrim(s.malfunction_type))) u on true
            where r.tenant_id = {db.TenantId} and r.is_active order by lower(r.name), r.id, lower(u.name)
            """).ToListAsync(cancellation);
        var text = view.Text.ToLowerInvariant();
        var named = await db.Database.SqlQuery<NamedRow>($"""
            select b.id as brand_id, b.name as brand, m.id as model_id, m.name as name from brands b
            left join models m on m.tenant_id = b.tenant_id and m.brand_id = b.id and m.is_active and ({view.BrandId}::uuid is null or b.id = {view.BrandId})
                and ({text} = '' or strpos(lower(b.name || ' ' || m.name), {text}) > 0 or exists (select from jsonb_array_elements_text(m.aliases) a(v) where strpos(lower(a.v), {text}) > 0))
            where b.tenant_id = {db.TenantId} and b.is_active
            """).ToListAsync(cancellation);
        var shared = await PricesOf(db, db.Services.Where(s => s.ModelId == null)).ToListAsync(cancellation);

        var order = StringComparer.Create(CultureInfo.CurrentCulture, CompareOptions.IgnoreCase | CompareOptions.NumericOrdering);
        var rows = new List<PriceRow>();
        if (view is { BrandId: null, IsSearched: false }) rows.Add(PriceRow.AnyDevice);
        var brands = named.GroupBy(n => (n.BrandId, n.Brand)).OrderBy(g => g.Key.Brand, order).ToList();
        foreach (var brand in brands.Where(b => view.BrandId is null || b.Key.BrandId == view.BrandId))
        {
            var below = brand.Where(n => n.ModelId is not null).OrderBy(n => n.Name, order).Select(n => new PriceRow(n.BrandId, n.ModelId, n.Name!, n.Brand, 0)).ToList();
            if (view.IsSearched && below.Count == 0 && !brand.Key.Brand.Contains(view.Text, StringComparison.CurrentCultureIgnoreCase)) continue;
            rows.Add(new PriceRow(brand.Key.BrandId, null, brand.Key.Brand, string.Empty, below.Count));
            rows.AddRange(below);
        }

        var columns = works.Where(c => view.RepairTypeId is { } repair ? c.RepairTypeId == repair : c.IsUsed || view.WithUnused).ToList();
        return new PriceMatrix(columns, rows, shared, [.. brands.Select(b => b.Key)], [.. works.Select(w => (w.RepairTypeId, w.Repair)).Distinct()]);
    }

    /// <summary>The prices of some models: one statement, by ix_services_price.</summary>
    public async Task<IReadOnlyList<OwnPrice>> ModelsAsync(IReadOnlyCollection<Guid> models, IReadOnlyCollection<Guid> repairs, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await PricesOf(db, db.Services.Where(s => s.ModelId != null && models.Contains(s.ModelId.Value) && repairs.Contains(s.RepairTypeId!.Value))).ToListAsync(cancellation);
    }

    /// <summary>The cell that is looked at: what an operator is offered comes by the strip's own way.</summary>
    public async Task<CellDetails> DetailsAsync(PriceRow row, PriceColumn column, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var ids = await db.Database.SqlQueryRaw<Guid>(
            $$"""
            select s.id as "Value" from services s
            where s.tenant_id = {0} and s.repair_type_id = {1} and s.model_id is not distinct from {2}::text::uuid and ({2}::text is not null or s.brand_id is not distinct from {3}::text::uuid)
                and lower(btrim(s.malfunction_type)) = lower(btrim({4}))
            order by {{PriceActions.First}} limit 1
            """, db.TenantId!, column.RepairTypeId, row.ModelId?.ToString()!, row.BrandId?.ToString()!, column.Name).ToListAsync(cancellation);
        Guid? id = ids.Count > 0 ? ids[0] : null;
        var service = id is { } own ? await CatalogueSql.OneAsync(db, PriceActions.Services, own.ToString(), cancellation) : null;
        var prices = id is null ? [] : await db.ServicePrices.Where(p => p.ServiceId == id).OrderByDescending(p => p.ValidFrom).ThenByDescending(p => p.AppliedAt).Take(100)
            .Select(p => new DatedPrice(p.Id, p.PriceRub, p.LabourRub, p.DurationMinutes, p.ValidFrom, p.AppliedAt)).ToListAsync(cancellation);
        return new CellDetails(
            service, prices, await ServiceOffer.FindAsync(db, row.BrandId, row.ModelId, column.RepairTypeId, withClientsPart: false, cancellation),
            await PriceRule.ModelsAsync(db, column.RepairTypeId, row.BrandId, row.ModelId, cancellation));
    }

    private static IQueryable<OwnPrice> PricesOf(CrmDb db, IQueryable<Service> services) => services.Where(s => s.IsActive && s.RepairTypeId != null).Select(s => new OwnPrice(
        s.Id, s.BrandId, s.ModelId, s.RepairTypeId!.Value, s.MalfunctionType, s.PriceRub, s.LabourRub, s.DurationMinutes, db.ServicePrices.Any(p => p.ServiceId == s.Id && p.AppliedAt == null)));

    private sealed record NamedRow(Guid BrandId, string Brand, Guid? ModelId, string? Name);
}
