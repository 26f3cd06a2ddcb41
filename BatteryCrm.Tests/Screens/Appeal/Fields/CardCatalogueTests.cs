using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Fields;

/// <summary>What the card shows for which deal type, and what can be picked in it.</summary>
public sealed class CardCatalogueTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Shown_HiddenForADealType_IsHiddenForThatOneOnly()
    {
        var world = await FieldWorld.MakeAsync(database);
        var (sale, repair) = (await world.DealAsync("sale"), await world.DealAsync("repair"));
        await database.Given.AddAsync(new AppealMetaVisibility { ConfigId = "repair_type", DealTypeId = sale, TenantId = world.Tenant, IsVisible = false }, v => v.ConfigId);
        await database.Given.AddAsync(new AppealMetaVisibility { ConfigId = "issue", DealTypeId = sale, TenantId = world.Tenant, IsVisible = true }, v => v.ConfigId);

        var catalogue = await world.CatalogueAsync();

        Assert.DoesNotContain("repair_type", Ids(catalogue, "appeal", sale));
        Assert.Contains("issue", Ids(catalogue, "appeal", sale));
        Assert.Contains("repair_type", Ids(catalogue, "appeal", repair));
        Assert.Contains("repair_type", Ids(catalogue, "appeal", null));
        var other = await FieldWorld.MakeAsync(database);
        Assert.Contains("repair_type", Ids(await other.CatalogueAsync(), "appeal", sale));
    }

    // A rule knows the type before anybody has confirmed a deal type.
    [Fact]
    public async Task Shown_OfATypeThatOnlyARuleKnows_IsThatOfItsDealType()
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.Given.AddAsync(new AppealMetaVisibility { ConfigId = "estimated_cost", DealTypeId = await world.DealAsync("spam"), TenantId = world.Tenant, IsVisible = false }, v => v.ConfigId);

        Assert.DoesNotContain((await world.CatalogueAsync()).Shown(new CardFacts { Type = "spam" }), p => p.Id == "estimated_cost");
    }

    [Fact]
    public async Task Shown_OfAGroup_IsInTheOrderOfTheParameters()
    {
        var world = await FieldWorld.MakeAsync(database);

        Assert.Equal(
            ["stage", "deal_type", "sales_channel", "lead_source", "created_at", "repair_type", "issue_type", "issue", "parts_owner", "estimated_cost", "estimated_time", "appointment"],
            Ids(await world.CatalogueAsync(), "appeal", null));
    }

    // "а52" in Cyrillic letters is "A52", "айфон13" is "iPhone 13" by its alias.
    [Theory]
    [InlineData("айфон13", "Apple iPhone 13")]
    [InlineData("iPhone 13", "Apple iPhone 13")]
    [InlineData("apple iphone", "Apple iPhone 13")]
    [InlineData("А52", "Samsung Galaxy A52")]
    [InlineData("самсунг", "Samsung|Samsung Galaxy A52")]
    [InlineData("нокия", "")]
    public async Task Find_ByAnySpelling_GivesTheDevice(string typed, string found)
    {
        var world = await FieldWorld.MakeAsync(database);
        var options = (await world.CatalogueAsync()).OptionsOf(CardField.Device, new CardFacts());

        Assert.Equal(found, string.Join('|', CardCatalogue.Find(options, typed).Select(o => o.Name)));
    }

    [Fact]
    public async Task Options_OfIssues_AreThoseOfTheGroupOnceItIsKnown()
    {
        var world = await FieldWorld.MakeAsync(database);
        var catalogue = await world.CatalogueAsync();

        Assert.Equal(["Трещина"], catalogue.OptionsOf(CardField.Issue, new CardFacts()).Select(o => o.Name));
        Assert.Empty(catalogue.OptionsOf(CardField.Issue, new CardFacts { IssueTypeId = world.Charging }));
    }

    [Fact]
    public async Task Options_OfDealTypes_AreThoseThatTheTenantUses()
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.Given.AddAsync(new TenantConfig { TenantId = world.Tenant, Key = "deal_types_used", Value = """["repair", "spam"]""" }, c => c.Id);

        Assert.Equal(["repair", "spam"], (await world.CatalogueAsync()).OptionsOf(CardField.DealType, new CardFacts()).Select(o => o.Code!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Options_Archived_AreNotOffered()
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.ExecuteAsync($"update models set is_active = false where id = '{world.Galaxy}'");

        Assert.DoesNotContain((await world.CatalogueAsync()).OptionsOf(CardField.Device, new CardFacts()), o => o.Name.Contains("A52", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("update device_types set name = name where tenant_id = '{0}'", LiveKinds.CatalogueChanged)]
    [InlineData("update issue_types set name = name where tenant_id = '{0}'", LiveKinds.CatalogueChanged)]
    [InlineData("update issues set name = name where tenant_id = '{0}'", LiveKinds.CatalogueChanged)]
    [InlineData("update lead_sources set name = name where tenant_id = '{0}'", LiveKinds.CatalogueChanged)]
    [InlineData("update sales_channels set name = name where tenant_id = '{0}'", LiveKinds.CatalogueChanged)]
    [InlineData("insert into appeal_meta_visibility (config_id, deal_type_id, tenant_id) select 'issue', id, '{0}' from deal_types where code = 'spam'", LiveKinds.SettingsChanged)]
    [InlineData("update appeal_meta_config set label = label where id = 'issue'", LiveKinds.SettingsChanged)]
    public async Task Change_OfWhatTheCardKnows_IsTold(string sql, string kind)
    {
        var world = await FieldWorld.MakeAsync(database);
        await database.ExecuteAsync($"delete from live_events where tenant_id = '{world.Tenant}'");

        await database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, sql, world.Tenant));

        await using var db = database.OwnerDb();
        Assert.Equal(kind, Assert.Single(await db.LiveEvents.IgnoreQueryFilters().Where(e => e.TenantId == world.Tenant).ToListAsync()).Kind);
    }

    private static IEnumerable<string> Ids(CardCatalogue catalogue, string group, Guid? deal) => catalogue.Shown(new CardFacts { DealTypeId = deal }).Where(p => p.Group == group).Select(p => p.Id);
}
