using BatteryCrm.Data;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Bulk;

/// <summary>Takes the jobs of all tenants, oldest first, a step of each in turn; any number of nodes may run one.</summary>
internal sealed class BulkWorker(CrmDataSources sources, IServiceProvider services, TimeProvider clock, ILogger<BulkWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <returns>How many steps were made.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var steps = 0;
        foreach (var (id, tenant) in await JobsAsync(cancellation))
        {
            try
            {
                if (await AsTenant.RunAsync<BulkSteps, bool>(services, tenant, s => s.StepAsync(id, cancellation))) steps++;
            }
#pragma warning disable CA1031 // one tenant's trouble is no other's; the step is taken again with the next round
            catch (Exception e) when (!cancellation.IsCancellationRequested)
            {
                BulkLog.StepFailed(log, id, e.GetType().Name);
            }
#pragma warning restore CA1031
        }

        return steps;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                while (await RoundAsync(stoppingToken) > 0)
                {
                        // As long as there is something to do.
                }
            }
#pragma warning disable CA1031 // whatever hinders one round, the node goes on and the next comes
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                BulkLog.RoundFailed(log, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }

    private async Task<List<(Guid Id, Guid Tenant)>> JobsAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand("select id, tenant_id from bulk_jobs where state in ('running','undoing') order by created_at limit 20");
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var jobs = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellation)) jobs.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return jobs;
    }
}
