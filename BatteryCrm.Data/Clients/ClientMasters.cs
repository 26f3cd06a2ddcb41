using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients;

/// <summary>Who a client is after merges.</summary>
public static class ClientMasters
{
    // A chain so long is none that anybody made.
    private const int LongestChain = 100;

    /// <summary>The client to whom this one leads, over any chain; himself when he was not merged.</summary>
    public static async Task<Guid> OfAsync(CrmDb db, Guid clientId, CancellationToken cancellation)
    {
        for (var step = 0; step < LongestChain; step++)
        {
            var next = await db.ClientMerges.Where(m => m.MergedClientId == clientId).Select(m => (Guid?)m.MasterClientId).SingleOrDefaultAsync(cancellation);
            if (next is null) break;
            clientId = next.Value;
        }

        return clientId;
    }
}
