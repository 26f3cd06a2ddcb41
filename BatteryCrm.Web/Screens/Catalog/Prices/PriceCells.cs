using BatteryCrm.Web.Assist.Recognition;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>A column of the table: one work of a repair type.</summary>
/// <param name="Name">The work ("Замена дисплея (копия)"); of a repair type without prices its own name.</param>
/// <param name="Category">What a new price of the column gets for its category.</param>
/// <param name="Minutes">How long the work mostly takes.</param>
/// <param name="IsUsed">Whether it has a price.</param>
public sealed record PriceColumn(Guid RepairTypeId, string Repair, string Name, string Category, int Minutes, bool IsUsed)
{
    public string Key => $"{RepairTypeId:N}{Folded}";

    public bool Has(OwnPrice price) => price.RepairTypeId == RepairTypeId && string.Equals(price.Name.Trim().ToLowerInvariant(), Folded, StringComparison.Ordinal);

    private string Folded => Name.Trim().ToLowerInvariant();
}

/// <summary>A row of the table: any device, a brand, or a model.</summary>
/// <param name="Name">Empty for any device.</param>
/// <param name="Brand">Of a model; else empty.</param>
/// <param name="Models">Of a brand: how many models of it are shown below it.</param>
public sealed record PriceRow(Guid? BrandId, Guid? ModelId, string Name, string Brand, int Models)
{
    public static readonly PriceRow AnyDevice = new(null, null, string.Empty, string.Empty, 0);

    public OfferScope Scope => PriceRule.ScopeOf(BrandId, ModelId);

    public string Key => Scope switch
    {
        OfferScope.Model => $"m{ModelId:N}",
        OfferScope.Brand => $"b{BrandId:N}",
        _ => "any",
    };
}

/// <summary>An active row of the price list.</summary>
/// <param name="LabourRub">Null = needs an estimate.</param>
/// <param name="IsPlanned">Whether another price is waiting for its day.</param>
public sealed record OwnPrice(Guid ServiceId, Guid? BrandId, Guid? ModelId, Guid RepairTypeId, string Name, decimal PriceRub, decimal? LabourRub, int Minutes, bool IsPlanned)
{
    public OfferScope Scope => PriceRule.ScopeOf(BrandId, ModelId);

    public CellValues Values => new(PriceRub, LabourRub, Minutes);
}

/// <summary>What a cell shows.</summary>
/// <param name="Own">The price that stands here; null when there is none.</param>
/// <param name="More">Further prices that stand here: the price list allows several.</param>
/// <param name="Inherited">The price that holds here and stands in a row above; null when there is none, or an own one.</param>
/// <param name="IsHidden">A row above has a price, but another price of the same repair is more specific, so nobody is offered it.</param>
public sealed record PriceCell(OwnPrice? Own, int More, OwnPrice? Inherited, bool IsHidden)
{
    public OwnPrice? Shown => Own ?? Inherited;
}

/// <summary>What can be typed into a cell.</summary>
/// <param name="LabourRub">Null = needs an estimate.</param>
public sealed record CellValues(decimal PriceRub, decimal? LabourRub, int Minutes);

/// <summary>Where a cell is: key of its row and of its column.</summary>
public readonly record struct CellPlace(string Row, string Column);

/// <summary>What somebody wants a cell to be.</summary>
/// <param name="Seen">What stood there when the typing began; null for nothing of its own.</param>
/// <param name="Wanted">Null = nothing of its own, so that the row above holds.</param>
/// <param name="WithRest">Labour and minutes are meant too; else they stay as they are.</param>
public sealed record CellWish(PriceRow Row, PriceColumn Column, CellValues? Seen, CellValues? Wanted, bool WithRest = false)
{
    public CellPlace Place => new(Row.Key, Column.Key);

    /// <summary>Whether the two say the same of what is meant.</summary>
    public bool IsSame(CellValues? one, CellValues? other) => WithRest ? one == other : one?.PriceRub == other?.PriceRub;
}
