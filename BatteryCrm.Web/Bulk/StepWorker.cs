using BatteryCrm.Web.Security;
using Npgsql;

namespace BatteryCrm.Web.Bulk;

/// <summary>Takes long work of all tenants, oldest first, a step of each in turn, every step within its tenant; any number of nodes may run one.</summary>
/// <typeparam name="TSteps">The service that makes a step.</typeparam>
internal abstract class StepWorker<TSteps>(IServiceProvider services, TimeProvider clock, ILogger log) : BackgroundService
    where TSteps : notnull
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    /// <returns>How many steps were made.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var steps = 0;
        foreach (var (id, tenant) in await WaitingAsync(cancellation))
        {
            try
            {
                if (await AsTenant.RunAsync<TSteps, bool>(services, tenant, s => StepAsync(s, id, cancellation))) steps++;
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

    /// <summary>Finds what is to be done.</summary>
    /// <returns>A command of the worker's pool with the columns id and tenant_id.</returns>
    protected abstract NpgsqlCommand Waiting();

    /// <returns>False when there is nothing to do, or another node does it.</returns>
    protected abstract Task<bool> StepAsync(TSteps steps, Guid id, CancellationToken cancellation);

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

    private async Task<List<(Guid Id, Guid Tenant)>> WaitingAsync(CancellationToken cancellation)
    {
        await using var command = Waiting();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var waiting = new List<(Guid, Guid)>();
        while (await reader.ReadAsync(cancellation)) waiting.Add((reader.GetGuid(0), reader.GetGuid(1)));
        return waiting;
    }
}
