using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal.Fields;

/// <summary>The tenants' card catalogues of this node: read once, and anew after a live event says that one of their tables changed.</summary>
public sealed class CardCatalogues
{
    private readonly TenantCache<CardCatalogue> catalogues;

    internal CardCatalogues(IServiceProvider provider, LiveHub hub) =>
        catalogues = new TenantCache<CardCatalogue>((tenantId, cancellation) => ReadAsync(provider, tenantId, cancellation), hub, LiveKinds.CatalogueChanged, LiveKinds.SettingsChanged);

    public ValueTask<CardCatalogue> OfAsync(Guid tenantId, CancellationToken cancellation) => catalogues.OfAsync(tenantId, cancellation);

    private static async Task<CardCatalogue> ReadAsync(IServiceProvider provider, Guid tenantId, CancellationToken cancellation)
    {
        await using var scope = provider.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(tenantId);
        await using var db = await scope.ServiceProvider.GetRequiredService<IDbContextFactory<CrmDb>>().CreateDbContextAsync(cancellation);
        return await CardCatalogue.ReadAsync(db, cancellation);
    }
}
