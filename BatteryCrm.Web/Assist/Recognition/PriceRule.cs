using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>Which prices of a repair hold for a device: those of the model, else those of the brand, else those of any device. The strip, the price table and the counts all ask here.</summary>
public static class PriceRule
{
    /// <param name="brandId">Null = any.</param>
    /// <param name="modelId">Null = any; a price of a model is the model's whatever its brand says.</param>
    public static OfferScope ScopeOf(Guid? brandId, Guid? modelId) => modelId is not null ? OfferScope.Model : brandId is not null ? OfferScope.Brand : OfferScope.AnyDevice;

    /// <summary>Of the prices of one repair that a device may have, the most specific ones.</summary>
    public static IReadOnlyList<TRow> Winning<TRow>(IReadOnlyList<TRow> rows, Func<TRow, OfferScope> scopeOf)
    {
        if (rows.Count == 0) return rows;
        var scope = rows.Max(scopeOf);
        return [.. rows.Where(r => scopeOf(r) == scope)];
    }

    /// <summary>For how many active models the prices of a scope hold. One statement; by ix_services_price.</summary>
    /// <param name="brandId">Of <see cref="OfferScope.Brand"/>.</param>
    /// <param name="modelId">Of <see cref="OfferScope.Model"/>.</param>
    public static Task<int> ModelsAsync(CrmDb db, Guid repairTypeId, Guid? brandId, Guid? modelId, CancellationToken cancellation)
    {
        var prices = db.Services.Where(s => s.RepairTypeId == repairTypeId && s.IsActive);
        var models = db.Models.Where(m => m.IsActive && db.Brands.Any(b => b.Id == m.BrandId && b.IsActive));
        return ScopeOf(brandId, modelId) switch
        {
            OfferScope.Model => models.CountAsync(m => m.Id == modelId, cancellation),
            OfferScope.Brand => models.CountAsync(m => m.BrandId == brandId && !prices.Any(s => s.ModelId == m.Id), cancellation),
            _ => models.CountAsync(m => !prices.Any(s => s.ModelId == m.Id) && !prices.Any(s => s.ModelId == null && s.BrandId == m.BrandId), cancellation),
        };
    }
}
