using BatteryCrm.Data.Catalog;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Intake.Duplicates;
using BatteryCrm.Web.Screens.Appeal.Handling;

namespace BatteryCrm.Tests.Screens.Appeal.Handling;

/// <summary>Who may be the same person as a client.</summary>
public sealed class LookalikeTests : IAsyncLifetime
{
    private MergeWorld world = null!;
    private Guid anna;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("71", phone: "+79171234567");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Of_EachKindOfEvidence_TheStrongestFirst_AndNobodyElse()
    {
        await world.Database.ExecuteAsync($"update clients set email = 'Anna@demo.test' where id = '{anna}'; update client_identities set username = 'Anna_K' where client_id = '{anna}'");
        var brand = await world.Database.Given.AddAsync(new Brand { TenantId = world.Tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
        var model = await world.Database.Given.AddAsync(new Model { TenantId = world.Tenant, BrandId = brand, Name = "iPhone 13" }, m => m.Id);
        await world.Database.ExecuteAsync($"update appeals set model_id = '{model}' where client_id = '{anna}'");

        var byDevice = await world.PersonAsync("72", name: "анна");
        await world.Database.ExecuteAsync($"update appeals set model_id = '{model}', created_at = created_at - interval '29 days' where client_id = '{byDevice}'");
        var longAgo = await world.PersonAsync("73", name: "анна");
        await world.Database.ExecuteAsync($"update appeals set model_id = '{model}', created_at = created_at - interval '31 days' where client_id = '{longAgo}'");
        var byUsername = await world.PersonAsync("74", name: "Лже");
        await world.Database.ExecuteAsync($"update client_identities set username = 'anna_k' where client_id = '{byUsername}'");
        var byEmail = await world.PersonAsync("75", name: "Аня");
        await world.Database.ExecuteAsync($"update clients set email = 'ANNA@demo.test' where id = '{byEmail}'");
        var byPhone = await world.PersonAsync("76", appeals: 2, name: "А.", phone: "+79171234567");
        await world.PersonAsync("77", name: "Пётр", phone: "+79990001122");

        await SearchAsync();
        var found = await Queries().OfAsync(anna, default);

        Assert.Equal(new[] { (byPhone, "phone"), (byEmail, "email"), (byUsername, "username"), (byDevice, "device") }.Order(), found.Select(f => (f.ClientId, f.Evidence!)).Order());
        Assert.Equal((byDevice, 2L), (found[^1].ClientId, found.Single(f => f.ClientId == byPhone).Appeals));
    }

    [Fact]
    public async Task Of_WhoWasMergedAlready_IsNotAmongThem()
    {
        var merged = await world.PersonAsync("72", phone: "+79171234567");
        await SearchAsync();
        Assert.Equal(merged, Assert.Single(await Queries().OfAsync(anna, default)).ClientId);
        await world.MergeAsync(anna, merged);

        Assert.Empty(await Queries().OfAsync(anna, default));
    }

    [Fact]
    public async Task Merges_OfAClient_AreThoseThatStand_TheNewestFirst()
    {
        var (first, second) = (await world.PersonAsync("72", name: "Аня"), await world.PersonAsync("73", name: "А."));
        var one = (await world.MergeAsync(anna, first)).MergeId!.Value;
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var other = (await world.MergeAsync(anna, second)).MergeId!.Value;

        Assert.Equal([(other, "А."), (one, "Аня")], (await Queries().MergesAsync(anna, default)).Select(m => (m.MergeId, m.Name)));
        await world.UndoAsync(other);
        Assert.Equal([one], (await Queries().MergesAsync(anna, default)).Select(m => m.MergeId));
    }

    [Fact]
    public async Task Find_ByNameOrNumber_OthersThanHimself()
    {
        var other = await world.PersonAsync("72", name: "Анна Кузнецова", phone: "+79990004455");

        Assert.Equal(other, Assert.Single(await Queries().FindAsync(anna, "анна", default)).ClientId);
        Assert.Equal(other, Assert.Single(await Queries().FindAsync(anna, "4455", default)).ClientId);
        Assert.Empty(await Queries().FindAsync(anna, "а", default));
    }

    [Fact]
    public async Task OfAnotherTenant_WithTheSameNumber_IsNeverSeen()
    {
        var other = await world.Database.Given.TenantAsync("Other");
        await world.Database.Given.ClientAsync(other, "Анна", "+79171234567");
        await SearchAsync();

        Assert.Empty(await Queries().OfAsync(anna, default));
        Assert.Empty(await Queries().FindAsync(anna, "анна", default));
        Assert.Empty(await new LookalikeQueries(world.Database.Factory(other)).OfAsync(anna, default));
    }

    private async Task SearchAsync()
    {
        while (await new DuplicateRound(world.Database.Sources, world.Clock).RunAsync(default) > 0)
        {
        }
    }

    private LookalikeQueries Queries() => new(world.Database.Factory(world.Tenant));
}
