using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Handling;

/// <summary>
/// Blocks a client: what he writes is kept and shown among all, but waits for nobody. How long he waited is put aside with each of his appeals, and is back when he is
/// unblocked.
/// </summary>
public sealed class BlockActions(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    /// <param name="appealId">From which it is done; the log names it.</param>
    /// <returns>False when there is no such appeal; true also when it was so before.</returns>
    public async Task<bool> SetAsync(Guid appealId, bool isBlocked, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var clientId = await db.Appeals.Where(a => a.Id == appealId).Select(a => (Guid?)a.ClientId).SingleOrDefaultAsync(cancellation);
        if (clientId is null) return false;

        // The client's row first, as intake does: a message that comes now is written before this, or sees it.
        var now = time.GetUtcNow();
        var (at, by) = isBlocked ? (now, current.Id) : ((DateTimeOffset?)null, (Guid?)null);
        var changed = await db.Clients.Where(c => c.Id == clientId && c.BlockedAt.HasValue != isBlocked).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BlockedAt, at).SetProperty(x => x.BlockedBy, by).SetProperty(x => x.UpdatedAt, now), cancellation);
        if (changed == 0) return true;

        await MuteAsync(db, clientId.Value, isBlocked, now, cancellation);
        AppealDeeds.Log(db, current.Id, appealId, ActionTypes.AppealUpdated, ActionDetails.Blocked(isBlocked), now);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    // In the order of their ids, like every writer of several; each is told to the consoles.
    private static async Task MuteAsync(CrmDb db, Guid clientId, bool isBlocked, DateTimeOffset now, CancellationToken cancellation) => await db.Database.ExecuteSqlAsync(
        $"""
        with his as (
            select v.appeal_id from appeal_activity v join appeals a on a.id = v.appeal_id
            where a.tenant_id = {db.TenantId} and a.client_id = {clientId} order by v.appeal_id for no key update of v
        ), muted as (
            update appeal_activity v set is_muted = {isBlocked},
                muted_since = case when {isBlocked} then coalesce(v.waiting_since, v.snoozed_since) end,
                waiting_since = case when not {isBlocked} then v.muted_since end,
                snoozed_until = null, snoozed_since = null, snoozed_by = null
            from his where v.appeal_id = his.appeal_id returning v.tenant_id, v.appeal_id
        )
        insert into live_events (tenant_id, kind, appeal_id, created_at) select tenant_id, 'appeal_changed', appeal_id, {now} from muted
        """,
        cancellation);
}
