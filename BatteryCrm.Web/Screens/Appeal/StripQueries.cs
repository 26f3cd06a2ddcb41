using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What the device strip shows.</summary>
/// <param name="Brand">Null while unknown.</param>
/// <param name="Model">Null while unknown.</param>
/// <param name="Repair">Null while unknown.</param>
/// <param name="Offers">The most specific rows of the price list; the operator chooses.</param>
/// <param name="ToKeep">What the client's words name and the appeal lacks; null when there is nothing of the kind.</param>
public sealed record DeviceStripView(string? Brand, string? Model, string? Repair, IReadOnlyList<ServiceOffer> Offers, FoundDevice? ToKeep);

/// <summary>What the words name and an appeal can take over; null where it has it already, or nothing is named.</summary>
public sealed record FoundDevice(Guid? BrandId, Guid? ModelId, Guid? RepairTypeId);

/// <summary>Reads of the device strip: two statements, and only when what the client's words name became another.</summary>
public sealed class StripQueries(IDbContextFactory<CrmDb> factory)
{
    /// <returns>Null when there is no such appeal, or it is spam; without repair and prices for somebody who buys or sells.</returns>
    public async Task<DeviceStripView?> ReadAsync(Guid appealId, WordsOfClient words, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var own = await db.Appeals.Where(a => a.Id == appealId).Select(a => new
        {
            a.BrandId, a.ModelId, a.RepairTypeId, a.ClientParts, a.Type,
            Brand = db.Brands.Where(b => b.Id == (a.BrandId ?? words.BrandId)).Select(b => b.Name).FirstOrDefault(),
            Model = db.Models.Where(m => m.Id == (a.ModelId ?? words.ModelId)).Select(m => m.Name).FirstOrDefault(),
            Repair = db.RepairTypes.Where(r => r.Id == (a.RepairTypeId ?? words.RepairTypeId)).Select(r => r.Name).FirstOrDefault(),
        }).SingleOrDefaultAsync(cancellation);
        if (own is null or { Type: "spam" }) return null;

        // What an operator wrote counts more than words; a model of another maker than the appeal's is not this device.
        var isSameMaker = own.BrandId is null || own.BrandId == words.BrandId;
        var (brand, model, repair) = (own.BrandId ?? words.BrandId, own.ModelId ?? (isSameMaker ? words.ModelId : null), own.Type is "purchase" or "sale" ? null : own.RepairTypeId ?? words.RepairTypeId);
        var offers = repair is { } type ? await ServiceOffer.FindAsync(db, brand, model, type, own.ClientParts, cancellation) : [];
        var found = new FoundDevice(own.BrandId is null ? brand : null, own.ModelId is null ? model : null, own.RepairTypeId is null ? repair : null);
        return new DeviceStripView(own.Brand, model is null ? null : own.Model, repair is null ? null : own.Repair, offers, found is { BrandId: null, ModelId: null, RepairTypeId: null } ? null : found);
    }
}
