using BatteryCrm.Data;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Setup;

namespace BatteryCrm.Web.Security;

/// <summary>Reads from the replica of the reports; while it is away or hangs, from the main database.</summary>
public sealed class ReportReplica(CrmDataSources sources, TimeProvider time, ILogger<ReportReplica> logger)
{
    // Each try of a replica that hangs keeps somebody waiting.
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);
    private long awayUntil;
    private volatile bool isHarmless;

    /// <param name="read">Only reads: it begins anew on the main database where the replica was lost in its middle.</param>
    public async Task<T> ReadAsync<T>(IReportDbFactory factory, Func<CrmDb, Task<T>> read, CancellationToken cancellation)
    {
        if (sources.Reports != sources.App && time.GetUtcNow().UtcTicks >= Interlocked.Read(ref awayUntil))
        {
            try
            {
                // It may have been away when the gate asked.
                if (!isHarmless) await DatabaseSetup.RefuseTooMightyAsync(sources.Reports, cancellation);
                isHarmless = true;
                await using var replica = factory.CreateDbContext();
                return await read(replica);
            }
            catch (Exception e) when (DatabaseAway.IsOrHangs(e, cancellation))
            {
                SecurityLog.ReplicaAway(logger, e.Message);
                Interlocked.Exchange(ref awayUntil, (time.GetUtcNow() + Pause).UtcTicks);
            }
        }

        await using var db = factory.CreateOfMain();
        return await read(db);
    }
}
