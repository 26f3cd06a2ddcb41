using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live;

/// <summary>The counters of the queue's tabs; a screen reads them once when it opens, the listener at most once a second after that.</summary>
public static class QueueCountsQuery
{
    /// <summary>One statement over two partial indexes (ix_appeal_activity_waiting, ix_appeal_activity_holder).</summary>
    public static async Task<QueueCounts> ReadAsync(CrmDb db, Guid tenantId, CancellationToken cancellation)
    {
        var rows = await db.AppealActivity.Where(a => a.TenantId == tenantId && a.WaitingSince != null)
            .GroupBy(_ => (Guid?)null).Select(g => new { Holder = g.Key, Count = g.Count() })
            .Concat(db.AppealActivity.Where(a => a.TenantId == tenantId && a.HolderId != null)
                .GroupBy(a => a.HolderId).Select(g => new { Holder = g.Key, Count = g.Count() }))
            .ToListAsync(cancellation);
        return new QueueCounts(rows.Find(r => r.Holder is null)?.Count ?? 0, rows.Where(r => r.Holder is not null).ToDictionary(r => r.Holder!.Value, r => r.Count));
    }
}
