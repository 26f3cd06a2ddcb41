using BatteryCrm.Data.Catalog;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;

namespace BatteryCrm.Tests.Assist.Recognition;

/// <summary>Which rows of the price list are offered for a device and a repair.</summary>
public sealed class ServiceOfferTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Find_RowsOfModelBrandAndAny_TheMostSpecificActiveOneWins()
    {
        var shop = await ShopAsync();
        await shop.AddAsync("Любой", 1800, 90);
        await shop.AddAsync("Apple", 1500, 60, shop.Brand);
        var own = await shop.AddAsync("iPhone 13", 1000, 40, shop.Brand, shop.Model);

        Assert.Equal([("iPhone 13", 1000m, 40, OfferScope.Model)], await shop.OffersAsync(shop.Brand, shop.Model));
        Assert.Equal([("Apple", 1500m, 60, OfferScope.Brand)], await shop.OffersAsync(shop.Brand, null));
        Assert.Equal([("Apple", 1500m, 60, OfferScope.Brand)], await shop.OffersAsync(shop.Brand, shop.OtherModel));
        Assert.Equal([("Любой", 1800m, 90, OfferScope.AnyDevice)], await shop.OffersAsync(null, null));
        Assert.Equal([("Любой", 1800m, 90, OfferScope.AnyDevice)], await shop.OffersAsync(shop.OtherBrand, null));
        await database.ExecuteAsync($"update services set is_active = false where id = '{own}'");
        Assert.Equal([("Apple", 1500m, 60, OfferScope.Brand)], await shop.OffersAsync(shop.Brand, shop.Model));
    }

    [Fact]
    public async Task Find_EquallySpecificRows_AreAllOfferedCheapestFirst()
    {
        var shop = await ShopAsync();
        await shop.AddAsync("Оригинал", 8900, 40, shop.Brand, shop.Model);
        await shop.AddAsync("Копия", 4500, 40, shop.Brand, shop.Model);
        await shop.AddAsync("Любой", 100, 1);

        Assert.Equal(["Копия", "Оригинал"], (await shop.OffersAsync(shop.Brand, shop.Model)).Select(o => o.Name));
    }

    [Fact]
    public async Task Find_WithTheClientsPart_IsLabourOrNeedsAnEstimate()
    {
        var shop = await ShopAsync();
        await shop.AddAsync("Без оценки", 3000, 40, shop.Brand, shop.Model);
        await shop.AddAsync("С работой", 8500, 40, shop.Brand, shop.Model, labour: 2500);

        Assert.Equal([("С работой", 2500m), ("Без оценки", null)], (await shop.OffersAsync(shop.Brand, shop.Model, withClientsPart: true)).Select(o => (o.Name, o.Price)));
    }

    [Fact]
    public async Task Find_NothingForTheRepair_IsEmptyAndAnotherTenantsRowsAreNotSeen()
    {
        var (shop, other) = (await ShopAsync(), await ShopAsync());
        await other.AddAsync("Чужая", 1, 1);
        await shop.AddAsync("Другой модели", 1, 1, shop.Brand, shop.OtherModel);

        Assert.Empty(await shop.OffersAsync(shop.Brand, shop.Model));
        await using var db = database.Db(shop.Tenant);
        Assert.Empty(await ServiceOffer.FindAsync(db, null, null, other.Repair, withClientsPart: false, CancellationToken.None));
    }

    private async Task<Shop> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        var brands = new Guid[2];
        for (var i = 0; i < brands.Length; i++) brands[i] = await database.Given.AddAsync(new Brand { TenantId = tenant, Name = $"B{i}", NormalizedName = $"b{i}" }, b => b.Id);
        var models = new Guid[2];
        for (var i = 0; i < models.Length; i++) models[i] = await database.Given.AddAsync(new Model { TenantId = tenant, BrandId = brands[0], Name = $"M{i}" }, m => m.Id);
        var repair = await database.Given.AddAsync(new RepairType { TenantId = tenant, Name = "Дисплей" }, r => r.Id);
        return new Shop(database, tenant, brands[0], brands[1], models[0], models[1], repair);
    }

    private sealed record Shop(TestDatabase Database, Guid Tenant, Guid Brand, Guid OtherBrand, Guid Model, Guid OtherModel, Guid Repair)
    {
        public Task<Guid> AddAsync(string name, decimal price, int minutes, Guid? brand = null, Guid? model = null, decimal? labour = null) =>
            Database.Given.AddAsync(
                new Service
                {
                    TenantId = Tenant, BrandId = brand, ModelId = model, RepairTypeId = Repair, MalfunctionCategory = "Дисплей", MalfunctionType = name,
                    PriceRub = price, LabourRub = labour, DurationMinutes = minutes,
                },
                s => s.Id);

        public async Task<IReadOnlyList<(string Name, decimal? Price, int Minutes, OfferScope Scope)>> OffersAsync(Guid? brand, Guid? model, bool withClientsPart = false)
        {
            await using var db = Database.Db(Tenant);
            var offers = await ServiceOffer.FindAsync(db, brand, model, Repair, withClientsPart, CancellationToken.None);
            return [.. offers.Select(o => (o.Name, o.PriceRub, o.Minutes, o.Scope))];
        }
    }
}
