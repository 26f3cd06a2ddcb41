using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>The tenants' card catalogues of this node: read once, and anew after a live event says that one of their tables changed.</summary>
public sealed class CardCatalogues
{
    private readonly TenantCache<CardCatalogue> catalogues;

    internal CardCatalogues(IServiceProvider provider, LiveHub hub) =>
        catalogues = new TenantCache<CardCatalogue>(
            (tenantId, cancellation) => AsTenant.RunAsync<Reader, CardCatalogue>(provider, tenantId, reader => reader.ReadAsync(cancellation)), hub, LiveKinds.CatalogueChanged, LiveKinds.SettingsChanged);

    public ValueTask<CardCatalogue> OfAsync(Guid tenantId, CancellationToken cancellation) => catalogues.OfAsync(tenantId, cancellation);

    internal sealed class Reader(IDbContextFactory<CrmDb> factory)
    {
        public async Task<CardCatalogue> ReadAsync(CancellationToken cancellation)
        {
            await using var db = await factory.CreateDbContextAsync(cancellation);
            return await CardCatalogue.ReadAsync(db, cancellation);
        }
    }
}
