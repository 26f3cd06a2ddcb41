using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Live.Attendance;

/// <summary>Whether the tenant may have one more page open (<c>max_concurrent_users</c>, over all nodes). Two that come at the same moment on two nodes may both get the last place.</summary>
internal sealed class Seats(AttendanceBook book, AttendanceWriter writer, IDbContextFactory<CrmDb> factory, CurrentTenant tenant, TimeProvider clock)
{
    /// <returns>Null when there is a place, and for the platform's people; else how many the tenant may have.</returns>
    public async Task<int?> FullAsync(CancellationToken cancellation)
    {
        if (tenant.Id is not { } id) return null;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var (node, alive) = (writer.NodeId, clock.GetUtcNow() - OperatorAttendance.Silence);
        var told = await db.Tenants.Select(t => new { Most = t.MaxConcurrentUsers, Others = db.NodePages.Where(p => p.NodeId != node && p.SeenAt > alive).Sum(p => p.Pages) }).SingleAsync(cancellation);
        return told.Others + book.PagesOf(id) >= told.Most ? told.Most : null;
    }
}
