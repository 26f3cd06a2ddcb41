using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Data;

/// <summary>Registers the ways into the database.</summary>
public static class CrmDbSetup
{
    /// <summary>
    /// <c>IDbContextFactory&lt;CrmDb&gt;</c> (scoped, sees <see cref="CurrentTenant"/>) is the way in; <c>IDbContextFactory&lt;WorkerDb&gt;</c> is the workers'.
    /// A scoped <see cref="CrmDb"/> exists for Identity's stores alone.
    /// </summary>
    public static IServiceCollection AddCrmDb(this IServiceCollection services, CrmDataSources sources)
    {
        services.AddSingleton(sources);
        services.AddScoped<CurrentTenant>();
        services.AddScoped<IDbContextFactory<CrmDb>, CrmDbFactory>();
        services.AddScoped<IReportDbFactory, ReportDbFactory>();
        services.AddScoped(provider => provider.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContext());
        services.AddSingleton<IDbContextFactory<WorkerDb>, WorkerDbFactory>();
        return services;
    }

    private sealed class CrmDbFactory(CurrentTenant tenant, CrmDataSources sources) : IDbContextFactory<CrmDb>
    {
        public CrmDb CreateDbContext() =>
            new(tenant.Id is null ? sources.PlatformOptions : sources.AppOptions) { TenantId = tenant.Id, OperatorId = tenant.OperatorId };
    }

    private sealed class ReportDbFactory(CurrentTenant tenant, CrmDataSources sources) : IReportDbFactory
    {
        public CrmDb CreateDbContext() => new(sources.ReportOptions) { TenantId = Tenant };

        public CrmDb CreateOfMain() => new(sources.AppOptions) { TenantId = Tenant };

        private Guid Tenant => tenant.Id ?? throw new InvalidOperationException("Reports are a tenant's.");
    }

    private sealed class WorkerDbFactory(CrmDataSources sources) : IDbContextFactory<WorkerDb>
    {
        public WorkerDb CreateDbContext() => new(sources.WorkerOptions);
    }
}
