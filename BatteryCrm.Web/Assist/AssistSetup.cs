using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Assist;

public static class AssistSetup
{
    /// <summary>What reads clients' words: one set of recognisers a node.</summary>
    public static WebApplicationBuilder AddAssist(this WebApplicationBuilder builder)
    {
        builder.Services.AddScoped<CatalogueReader>();
        builder.Services.AddSingleton(provider => new RecogniserDirectory(
            // As the tenant itself, whoever asks: a catalogue is no business of the workers' role.
            (tenantId, cancellation) => AsTenant.RunAsync<CatalogueReader, RecognitionCatalogue>(provider, tenantId, reader => reader.ReadAsync(tenantId, cancellation)),
            provider.GetRequiredService<LiveHub>()));
        return builder;
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
