using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live;

/// <summary>The counters of the queue's tabs; a screen reads them once when it opens, the listener at most once a second after that.</summary>
public static class QueueCountsQuery
{
    /// <summary>
    /// One statement over two partial indexes that hold only what is counted (ix_appeal_activity_waiting, ix_appeal_activity_holder), and no more than
    /// <see cref="QueueCounts.Most"/> entries of ix_appeal_activity_recent.
    /// </summary>
    public static async Task<QueueCounts> ReadAsync(CrmDb db, Guid tenantId, CancellationToken cancellation)
    {
        var rows = await db.Database.SqlQuery<Counted>($"""
            select 'waiting' as tab, null::uuid as holder, count(*)::int as appeals from appeal_activity where tenant_id = {tenantId} and waiting_since is not null
            union all
            select 'held', holder_id, count(*)::int from appeal_activity where tenant_id = {tenantId} and holder_id is not null group by holder_id
            union all
            select 'all', null, count(*)::int from (
                select from appeal_activity where tenant_id = {tenantId} and last_message_at is not null order by last_message_at desc, appeal_id desc limit {QueueCounts.Most + 1}) recent
            """).ToListAsync(cancellation);
        return new QueueCounts(Of("waiting"), rows.Where(r => r.Tab == "held").ToDictionary(r => r.Holder!.Value, r => r.Appeals), Of("all"));

        int Of(string tab) => rows.Single(r => r.Tab == tab).Appeals;
    }

    private sealed record Counted(string Tab, Guid? Holder, int Appeals);
}
