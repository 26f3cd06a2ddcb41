using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

public enum PlanOutcome
{
    Done,

    /// <summary>Only an admin may.</summary>
    NotAllowed,

    /// <summary>The day has begun already.</summary>
    Past,

    /// <summary>Another price is planned for that day: it is taken back first.</summary>
    Taken,

    /// <summary>The price, or the plan, is not there any more.</summary>
    Gone,

    /// <summary>Labour that is empty: of a planned price that means that it stays.</summary>
    NoLabour,
}

/// <summary>What became of a plan.</summary>
/// <param name="Change">Under which it can be taken back.</param>
/// <param name="Other">The price that is planned for the same day.</param>
public sealed record PlanResult(PlanOutcome Outcome, Guid? Change = null, decimal? Other = null);

/// <summary>Prices from a later day on. They become the price when that day begins in the tenant's zone (<see cref="Reminders"/>).</summary>
public sealed class PricePlans(IDbContextFactory<CrmDb> factory, CurrentOperator current, TenantZone zone, TimeProvider time)
{
    /// <summary>The day on the tenant's calendar; once the zone is loaded.</summary>
    public DateOnly Today => DateOnly.FromDateTime(zone.Local(time.GetUtcNow()).DateTime);

    /// <summary>Whether labour would have to become empty on that day; a plan can only leave it or set it.</summary>
    public static bool DropsLabour(decimal? before, bool isWanted) => before is not null && !isWanted;

    /// <param name="before">What holds now: labour and minutes that are not changed are not planned either.</param>
    public async Task<PlanResult> PlanAsync(Guid serviceId, DateOnly from, CellValues before, CellValues wanted, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return new PlanResult(PlanOutcome.NotAllowed);
        await zone.LoadAsync();
        if (from <= Today) return new PlanResult(PlanOutcome.Past);
        if (DropsLabour(before.LabourRub, wanted.LabourRub is not null)) return new PlanResult(PlanOutcome.NoLabour);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var change = await PriceActions.BeginAsync(db, cancellation);
        if (!await db.Services.AnyAsync(s => s.Id == serviceId && s.IsActive, cancellation)) return new PlanResult(PlanOutcome.Gone);
        if (await db.ServicePrices.Where(p => p.ServiceId == serviceId && p.ValidFrom == from && p.AppliedAt == null).Select(p => (decimal?)p.PriceRub).SingleOrDefaultAsync(cancellation) is { } other)
            return new PlanResult(PlanOutcome.Taken, Other: other);
        db.ServicePrices.Add(new ServicePrice
        {
            ServiceId = serviceId, PriceRub = wanted.PriceRub, LabourRub = wanted.LabourRub == before.LabourRub ? null : wanted.LabourRub, DurationMinutes = wanted.Minutes == before.Minutes ? null : wanted.Minutes,
            ValidFrom = from, CreatedByOperatorId = current.Id,
        });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new PlanResult(PlanOutcome.Done, change);
    }

    /// <summary>Takes back what is planned; a price whose day has come stays.</summary>
    public async Task<PlanOutcome> WithdrawAsync(Guid id, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return PlanOutcome.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.ServicePrices.Where(p => p.Id == id && p.AppliedAt == null).ExecuteDeleteAsync(cancellation) > 0 ? PlanOutcome.Done : PlanOutcome.Gone;
    }
}
