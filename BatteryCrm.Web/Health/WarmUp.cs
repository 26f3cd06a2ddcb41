using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Health;

/// <summary>
/// Makes EF build what people see of the database before the first of them comes: the model and the first query take seconds of a cold process. The node is
/// ready meanwhile.
/// </summary>
internal sealed class WarmUp(IServiceScopeFactory scopes, DatabaseGate gate, ILogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await gate.OpenedAsync(stoppingToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(Guid.Empty);
            var signIn = scope.ServiceProvider.GetRequiredService<OperatorSignIn>();
            await signIn.UserManager.FindByIdAsync(Guid.Empty.ToString());
            await signIn.PermitAsync(new Operator { TenantId = Guid.Empty }, stoppingToken);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            SecurityLog.DatabaseAway(logger, e.Message);
        }
    }
}
