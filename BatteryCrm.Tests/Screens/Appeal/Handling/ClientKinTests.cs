using BatteryCrm.Web.Parts.People;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Appeal.Handling;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Appeal.Handling;

/// <summary>What stands beside the open client of his doubles and his family.</summary>
public sealed class ClientKinTests : BunitContext, IAsyncLifetime
{
    private readonly HandLive live = new();
    private MergeWorld world = null!;
    private Guid anna;

    async Task IAsyncLifetime.InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("71");
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(world.Database.Factory(world.Tenant)).AddSingleton<LookalikeQueries>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task OneDouble_LeadsToTheMerge_SeveralToTheList_Live()
    {
        var kin = Open();
        Assert.Empty(kin.FindAll(".maybe"));

        var anya = await CandidateAsync("Аня");
        await TellAsync(anna);
        kin.WaitForAssertion(() => Assert.Equal($"/merge/{anna}/{anya}", kin.Find("a.maybe").GetAttribute("href")));
        Assert.Contains("Возможный дубликат", kin.Find("a.maybe").TextContent, StringComparison.Ordinal);

        await CandidateAsync("Анечка");
        await TellAsync(anna);
        kin.WaitForAssertion(() => Assert.Equal("2", kin.Find("button.maybe .chip").TextContent));
        Assert.Equal("merge-picker", kin.Find("button.maybe").GetAttribute("popovertarget"));
    }

    [Fact]
    public async Task Family_IsNamed_WithTheWayToTheirCard()
    {
        var ivan = await world.PersonAsync("72", name: "Иван");
        var pair = ClientPair.Of(anna, ivan);
        await world.Database.Given.AddAsync(new ClientLink { TenantId = world.Tenant, OneClientId = pair.One, OtherClientId = pair.Other, Kind = ClientLink.Family, OperatorId = world.Operator }, l => l.Id);
        var kin = Open();
        await TellAsync(anna);

        kin.WaitForAssertion(() => Assert.Equal(("Иван", $"/clients/{ivan}"), (kin.Find(".family a").TextContent, kin.Find(".family a").GetAttribute("href"))));
    }

    // A conversation with much traffic asks for nothing here.
    [Fact]
    public async Task LiveChange_OfThisClientCostsOneStatement_OfAnybodyElseNone()
    {
        world.Database.Sql.Clear();
        Open();
        await TellAsync(Guid.Empty);
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.MessageAdded, Guid.Empty, Guid.Empty, null)], Resync: false));
        Assert.Equal(0, world.Database.Sql.Count);

        await TellAsync(anna);
        Assert.Equal(1, world.Database.Sql.Count);
    }

    private IRenderedComponent<ClientKin> Open() => Render<ClientKin>(p => p.Add(k => k.ClientId, anna).Add(k => k.Known, []));

    private Task TellAsync(Guid client) => live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.DuplicatesChanged, null, null, client)], Resync: false));

    private async Task<Guid> CandidateAsync(string name)
    {
        var other = await world.Database.Given.ClientAsync(world.Tenant, name);
        var pair = ClientPair.Of(anna, other);
        await world.Database.Given.AddAsync(new DuplicateCandidate { TenantId = world.Tenant, OneClientId = pair.One, OtherClientId = pair.Other, Strength = Strengths.Strong, Evidence = "[]" }, c => c.Id);
        return other;
    }
}
