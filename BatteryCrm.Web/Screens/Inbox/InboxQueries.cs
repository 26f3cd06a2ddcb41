using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What the inbox reads for itself; everything after that comes live.</summary>
public sealed class InboxQueries(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>Rows of a tab below a place in its order, at most <paramref name="count"/>, in the order of the tab.</summary>
    /// <param name="from">Null starts at the top.</param>
    /// <param name="including">Whether the row at <paramref name="from"/> is wanted itself.</param>
    public async Task<QueuePage> BelowAsync(QueueTab tab, QueueKey? from, bool including, int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var rows = tab == QueueTab.Waiting ? Waiting(db, from, including, above: false) : Recent(db, tab, from, including, above: false);
        var read = await QueueRow.From(db, rows.Take(count + 1)).ToListAsync(cancellation);
        read.Sort((a, b) => QueueOrder.Compare(a, b, tab));
        return new QueuePage([.. read.Take(count)], read.Count > count);
    }

    /// <summary>Rows of a tab above a place in its order, the nearest <paramref name="count"/>, in the order of the tab.</summary>
    public async Task<QueuePage> AboveAsync(QueueTab tab, QueueKey from, int count, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var rows = tab == QueueTab.Waiting ? Waiting(db, from, including: false, above: true) : Recent(db, tab, from, including: false, above: true);
        var read = await QueueRow.From(db, rows.Take(count + 1)).ToListAsync(cancellation);
        read.Sort((a, b) => QueueOrder.Compare(a, b, tab));
        return new QueuePage([.. read.TakeLast(count)], read.Count > count);
    }

    /// <summary>Whether anybody has ever written to this tenant.</summary>
    public async Task<bool> HasAnyAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.AppealActivity.AnyAsync(a => a.LastMessageAt != null, cancellation);
    }

    // ix_appeal_activity_waiting
    private static IQueryable<AppealActivity> Waiting(CrmDb db, QueueKey? from, bool including, bool above)
    {
        var rows = db.AppealActivity.Where(a => a.WaitingSince != null);
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

    // ix_appeal_activity_holder for Мои, ix_appeal_activity_recent for Все
    private IQueryable<AppealActivity> Recent(CrmDb db, QueueTab tab, QueueKey? from, bool including, bool above)
    {
        var rows = db.AppealActivity.Where(a => a.LastMessageAt != null);
        if (tab == QueueTab.Mine) rows = rows.Where(a => a.HolderId == current.Id);
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

/// <summary>Some rows of a tab, in its order.</summary>
/// <param name="HasMore">Whether there are further ones in the direction of reading.</param>
public sealed record QueuePage(IReadOnlyList<QueueRow> Rows, bool HasMore);
