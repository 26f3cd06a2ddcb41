using System.Text.Json;
using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>A brand with all that clients call it.</summary>
public sealed record CatalogueBrand(Guid Id, string Name, IReadOnlyList<string> Aliases);

/// <summary>A model with all that clients call it.</summary>
public sealed record CatalogueModel(Guid Id, Guid BrandId, string Name, IReadOnlyList<string> Aliases);

/// <summary>A type of repair by its name.</summary>
public sealed record CatalogueRepair(Guid Id, string Name);

/// <summary>What a recogniser is made of: the active rows of one tenant's catalogue.</summary>
/// <param name="RepairWords">The tenant's own words by the name of the repair type; they take the place of the built-in ones (<see cref="RepairWords"/>).</param>
public sealed record RecognitionCatalogue(
    IReadOnlyList<CatalogueBrand> Brands, IReadOnlyList<CatalogueModel> Models, IReadOnlyList<CatalogueRepair> Repairs,
    IReadOnlyDictionary<string, IReadOnlyList<string>> RepairWords)
{
    /// <summary>Key of <c>tenant_configs</c>: a JSON object, name of a repair type → list of words as <see cref="Recognition.RepairWords"/> reads them.</summary>
    public const string WordsKey = "recognition_words";

    /// <summary>Four statements; once per tenant and change of its catalogue.</summary>
    public static async Task<RecognitionCatalogue> ReadAsync(CrmDb db, Guid tenantId, CancellationToken cancellation)
    {
        var brands = await db.Brands.Where(b => b.TenantId == tenantId && b.IsActive).OrderBy(b => b.Id)
            .Select(b => new { b.Id, b.Name, b.NormalizedName, b.Aliases }).ToListAsync(cancellation);
        var models = await db.Models.Where(m => m.TenantId == tenantId && m.IsActive).OrderBy(m => m.Id)
            .Select(m => new { m.Id, m.BrandId, m.Name, m.Aliases }).ToListAsync(cancellation);
        var repairs = await db.RepairTypes.Where(r => r.TenantId == tenantId && r.IsActive).OrderBy(r => r.Id)
            .Select(r => new CatalogueRepair(r.Id, r.Name)).ToListAsync(cancellation);
        var words = await db.TenantConfigs.Where(c => c.TenantId == tenantId && c.Key == WordsKey).Select(c => c.Value).SingleOrDefaultAsync(cancellation);
        return new RecognitionCatalogue(
            [.. brands.Select(b => new CatalogueBrand(b.Id, b.Name, [b.NormalizedName, .. b.Aliases]))],
            [.. models.Select(m => new CatalogueModel(m.Id, m.BrandId, m.Name, m.Aliases))],
            repairs, Words(words));
    }

    /// <summary>Names and words of the setting; what is not a list of texts counts as not set.</summary>
    internal static IReadOnlyDictionary<string, IReadOnlyList<string>> Words(string? json)
    {
        var words = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (json is null) return words;
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind is not JsonValueKind.Object) return words;
        foreach (var type in document.RootElement.EnumerateObject())
        {
            if (type.Value.ValueKind is not JsonValueKind.Array) continue;
            words[type.Name] = [.. type.Value.EnumerateArray().Where(w => w.ValueKind is JsonValueKind.String).Select(w => w.GetString()!)];
        }

        return words;
    }
}
