using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>A cell that somebody else changed since it was looked at; nothing was written there.</summary>
/// <param name="Now">What stands there; null for nothing of its own.</param>
public sealed record CellConflict(CellWish Wish, CellValues? Now);

/// <summary>What became of wishes.</summary>
/// <param name="Change">Under which the history has it, and it can be taken back; null when nothing was written.</param>
/// <param name="Written">How many prices.</param>
public sealed record PriceResult(bool IsAllowed, Guid? Change, int Written, IReadOnlyList<CellConflict> Conflicts)
{
    public static readonly PriceResult NotAllowed = new(IsAllowed: false, null, 0, []);
}

/// <summary>What was taken back.</summary>
/// <param name="Left">What was changed since and therefore stays: names of prices.</param>
public sealed record UndoneChange(int Count, IReadOnlyList<string> Left);

/// <summary>Writes cells of the price table: however many they are, one transaction and the same few statements. Who did what is kept by the database's triggers, which also tell the consoles.</summary>
public sealed class PriceActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>How a price is called where it stands alone.</summary>
    internal const string Name = "concat_ws(' · ', coalesce(b.name || ' ' || m.name, w.name), s.malfunction_type)";

    /// <summary>What <see cref="Name"/> is read from.</summary>
    internal const string From = """
        from services s
        left join models m on m.tenant_id = s.tenant_id and m.id = s.model_id left join brands b on b.tenant_id = m.tenant_id and b.id = m.brand_id
        left join brands w on w.tenant_id = s.tenant_id and w.id = s.brand_id
        """;

    /// <summary>Which of several rows of one cell is its price: of the active the cheapest, else the one that was archived last. <see cref="PriceMatrix"/> says the same of the active.</summary>
    internal const string First = "s.is_active desc, case when s.is_active then s.price_rub end, case when not s.is_active then s.updated_at end desc, s.id";

    internal static readonly CatalogueKind Services = CatalogueKinds.Find("services")!;

    public async Task<PriceResult> SetAsync(IReadOnlyList<CellWish> wishes, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return PriceResult.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var change = await BeginAsync(db, cancellation);
        var stands = await StandsAsync(db, wishes, cancellation);
        var (conflicts, changed, added) = (new List<CellConflict>(), new List<(Guid Id, CellWish Wish)>(), new List<CellWish>());
        for (var i = 0; i < wishes.Count; i++)
        {
            var (wish, row) = (wishes[i], stands.GetValueOrDefault(i + 1L));
            var now = row is { IsActive: true } ? new CellValues(row.PriceRub, row.LabourRub, row.Minutes) : null;
            if (wish.IsSame(now, wish.Wanted)) continue;
            if (!wish.IsSame(now, wish.Seen)) conflicts.Add(new CellConflict(wish, now));
            else if (row is not null) changed.Add((row.Id, wish));
            else if (wish.Wanted is not null) added.Add(wish);
        }

        if (changed.Count > 0) await UpdateAsync(db, changed, cancellation);
        if (added.Count > 0) await InsertAsync(db, added, cancellation);
        await transaction.CommitAsync(cancellation);
        var written = changed.Count + added.Count;
        return new PriceResult(IsAllowed: true, written > 0 ? change : null, written, conflicts);
    }

    /// <summary>Takes a change back, of one cell or of a thousand: prices are as before, what was planned is not; what was changed since stays as it is.</summary>
    /// <returns>Null when it is not this person's to do.</returns>
    public async Task<UndoneChange?> UndoAsync(Guid change, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return null;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await BeginAsync(db, cancellation);
        var undone = await db.Database.ExecuteSqlAsync(
            $"""
            update services s set price_rub = coalesce((v.before ->> 'price_rub')::numeric, s.price_rub), duration_minutes = coalesce((v.before ->> 'duration_minutes')::integer, s.duration_minutes),
                labour_rub = case when v.before ? 'labour_rub' then (v.before ->> 'labour_rub')::numeric else s.labour_rub end,
                is_active = case when v.before is null then false else coalesce((v.before ->> 'is_active')::boolean, s.is_active) end, updated_at = now()
            from settings_versions v
            where v.change_id = {change} and v.subject = 'services' and v.tenant_id = {db.TenantId} and s.tenant_id = v.tenant_id and s.id = v.subject_id::uuid
                and not exists (select from settings_versions w where w.tenant_id = v.tenant_id and w.subject = v.subject and w.subject_id = v.subject_id and w.id > v.id)
            """, cancellation);
        undone += await db.Database.ExecuteSqlAsync(
            $"""
            delete from service_prices p using settings_versions v
            where v.change_id = {change} and v.subject = 'service_prices' and v.before is null and v.tenant_id = {db.TenantId} and p.tenant_id = v.tenant_id and p.id = v.subject_id::uuid and p.applied_at is null
            """, cancellation);
        // What has a newer version than the one that was just written, or whose day has come.
        var left = await db.Database.SqlQueryRaw<string>(
            $$"""
            select {{Name}} {{From}} join settings_versions v on v.tenant_id = s.tenant_id and v.subject = 'services' and v.subject_id = s.id::text
            where v.change_id = {0} and s.tenant_id = {1} and not exists (
                select from settings_versions w where w.tenant_id = v.tenant_id and w.subject = v.subject and w.subject_id = v.subject_id and w.id > v.id and w.change_id = current_setting('app.change_id')::uuid)
            union all
            select {{Name}} {{From}} join service_prices p on p.tenant_id = s.tenant_id and p.service_id = s.id and p.applied_at is not null
            join settings_versions v on v.tenant_id = p.tenant_id and v.subject = 'service_prices' and v.subject_id = p.id::text and v.before is null
            where v.change_id = {0} and s.tenant_id = {1} order by 1
            """, change, db.TenantId!).ToListAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new UndoneChange(undone, left);
    }

    /// <summary>One writer of the price list at a time; all that the transaction changes is one change.</summary>
    internal static async Task<Guid> BeginAsync(CrmDb db, CancellationToken cancellation)
    {
        var change = Ids.New();
        await CatalogueActions.LockAsync(db, Services, cancellation);
        await db.Database.ExecuteSqlAsync($"select set_config('app.change_id', {change.ToString()}, true)", cancellation);
        return change;
    }

    // The row of each cell; an archived one is used again.
    private static async Task<Dictionary<long, Standing>> StandsAsync(CrmDb db, IReadOnlyList<CellWish> wishes, CancellationToken cancellation)
    {
        var (brands, models) = (wishes.Select(w => w.Row.BrandId?.ToString()).ToArray(), wishes.Select(w => w.Row.ModelId?.ToString()).ToArray());
        var (repairs, names) = (wishes.Select(w => w.Column.RepairTypeId).ToArray(), wishes.Select(w => w.Column.Name).ToArray());
        var rows = await db.Database.SqlQueryRaw<Standing>(
            $$"""
            select distinct on (w.at) w.at as at, s.id as id, s.price_rub as price_rub, s.labour_rub as labour_rub, s.duration_minutes as minutes, s.is_active as is_active
            from unnest({0}::text[]::uuid[], {1}::text[]::uuid[], {2}, {3}) with ordinality w (brand_id, model_id, repair_type_id, name, at)
            join services s on s.tenant_id = {4} and s.repair_type_id = w.repair_type_id and s.model_id is not distinct from w.model_id
                and (w.model_id is not null or s.brand_id is not distinct from w.brand_id) and lower(btrim(s.malfunction_type)) = lower(btrim(w.name))
            order by w.at, {{First}}
            """, brands, models, repairs, names, db.TenantId!).ToListAsync(cancellation);
        return rows.ToDictionary(r => r.At);
    }

    private static Task<int> UpdateAsync(CrmDb db, List<(Guid Id, CellWish Wish)> changed, CancellationToken cancellation)
    {
        var ids = changed.Select(c => c.Id).ToArray();
        var prices = changed.Select(c => c.Wish.Wanted?.PriceRub).ToArray();
        var labours = changed.Select(c => c.Wish.Wanted?.LabourRub).ToArray();
        var minutes = changed.Select(c => c.Wish.Wanted?.Minutes).ToArray();
        var rests = changed.Select(c => c.Wish is { WithRest: true, Wanted: not null }).ToArray();
        return db.Database.ExecuteSqlAsync(
            $"""
            update services s set price_rub = coalesce(u.price, s.price_rub), labour_rub = case when u.rest then u.labour else s.labour_rub end, duration_minutes = case when u.rest then u.minutes else s.duration_minutes end,
                is_active = u.price is not null, updated_at = now()
            from unnest({ids}, {prices}, {labours}, {minutes}, {rests}) u (id, price, labour, minutes, rest) where s.tenant_id = {db.TenantId} and s.id = u.id
            """, cancellation);
    }

    private static Task<int> InsertAsync(CrmDb db, List<CellWish> added, CancellationToken cancellation)
    {
        var ids = added.Select(_ => Ids.New()).ToArray();
        var (brands, models) = (added.Select(w => w.Row.BrandId?.ToString()).ToArray(), added.Select(w => w.Row.ModelId?.ToString()).ToArray());
        var (repairs, names, categories) = (added.Select(w => w.Column.RepairTypeId).ToArray(), added.Select(w => w.Column.Name).ToArray(), added.Select(w => w.Column.Category).ToArray());
        var (prices, labours, minutes) = (added.Select(w => w.Wanted!.PriceRub).ToArray(), added.Select(w => w.Wanted!.LabourRub).ToArray(), added.Select(w => w.Wanted!.Minutes).ToArray());
        return db.Database.ExecuteSqlAsync(
            $"""
            insert into services (id, tenant_id, brand_id, model_id, repair_type_id, malfunction_category, malfunction_type, price_rub, labour_rub, duration_minutes)
            select u.id, {db.TenantId}, u.brand, u.model, u.repair, u.category, u.name, u.price, u.labour, u.minutes
            from unnest({ids}, {brands}::text[]::uuid[], {models}::text[]::uuid[], {repairs}, {categories}, {names}, {prices}, {labours}, {minutes}) u (id, brand, model, repair, category, name, price, labour, minutes)
            """, cancellation);
    }

    private sealed record Standing(long At, Guid Id, decimal PriceRub, decimal? LabourRub, int Minutes, bool IsActive);
}
