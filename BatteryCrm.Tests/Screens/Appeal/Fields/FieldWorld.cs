using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Screens.Appeal.Fields;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Fields;

/// <summary>A tenant with small catalogues and one empty appeal.</summary>
internal sealed record FieldWorld(TestDatabase Database, Guid Tenant, Guid Operator, Guid Appeal)
{
    public Guid Phones { get; private set; }
    public Guid Tablets { get; private set; }
    public Guid Apple { get; private set; }
    public Guid Samsung { get; private set; }
    public Guid IPhone13 { get; private set; }
    public Guid Galaxy { get; private set; }
    public Guid Display { get; private set; }
    public Guid Screen { get; private set; }
    public Guid Charging { get; private set; }
    public Guid Cracked { get; private set; }
    public Guid Site { get; private set; }
    public Guid SiteSource { get; private set; }

    public static async Task<FieldWorld> MakeAsync(TestDatabase database)
    {
        var given = database.Given;
        var tenant = await given.TenantAsync();
        var site = await given.AddAsync(new SalesChannel { TenantId = tenant, Name = "Сайт" }, s => s.Id);
        var phones = await given.AddAsync(new DeviceType { TenantId = tenant, Name = "Телефон" }, d => d.Id);
        var apple = await given.AddAsync(new Brand { TenantId = tenant, Name = "Apple", NormalizedName = "apple", Aliases = ["эппл"] }, b => b.Id);
        var samsung = await given.AddAsync(new Brand { TenantId = tenant, Name = "Samsung", NormalizedName = "samsung", Aliases = ["самсунг"] }, b => b.Id);
        var screen = await given.AddAsync(new IssueType { TenantId = tenant, Name = "Экран" }, i => i.Id);
        return new FieldWorld(database, tenant, await given.OperatorAsync(tenant), await given.AppealAsync(tenant))
        {
            Phones = phones, Apple = apple, Samsung = samsung, Screen = screen, Site = site,
            Tablets = await given.AddAsync(new DeviceType { TenantId = tenant, Name = "Планшет" }, d => d.Id),
            IPhone13 = await given.AddAsync(new Model { TenantId = tenant, BrandId = apple, DeviceTypeId = phones, Name = "iPhone 13", Aliases = ["айфон 13"] }, m => m.Id),
            Galaxy = await given.AddAsync(new Model { TenantId = tenant, BrandId = samsung, DeviceTypeId = phones, Name = "Galaxy A52", Aliases = ["а52"] }, m => m.Id),
            Display = await given.AddAsync(new RepairType { TenantId = tenant, Name = "Дисплей" }, r => r.Id),
            Charging = await given.AddAsync(new IssueType { TenantId = tenant, Name = "Зарядка" }, i => i.Id),
            Cracked = await given.AddAsync(new Issue { TenantId = tenant, IssueTypeId = screen, Name = "Трещина" }, i => i.Id),
            SiteSource = await given.AddAsync(new LeadSource { TenantId = tenant, SalesChannelId = site, Name = "Яндекс Директ" }, s => s.Id),
        };
    }

    public FieldActions Actions
    {
        get
        {
            var current = new CurrentOperator();
            current.Set(new OperatorIdentity(Operator, Tenant, "Ирина", Roles.Operator));
            return new FieldActions(Database.Factory(Tenant), current, TimeProvider.System);
        }
    }

    public Task<FieldResult> SetAsync(CardField field, string? after, string? before = null, string? reason = null) => Actions.SetAsync(Appeal, field, before, after, default, reason);

    public async Task<BatteryCrm.Data.Appeals.Appeal> ReadAsync()
    {
        await using var db = Database.Db(Tenant);
        return await db.Appeals.AsNoTracking().SingleAsync(a => a.Id == Appeal);
    }

    public async Task<Guid> DealAsync(string code)
    {
        await using var db = Database.OwnerDb();
        return await db.DealTypes.Where(d => d.Code == code).Select(d => d.Id).SingleAsync();
    }

    public async Task<CardCatalogue> CatalogueAsync()
    {
        await using var db = Database.Db(Tenant);
        return await CardCatalogue.ReadAsync(db, default);
    }

    /// <summary>The log, oldest first: type and details.</summary>
    public async Task<List<(string Type, string? Details)>> LogAsync()
    {
        await using var db = Database.Db(Tenant);
        var read = await db.OperatorActions.Where(a => a.ContextAppealId == Appeal).OrderBy(a => a.CreatedAt).ThenBy(a => a.Id).Select(a => new { a.ActionType, a.Details }).ToListAsync();
        return read.ConvertAll(a => (a.ActionType, a.Details));
    }
}
