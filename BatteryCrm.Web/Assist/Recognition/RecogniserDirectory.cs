using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>The tenants' recognisers, compiled once and kept until a live event says that the catalogue or a setting changed.</summary>
public sealed class RecogniserDirectory
{
    private readonly TenantCache<Recogniser> recognisers;

    /// <param name="read">The catalogue as its tenant sees it.</param>
    /// <param name="hub">Says what changed.</param>
    internal RecogniserDirectory(Func<Guid, CancellationToken, Task<RecognitionCatalogue>> read, LiveHub hub) =>
        recognisers = new TenantCache<Recogniser>(
            async (tenantId, cancellation) => new Recogniser(await read(tenantId, cancellation)), hub, LiveKinds.CatalogueChanged, LiveKinds.SettingsChanged);

    /// <summary>The recogniser for a tenant's catalogue as it is now; one of a tenant that does not exist knows no names.</summary>
    public ValueTask<Recogniser> OfAsync(Guid tenantId, CancellationToken cancellation) => recognisers.OfAsync(tenantId, cancellation);
}
