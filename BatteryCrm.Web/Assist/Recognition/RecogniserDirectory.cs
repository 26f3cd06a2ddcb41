using System.Collections.Concurrent;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>The tenants' recognisers, compiled once and kept until a live event says that the catalogue or a setting changed.</summary>
public sealed class RecogniserDirectory
{
    private readonly Func<Guid, CancellationToken, Task<RecognitionCatalogue>> read;
    private readonly ConcurrentDictionary<Guid, Recogniser> known = [];
    private long version;

    /// <param name="read">The catalogue as its tenant sees it.</param>
    /// <param name="hub">Says what changed.</param>
    internal RecogniserDirectory(Func<Guid, CancellationToken, Task<RecognitionCatalogue>> read, LiveHub hub)
    {
        this.read = read;
        hub.Forget += () =>
        {
            Interlocked.Increment(ref version);
            known.Clear();
        };
        hub.Heard += (tenant, fact) =>
        {
            if (fact.Kind is not (LiveKinds.CatalogueChanged or LiveKinds.SettingsChanged)) return;
            Interlocked.Increment(ref version);
            known.TryRemove(tenant, out _);
        };
    }

    /// <summary>The recogniser for a tenant's catalogue as it is now; one of a tenant that does not exist knows no names.</summary>
    public async ValueTask<Recogniser> OfAsync(Guid tenantId, CancellationToken cancellation)
    {
        if (known.TryGetValue(tenantId, out var kept)) return kept;
        var before = Interlocked.Read(ref version);
        var recogniser = new Recogniser(await read(tenantId, cancellation));

        // What changed while it was read may be older than the change: use it once, keep it not.
        if (before == Interlocked.Read(ref version)) known[tenantId] = recogniser;
        return recogniser;
    }
}
