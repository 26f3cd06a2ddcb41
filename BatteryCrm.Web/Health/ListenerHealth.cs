using BatteryCrm.Web.Live;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Web.Health;

/// <summary>This node hears of changes: without that its consoles would show the past.</summary>
internal sealed class ListenerHealth(ILive live) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(live.State.Health switch
    {
        Live.LiveHealth.Connected => HealthCheckResult.Healthy(),
        Live.LiveHealth.Behind => HealthCheckResult.Degraded($"Consoles are {Math.Round(live.State.Behind.TotalSeconds)} s behind."),
        _ => HealthCheckResult.Unhealthy("The listener is not connected to the database."),
    });
}
