using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Live;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Live;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Assist.Recognition;

/// <summary>Recognisers are compiled from the database once and again when their catalogue changed.</summary>
public sealed class RecogniserDirectoryTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly LiveHub hub = new(TimeProvider.System, NullLogger<LiveHub>.Instance);

    [Fact]
    public async Task Of_TwoTenants_KnowsTheActiveRowsOfEachOnly()
    {
        var (one, other) = (await database.Given.TenantAsync(), await database.Given.TenantAsync());
        var brand = await BrandAsync(one, "Apple", "айфон");
        var model = await ModelAsync(one, brand, "iPhone 13", "айфон 13");
        await ModelAsync(one, brand, "iPhone 12", "айфон 12", isActive: false);
        var directory = Directory();

        var found = (await directory.OfAsync(one, CancellationToken.None)).Recognise("экран на айфон 13");
        Assert.Equal((brand, model), (found.BrandId, found.ModelId));
        Assert.Null((await directory.OfAsync(one, CancellationToken.None)).Recognise("айфон 12").ModelId);
        Assert.Equal(DeviceFinding.NotNamed, (await directory.OfAsync(other, CancellationToken.None)).Recognise("айфон 13").Device);
    }

    [Theory]
    [InlineData(LiveKinds.CatalogueChanged)]
    [InlineData(LiveKinds.SettingsChanged)]
    public async Task Of_AfterTheCatalogueChanged_ReadsItAnewOnceItIsTold(string kind)
    {
        var tenant = await database.Given.TenantAsync();
        var brand = await BrandAsync(tenant, "Apple", "айфон");
        var directory = Directory();
        var before = await directory.OfAsync(tenant, CancellationToken.None);
        var model = await ModelAsync(tenant, brand, "iPhone 13", "айфон 13");
        Assert.Same(before, await directory.OfAsync(tenant, CancellationToken.None));

        hub.Tell(tenant, new LiveFact(kind, AppealId: null, MessageId: null, SubjectId: null));

        Assert.Equal(model, (await directory.OfAsync(tenant, CancellationToken.None)).Recognise("айфон 13").ModelId);
    }

    [Fact]
    public async Task Of_AfterFactsWereMissed_ReadsEverythingAnew()
    {
        var tenant = await database.Given.TenantAsync();
        var directory = Directory();
        var before = await directory.OfAsync(tenant, CancellationToken.None);

        hub.ResyncAll();

        Assert.NotSame(before, await directory.OfAsync(tenant, CancellationToken.None));
    }

    // One event a tenant and statement, whoever changes the rows.
    [Theory]
    [InlineData("brands")]
    [InlineData("models")]
    [InlineData("repair_types")]
    public async Task Change_OfTheCatalogue_IsToldOnceAStatementAndTenant(string table)
    {
        await using var own = await TestDatabase.CreateAsync();
        var (one, other) = (await own.Given.TenantAsync(), await own.Given.TenantAsync());
        foreach (var tenant in (Guid[])[one, other])
        {
            var brand = await own.Given.AddAsync(new Brand { TenantId = tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
            foreach (var name in (string[])["1", "2"])
            {
                await own.Given.AddAsync(new Model { TenantId = tenant, BrandId = brand, Name = name }, m => m.Id);
                await own.Given.AddAsync(new RepairType { TenantId = tenant, Name = name }, r => r.Id);
            }
        }

        await own.ExecuteAsync("truncate live_events; delete from models where name = '2'");
        await TellsAsync([one, other]);
        await own.ExecuteAsync($"update {table} set is_active = false where tenant_id = '{one}'");
        await TellsAsync([one]);
        await using (var db = own.Db(other))
        {
            db.RepairTypes.AddRange(new RepairType { Name = "3" }, new RepairType { Name = "4" });
            await db.SaveChangesAsync();
        }

        await using var owner = own.OwnerDb();
        Assert.All(await owner.LiveEvents.ToListAsync(), e => Assert.Equal((other, LiveKinds.CatalogueChanged), (e.TenantId, e.Kind)));

        async Task TellsAsync(Guid[] tenants)
        {
            await using var read = own.OwnerDb();
            Assert.Equal(tenants.Order(), (await read.LiveEvents.Where(e => e.Kind == LiveKinds.CatalogueChanged).Select(e => e.TenantId).ToListAsync()).Order());
            await own.ExecuteAsync("truncate live_events");
        }
    }

    private RecogniserDirectory Directory() => new(ReadAsync, hub);

    private async Task<RecognitionCatalogue> ReadAsync(Guid tenantId, CancellationToken cancellation)
    {
        await using var db = database.Db(tenantId);
        return await RecognitionCatalogue.ReadAsync(db, tenantId, cancellation);
    }

    private Task<Guid> BrandAsync(Guid tenant, string name, string alias) =>
        database.Given.AddAsync(new Brand { TenantId = tenant, Name = name, NormalizedName = name.ToLowerInvariant(), Aliases = [alias] }, b => b.Id);

    private Task<Guid> ModelAsync(Guid tenant, Guid brand, string name, string alias, bool isActive = true) =>
        database.Given.AddAsync(new Model { TenantId = tenant, BrandId = brand, Name = name, Aliases = [alias], IsActive = isActive }, m => m.Id);
}
