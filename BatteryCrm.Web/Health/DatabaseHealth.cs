using BatteryCrm.Data;
using BatteryCrm.Data.Setup;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Web.Health;

/// <summary>The database answers the role that people work as, and that role was found fit.</summary>
internal sealed class DatabaseHealth(CrmDataSources sources, DatabaseGate gate) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await using var command = sources.App.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return gate.IsOpen ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy("The rights of the database users are not checked yet.");
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || e is OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}

/// <summary>The database has all migrations that this program has. Looked up until it is so: migrations only go forward.</summary>
internal sealed class MigrationHealth(CrmDataSources sources) : IHealthCheck
{
    private bool isDone;

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref isDone)) return HealthCheckResult.Healthy();
        try
        {
            var pending = await DatabaseSetup.PendingAsync(sources.App, cancellationToken);
            if (pending.Count > 0) return HealthCheckResult.Unhealthy($"{pending.Count} migrations are missing: run the command migrate.");
            Volatile.Write(ref isDone, true);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || e is OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
