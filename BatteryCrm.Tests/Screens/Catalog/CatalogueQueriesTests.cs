using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Tests.Screens.Catalog;

/// <summary>The list of a catalogue, page by page.</summary>
public sealed class CatalogueQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private static readonly CatalogueView All = new(string.Empty, ByUse: false, WithArchived: false, null);
    private CatalogueWorld world = null!;

    public static TheoryData<string> Slugs => [.. CatalogueKinds.All.Select(k => k.Slug)];

    public async Task InitializeAsync() => world = await CatalogueWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory, MemberData(nameof(Slugs))]
    public async Task List_OfEachCatalogue_IsReadInBothOrders(string slug)
    {
        var kind = CatalogueKinds.Find(slug)!;
        var row = kind.IsReadOnly ? null : await world.AddAsync(kind, "Строка");
        foreach (var byUse in (bool[])[false, true])
        {
            var part = await world.Queries.ListAsync(kind, All with { ByUse = byUse }, null, default);
            Assert.False(part.HasMore);
            if (row is not null) Assert.Equal((row.Id, "Строка", kind.Fields.Count(f => f.IsListed)), (part.Items.Single().Id, part.Items[0].Name, part.Items[0].Listed.Count));
        }
    }

    [Fact]
    public async Task TwoThousandModels_ComePageByPage_EachOnce_InBothOrders()
    {
        var (brands, models) = (CatalogueKinds.Find("brands")!, CatalogueKinds.Find("models")!);
        var brand = await world.AddAsync(brands, "Apple");
        await database.ExecuteAsync($"insert into models (tenant_id, brand_id, name) select '{world.Tenant}', '{brand.Id}', 'Model ' || n from generate_series(1, 2000) n");
        var used = await database.ScalarAsync<Guid>($"select id from models where tenant_id = '{world.Tenant}' and name = 'Model 777'");
        await database.ExecuteAsync($"update appeals set model_id = '{used}' where id = '{world.Appeal}'");

        foreach (var byUse in (bool[])[false, true])
        {
            var seen = new List<CatalogueItem>();
            CataloguePart part;
            do
            {
                part = await world.Queries.ListAsync(models, All with { ByUse = byUse }, seen.LastOrDefault(), default);
                seen.AddRange(part.Items);
            }
            while (part.HasMore);
            Assert.Equal(2000, seen.DistinctBy(i => i.Id).Count());
            Assert.Equal(2000, seen.Count);
            Assert.Equal(byUse ? "Model 777" : "Model 1", seen[0].Name);
        }
    }

    [Fact]
    public async Task Search_FindsByNameSpellingAndParent_AndTheArchivedWhenAsked()
    {
        var (brands, models) = (CatalogueKinds.Find("brands")!, CatalogueKinds.Find("models")!);
        var brand = await world.AddAsync(brands, "Apple");
        var model = await world.AddAsync(models, "iPhone 13", ("brand_id", brand.Id), ("aliases", "айфон 13"));
        foreach (var text in (string[])["PHONE", "АЙФОН", "apple"]) Assert.Equal(model.Id, (await world.Queries.ListAsync(models, All with { Text = text }, null, default)).Items.Single().Id);
        Assert.Empty((await world.Queries.ListAsync(models, All with { Text = "%" }, null, default)).Items);
        await world.Actions.SetActiveAsync(models, model.Id, isActive: false, default);
        Assert.Empty((await world.Queries.ListAsync(models, All, null, default)).Items);
        Assert.False((await world.Queries.ListAsync(models, All with { WithArchived = true }, null, default)).Items.Single().IsActive);
    }
}
