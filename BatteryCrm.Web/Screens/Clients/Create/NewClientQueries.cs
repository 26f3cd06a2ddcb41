using BatteryCrm.Data;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Clients.Card;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Clients.Create;

/// <summary>What can be picked for an appeal by hand.</summary>
public sealed record NewClientChoices(IReadOnlyList<SourceOption> Sources, IReadOnlyList<NewClientDevice> Devices, ClientOption? Known);

/// <summary>Reads of the form for somebody who called.</summary>
public sealed class NewClientQueries(IDbContextFactory<CrmDb> factory)
{
    // A catalogue is some hundred models; who has more types on.
    private const int MostModels = 3000;
    private const int MostSources = 200;

    /// <param name="clientId">Who he is; null = nobody knows yet.</param>
    public async Task<NewClientChoices> ReadAsync(Guid? clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var sources = await db.LeadSources.Where(s => s.IsActive).OrderBy(s => s.Name).Take(MostSources).Select(s => new SourceOption(s.Id, s.Name)).ToListAsync(cancellation);
        var brands = await db.Brands.Where(b => b.IsActive).OrderBy(b => b.Name).Select(b => new { b.Id, b.Name }).ToListAsync(cancellation);
        var models = await db.Models.Where(m => m.IsActive).OrderBy(m => m.Name).Take(MostModels).Select(m => new { m.Id, m.BrandId, m.Name }).ToListAsync(cancellation);
        var names = brands.ToDictionary(b => b.Id, b => b.Name);
        var known = clientId is { } id ? await ClientMastersOfAsync(db, id, cancellation) : null;
        return new NewClientChoices(
            sources,
            [
                .. brands.Select(b => new NewClientDevice(b.Id, null, b.Name)),
                .. models.Where(m => names.ContainsKey(m.BrandId)).Select(m => new NewClientDevice(m.BrandId, m.Id, DeviceText.Of(names[m.BrandId], m.Name)!)),
            ],
            known);
    }

    private static async Task<ClientOption?> ClientMastersOfAsync(CrmDb db, Guid clientId, CancellationToken cancellation)
    {
        var master = await Data.Clients.ClientMasters.OfAsync(db, clientId, cancellation);
        return await db.Clients.Where(c => c.Id == master).Select(c => new ClientOption(c.Id, c.Name, c.Phone)).SingleOrDefaultAsync(cancellation);
    }
}
