using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Live;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Assist;

public static class AssistSetup
{
    /// <summary>What reads clients' words: one set of recognisers a node.</summary>
    public static WebApplicationBuilder AddAssist(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CatalogueReader>();
        builder.Services.AddSingleton(provider => new RecogniserDirectory((tenantId, cancellation) => ReadAsync(provider, tenantId, cancellation), provider.GetRequiredService<LiveHub>()));
        return builder;
    }

    // As the tenant itself, whoever asks: a catalogue is no business of the workers' role.
    private static async Task<RecognitionCatalogue> ReadAsync(IServiceProvider provider, Guid tenantId, CancellationToken cancellation)
    {
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        return await scope.ServiceProvider.GetRequiredService<CatalogueReader>().ReadAsync(tenantId, cancellation);
    }

    private sealed class CatalogueReader(IDbContextFactory<CrmDb> factory)
    {
        public async Task<RecognitionCatalogue> ReadAsync(Guid tenantId, CancellationToken cancellation)
        {
            await using var db = await factory.CreateDbContextAsync(cancellation);
            return await RecognitionCatalogue.ReadAsync(db, tenantId, cancellation);
        }
    }
}
