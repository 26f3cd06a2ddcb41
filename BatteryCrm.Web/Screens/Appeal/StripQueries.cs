using BatteryCrm.Data;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts.Cards;
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

/// <summary>The read of the device strip: one statement, and only for a repair whose device or price became another.</summary>
public sealed class StripQueries(IDbContextFactory<CrmDb> factory)
{
    /// <param name="facts">The appeal as its card has it.</param>
    /// <param name="catalogue">Names of what the words mean.</param>
    /// <returns>Null for spam; without repair and prices for somebody who buys or sells.</returns>
    public async Task<DeviceStripView?> ReadAsync(CardFacts facts, WordsOfClient words, CardCatalogue catalogue, CancellationToken cancellation)
    {
        if (facts.Type is "spam") return null;

        // What an operator wrote counts more than words; a model of another maker than the appeal's is not this device.
        var isSameMaker = facts.BrandId is null || facts.BrandId == words.BrandId;
        var (brand, model, repair) = (facts.BrandId ?? words.BrandId, facts.ModelId ?? (isSameMaker ? words.ModelId : null), facts.Type is "purchase" or "sale" ? null : facts.RepairTypeId ?? words.RepairTypeId);
        var offers = repair is { } type ? await OffersAsync(brand, model, type, facts.PartsOwner == "client", cancellation) : [];
        var found = new FoundDevice(facts.BrandId is null ? brand : null, facts.ModelId is null ? model : null, facts.RepairTypeId is null ? repair : null);
        return new DeviceStripView(
            facts.Brand ?? catalogue.NameOf(brand), facts.Model ?? catalogue.NameOf(model), repair is null ? null : facts.RepairType ?? catalogue.NameOf(repair), offers,
            found is { BrandId: null, ModelId: null, RepairTypeId: null } ? null : found);
    }

    private async Task<IReadOnlyList<ServiceOffer>> OffersAsync(Guid? brand, Guid? model, Guid repair, bool withClientsPart, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await ServiceOffer.FindAsync(db, brand, model, repair, withClientsPart, cancellation);
    }
}
