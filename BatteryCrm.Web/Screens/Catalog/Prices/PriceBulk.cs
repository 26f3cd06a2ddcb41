using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>How many prices are changed at once.</summary>
public enum PriceWay
{
    /// <summary>By so many per cent.</summary>
    Percent,

    /// <summary>By so many roubles.</summary>
    Amount,

    /// <summary>To so many roubles.</summary>
    Set,
}

/// <summary>What is to become of prices.</summary>
/// <param name="Value">Per cent or roubles; less than nothing makes cheaper.</param>
/// <param name="Step">Roubles to which is rounded, halves up; 0 = kopecks stay.</param>
public sealed record PriceShift(PriceWay Way, decimal Value, int Step)
{
    /// <summary>The new price; never under nothing.</summary>
    public decimal Of(decimal price)
    {
        var raw = Way switch
        {
            PriceWay.Percent => price * (100 + Value) / 100,
            PriceWay.Amount => price + Value,
            _ => Value,
        };
        var rounded = Step > 0 ? Math.Round(raw / Step, MidpointRounding.AwayFromZero) * Step : Math.Round(raw, 2, MidpointRounding.AwayFromZero);
        return Math.Max(0, rounded);
    }
}

/// <summary>A line of the preview.</summary>
public sealed record BulkLine(Guid ServiceId, string Name, decimal Before, decimal After);

/// <summary>What was written.</summary>
/// <param name="Change">Under which it can be taken back; null when nothing was.</param>
/// <param name="Left">Names of prices that somebody changed since the preview, or has planned for that day already: they stay as they are.</param>
public sealed record BulkResult(PlanOutcome Outcome, Guid? Change, int Count, IReadOnlyList<string> Left);

/// <summary>Changes many prices at once, as a preview has shown them: from today or from a later day.</summary>
public sealed class PriceBulk(IDbContextFactory<CrmDb> factory, CurrentOperator current, PricePlans plans)
{
    /// <summary>The prices that stand in these rows and columns and would become others. One statement; writes nothing.</summary>
    public async Task<IReadOnlyList<BulkLine>> PreviewAsync(IReadOnlyCollection<PriceRow> rows, IReadOnlyList<PriceColumn> columns, PriceShift shift, CancellationToken cancellation)
    {
        var models = rows.Select(r => r.ModelId).OfType<Guid>().ToArray();
        var brands = rows.Where(r => r.Scope == OfferScope.Brand).Select(r => r.BrandId!.Value).ToArray();
        var isAny = rows.Any(r => r.Scope == OfferScope.AnyDevice);
        var repairs = columns.Select(c => c.RepairTypeId).Distinct().ToArray();
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await db.Database.SqlQueryRaw<PricedLine>(
            $$"""
            select s.id as service_id, s.price_rub as price, {{PriceActions.Name}} as name {{PriceActions.From}}
            where s.tenant_id = {0} and s.is_active and s.repair_type_id = any ({1}) and (s.model_id = any ({2}) or (s.model_id is null and (s.brand_id = any ({3}) or (s.brand_id is null and {4}))))
            order by coalesce(b.name, w.name) nulls first, m.name nulls first, s.malfunction_type, s.id
            """, db.TenantId!, repairs, models, brands, isAny).ToListAsync(cancellation);
        return [.. read.Select(r => new BulkLine(r.ServiceId, r.Name, r.Price, shift.Of(r.Price))).Where(l => l.After != l.Before)];
    }

    /// <summary>Writes what the preview has shown, in one transaction.</summary>
    /// <param name="from">Null = from today.</param>
    public async Task<BulkResult> ApplyAsync(IReadOnlyList<BulkLine> lines, DateOnly? from, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new BulkResult(PlanOutcome.NotAllowed, null, 0, []);
        if (from is { } day && day <= plans.Today) return new BulkResult(PlanOutcome.Past, null, 0, []);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var change = await PriceActions.BeginAsync(db, cancellation);
        var (ids, seen, wanted) = (lines.Select(l => l.ServiceId).ToArray(), lines.Select(l => l.Before).ToArray(), lines.Select(l => l.After).ToArray());
        var written = from is null
            ? await db.Database.SqlQuery<Guid>($"""
                update services s set price_rub = u.wanted, updated_at = now() from unnest({ids}, {seen}, {wanted}) u (id, seen, wanted)
                where s.tenant_id = {db.TenantId} and s.id = u.id and s.is_active and s.price_rub = u.seen returning s.id as "Value"
                """).ToListAsync(cancellation)
            : await db.Database.SqlQuery<Guid>($"""
                insert into service_prices (tenant_id, service_id, price_rub, valid_from, created_by_operator_id)
                select s.tenant_id, s.id, u.wanted, {from}, {current.Id} from unnest({ids}, {seen}, {wanted}) u (id, seen, wanted)
                join services s on s.tenant_id = {db.TenantId} and s.id = u.id and s.is_active and s.price_rub = u.seen
                on conflict (tenant_id, service_id, valid_from) where applied_at is null do nothing returning service_id as "Value"
                """).ToListAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        var done = written.ToHashSet();
        return new BulkResult(PlanOutcome.Done, done.Count > 0 ? change : null, done.Count, [.. lines.Where(l => !done.Contains(l.ServiceId)).Select(l => l.Name)]);
    }

    private sealed record PricedLine(Guid ServiceId, string Name, decimal Price);
}
