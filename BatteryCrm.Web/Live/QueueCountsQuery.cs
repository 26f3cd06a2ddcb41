using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live;

/// <summary>The counters of the queue's tabs; a screen reads them once when it opens, the listener at most once a second after that.</summary>
public static class QueueCountsQuery
{
    /// <summary>One statement over two partial indexes that hold only what is counted (ix_appeal_activity_waiting, ix_appeal_activity_holder).</summary>
    public static async Task<QueueCounts> ReadAsync(CrmDb db, Guid tenantId, CancellationToken cancellation)
    {
        var rows = await db.Database.SqlQuery<Counted>($"""
            select null::uuid as holder, count(*)::int as appeals from appeal_activity where tenant_id = {tenantId} and waiting_since is not null
            union all
            select holder_id, count(*)::int from appeal_activity where tenant_id = {tenantId} and holder_id is not null group by holder_id
            """).ToListAsync(cancellation);
        return new QueueCounts(rows.Find(r => r.Holder is null)?.Appeals ?? 0, rows.Where(r => r.Holder is not null).ToDictionary(r => r.Holder!.Value, r => r.Appeals));
    }

    private sealed record Counted(Guid? Holder, int Appeals);
}
