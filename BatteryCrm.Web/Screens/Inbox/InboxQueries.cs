using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What the inbox reads for itself; everything after that comes live.</summary>
public sealed class InboxQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>Rows of a view below a place in its order, at most <paramref name="count"/>, in that order.</summary>
    /// <param name="from">Null starts at the top.</param>
    /// <param name="including">Whether the row at <paramref name="from"/> is wanted itself.</param>
    /// <param name="period">As of the view, on the tenant's clock; null = any.</param>
    public async Task<QueuePage> BelowAsync(QueueView view, QueueKey? from, bool including, int count, CancellationToken cancellation, QueuePeriod? period = null)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await QueueRow.From(db, Ordered(Narrowed(db, view, period), view, from, including, above: false).Take(count + 1)).ToListAsync(cancellation);
        read.Sort((a, b) => QueueOrder.Compare(a, b, view));
        return new QueuePage([.. read.Take(count)], read.Count > count);
    }

    /// <summary>Rows of a view above a place in its order, the nearest <paramref name="count"/>, in the order of the view.</summary>
    public async Task<QueuePage> AboveAsync(QueueView view, QueueKey from, int count, CancellationToken cancellation, QueuePeriod? period = null)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var read = await QueueRow.From(db, Ordered(Narrowed(db, view, period), view, from, including: false, above: true).Take(count + 1)).ToListAsync(cancellation);
        read.Sort((a, b) => QueueOrder.Compare(a, b, view));
        return new QueuePage([.. read.TakeLast(count)], read.Count > count);
    }

    /// <summary>Whether anybody has ever written to this tenant.</summary>
    public async Task<bool> HasAnyAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.AppealActivity.AnyAsync(a => a.LastMessageAt != null, cancellation);
    }

    /// <summary>The activities of a view, in no order. Their indexes: ix_appeal_activity_waiting, ix_appeal_activity_holder, ix_appeal_activity_recent, ix_appeal_activity_channel; a rare stage or deal type begins at ix_appeals_tenant_stage or ix_appeals_tenant_deal_type.</summary>
    internal IQueryable<AppealActivity> Narrowed(CrmDb db, QueueView view, QueuePeriod? period)
    {
        var me = current.Id;
        var rows = view.Tab switch
        {
            QueueTab.Waiting => db.AppealActivity.Where(a => a.WaitingSince != null),
            QueueTab.Mine => db.AppealActivity.Where(a => a.LastMessageAt != null && a.HolderId == me),
            _ => db.AppealActivity.Where(a => a.LastMessageAt != null),
        };
        if (Ids(view, QueueFacet.Channel) is { Length: > 0 } channels) rows = rows.Where(a => channels.Contains(a.LastChannelId!.Value));
        if (view.Values(QueueFacet.Holder) is { Count: > 0 } holders)
        {
            Guid[] ids = [.. Ids(view, QueueFacet.Holder), .. holders.Contains(QueueView.Me) ? [me] : Array.Empty<Guid>()];
            var free = holders.Contains(QueueView.Nobody);
            rows = (ids.Length, free) switch
            {
                (0, _) => rows.Where(a => a.HolderId == null),
                (_, false) => rows.Where(a => ids.Contains(a.HolderId!.Value)),
                _ => rows.Where(a => a.HolderId == null || ids.Contains(a.HolderId.Value)),
            };
        }

        if (view.Has(QueueFacet.State, QueueView.Snoozed)) rows = rows.Where(a => a.SnoozedUntil != null);
        if (period?.Since is { } since) rows = rows.Where(a => a.LastMessageAt >= since);
        if (period?.Until is { } until) rows = rows.Where(a => a.LastMessageAt < until);

        string[] stages = [.. view.Values(QueueFacet.Stage).Select(w => QueueView.StageWords[w])];
        var deals = Ids(view, QueueFacet.Deal);
        var (isByStage, isByDeal, withoutDeal) = (stages.Length > 0, view.Values(QueueFacet.Deal).Count > 0, view.Has(QueueFacet.Deal, QueueView.Nobody));
        if (!isByStage && !isByDeal) return rows;
        var appeals = db.Appeals.AsQueryable();
        if (isByStage) appeals = appeals.Where(p => stages.Contains(p.Stage));
        if (isByDeal) appeals = withoutDeal ? appeals.Where(p => p.DealTypeId == null || deals.Contains(p.DealTypeId.Value)) : appeals.Where(p => deals.Contains(p.DealTypeId!.Value));
        return from row in rows join appeal in appeals on row.AppealId equals appeal.Id select row;
    }

    private static Guid[] Ids(QueueView view, QueueFacet facet) => [.. view.Values(facet).Where(v => Guid.TryParse(v, out _)).Select(Guid.Parse)];

    private static IQueryable<AppealActivity> Ordered(IQueryable<AppealActivity> rows, QueueView view, QueueKey? from, bool including, bool above)
    {
        if (view.IsNewestFirst) return ByLastMessage(rows, from, including, above);
        if (from is { At: var at, AppealId: var id })
        {
            rows = (above, including) switch
            {
                (true, _) => rows.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.WaitingSince!.Value, a.AppealId), ValueTuple.Create(at, id))),
                (_, true) => rows.Where(a => EF.Functions.GreaterThanOrEqual(ValueTuple.Create(a.WaitingSince!.Value, a.AppealId), ValueTuple.Create(at, id))),
                _ => rows.Where(a => EF.Functions.GreaterThan(ValueTuple.Create(a.WaitingSince!.Value, a.AppealId), ValueTuple.Create(at, id))),
            };
        }

        return above ? rows.OrderByDescending(a => a.WaitingSince).ThenByDescending(a => a.AppealId) : rows.OrderBy(a => a.WaitingSince).ThenBy(a => a.AppealId);
    }

    private static IQueryable<AppealActivity> ByLastMessage(IQueryable<AppealActivity> rows, QueueKey? from, bool including, bool above)
    {
        if (from is { At: var at, AppealId: var id })
        {
            rows = (above, including) switch
            {
                (true, _) => rows.Where(a => EF.Functions.GreaterThan(ValueTuple.Create(a.LastMessageAt!.Value, a.AppealId), ValueTuple.Create(at, id))),
                (_, true) => rows.Where(a => EF.Functions.LessThanOrEqual(ValueTuple.Create(a.LastMessageAt!.Value, a.AppealId), ValueTuple.Create(at, id))),
                _ => rows.Where(a => EF.Functions.LessThan(ValueTuple.Create(a.LastMessageAt!.Value, a.AppealId), ValueTuple.Create(at, id))),
            };
        }

        return above ? rows.OrderBy(a => a.LastMessageAt).ThenBy(a => a.AppealId) : rows.OrderByDescending(a => a.LastMessageAt).ThenByDescending(a => a.AppealId);
    }
}

/// <summary>Some rows of a view, in its order.</summary>
/// <param name="HasMore">Whether there are further ones in the direction of reading.</param>
public sealed record QueuePage(IReadOnlyList<QueueRow> Rows, bool HasMore);
