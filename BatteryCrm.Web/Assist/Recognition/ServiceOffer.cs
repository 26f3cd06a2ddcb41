using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>For which devices a price was written; the more special one wins.</summary>
public enum OfferScope
{
    AnyDevice,
    Brand,
    Model,
}

/// <summary>One row of the price list that fits an appeal.</summary>
/// <param name="Name">The work: "Замена дисплея (оригинал)".</param>
/// <param name="PriceRub">Roubles; with the client's own part labour alone. Null = needs an estimate.</param>
/// <param name="Minutes">How long it takes.</param>
public sealed record ServiceOffer(Guid ServiceId, string Name, decimal? PriceRub, int Minutes, OfferScope Scope)
{
    /// <summary>
    /// The most specific active rows for a repair: of the model, else of the brand, else of any device. Equally specific rows are all offered, cheapest first, and the
    /// operator chooses; none when the price list has nothing for it. One statement over ix_services_price.
    /// </summary>
    /// <param name="brandId">Null = not known.</param>
    /// <param name="modelId">Null = not known.</param>
    /// <param name="withClientsPart">The client brings the part.</param>
    public static async Task<IReadOnlyList<ServiceOffer>> FindAsync(
        CrmDb db, Guid? brandId, Guid? modelId, Guid repairTypeId, bool withClientsPart, CancellationToken cancellation)
    {
        var rows = await db.Services
            .Where(s => s.RepairTypeId == repairTypeId && s.IsActive)
            .Where(s => s.ModelId == null ? s.BrandId == null || s.BrandId == brandId : s.ModelId == modelId)
            .Select(s => new ServiceOffer(
                s.Id, s.MalfunctionType, withClientsPart ? s.LabourRub : s.PriceRub, s.DurationMinutes,
                s.ModelId != null ? OfferScope.Model : s.BrandId != null ? OfferScope.Brand : OfferScope.AnyDevice))
            .ToListAsync(cancellation);
        return [.. PriceRule.Winning(rows, r => r.Scope).OrderBy(r => r.PriceRub is null).ThenBy(r => r.PriceRub).ThenBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.ServiceId)];
    }
}
