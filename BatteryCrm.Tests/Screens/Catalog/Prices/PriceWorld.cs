using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Prices;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Catalog.Prices;

/// <summary>A tenant with two brands of three models each, two repair types and an admin at the price table.</summary>
internal sealed record PriceWorld(TestDatabase Database, Guid Tenant, Guid Admin, Guid[] Brands, Guid[] Models, Guid Display, Guid Battery, TenantZone Zone, Clock Clock)
{
    public PricesQueries Queries => new(Database.Factory(Tenant, Admin));

    public PriceActions Actions => ActionsOf(Roles.Admin);

    public PricePlans Plans => new(Database.Factory(Tenant, Admin), Me(Roles.Admin), Zone, Clock);

    public PriceBulk Bulk => new(Database.Factory(Tenant, Admin), Me(Roles.Admin), Plans);

    public static async Task<PriceWorld> MakeAsync(TestDatabase database)
    {
        var (tenant, given) = (await database.Given.TenantAsync(), database.Given);
        var (brands, models) = (new List<Guid>(), new List<Guid>());
        foreach (var name in (string[])["Apple", "Samsung"])
        {
            var brand = await given.AddAsync(new Brand { TenantId = tenant, Name = name, NormalizedName = name.ToLowerInvariant() }, b => b.Id);
            brands.Add(brand);
            for (var i = 9; i <= 11; i++) models.Add(await given.AddAsync(new Model { TenantId = tenant, BrandId = brand, Name = $"{name} {i}", Aliases = [$"алиас {name} {i}"] }, m => m.Id));
        }

        async Task<Guid> RepairAsync(string name) => await given.AddAsync(new RepairType { TenantId = tenant, Name = name }, r => r.Id);
        return new PriceWorld(database, tenant, await given.OperatorAsync(tenant, Roles.Admin, name: "Олег"), [.. brands], [.. models], await RepairAsync("Дисплей"), await RepairAsync("Батарея"), await Zones.OfAsync(database, tenant), new Clock());
    }

    public PriceActions ActionsOf(string role) => new(Database.Factory(Tenant, Admin), Me(role));

    public PriceDesk Desk() => new(Queries, Actions);

    public async Task<PriceDesk> LoadedAsync(PricesView? view = null)
    {
        var desk = Desk();
        await desk.LoadAsync(view ?? PricesView.All with { WithUnused = true }, default);
        await desk.WindowAsync(0, desk.Shown.Count, default);
        return desk;
    }

    public CurrentOperator Me(string role)
    {
        var me = new CurrentOperator();
        me.Set(new OperatorIdentity(Admin, Tenant, "Олег", role));
        return me;
    }

    /// <summary>A price as any other way may have made it.</summary>
    public Task<Guid> AddAsync(string name, decimal price, Guid? brand = null, Guid? model = null, Guid? repair = null, int minutes = 40) => Database.Given.AddAsync(
        new Service { TenantId = Tenant, BrandId = brand, ModelId = model, RepairTypeId = repair ?? Display, MalfunctionCategory = "Экран", MalfunctionType = name, PriceRub = price, DurationMinutes = minutes }, s => s.Id);

    /// <summary>What the strip offers for a row of the table.</summary>
    public async Task<IReadOnlyList<ServiceOffer>> OffersAsync(PriceRow row, Guid repair)
    {
        await using var db = Database.Db(Tenant);
        return await ServiceOffer.FindAsync(db, row.BrandId, row.ModelId, repair, withClientsPart: false, default);
    }

    public async Task<Service> ServiceAsync(Guid id)
    {
        await using var db = Database.Db(Tenant);
        return await db.Services.SingleAsync(s => s.Id == id);
    }

    public Task<decimal> PriceAsync(Guid id) => Database.ScalarAsync<decimal>($"select price_rub from services where id = '{id}'");
}
