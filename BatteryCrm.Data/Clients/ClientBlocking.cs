using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients;

/// <summary>Blocks a client or not, in the caller's transaction: how long he waited is put aside with each of his appeals, and is back when he is unblocked.</summary>
public static class ClientBlocking
{
    /// <returns>False when it was so before.</returns>
    public static async Task<bool> SetAsync(CrmDb db, Guid clientId, bool isBlocked, Guid operatorId, DateTimeOffset now, CancellationToken cancellation)
    {
        // The client's row first, as intake does: a message that comes now is written before this, or sees it.
        var (at, by) = isBlocked ? (now, operatorId) : ((DateTimeOffset?)null, (Guid?)null);
        var changed = await db.Clients.Where(c => c.Id == clientId && c.BlockedAt.HasValue != isBlocked).ExecuteUpdateAsync(
            c => c.SetProperty(x => x.BlockedAt, at).SetProperty(x => x.BlockedBy, by).SetProperty(x => x.UpdatedAt, now), cancellation);
        if (changed == 0) return false;
        await MuteAsync(db, clientId, isBlocked, now, cancellation);
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
