using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Security;

/// <summary>Work of the node itself that sees what one tenant sees: caches that all of the tenant's consoles share.</summary>
internal static class AsTenant
{
    /// <param name="work">Gets a service of a scope in which the tenant is set.</param>
    public static async Task<T> RunAsync<TService, T>(IServiceProvider provider, Guid tenantId, Func<TService, Task<T>> work)
        where TService : notnull
    {
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        return await work(scope.ServiceProvider.GetRequiredService<TService>());
    }
}
