using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Web.Intake.Duplicates;
using BatteryCrm.Web.Screens.Duplicates;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Duplicates;

/// <summary>What is said of a pair, remembered and taken back; and the list of pairs.</summary>
public sealed class DuplicateActionsTests : IAsyncLifetime
{
    private const string Phone = "+79171234567";
    private MergeWorld world = null!;
    private Guid anna;
    private Guid anya;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        (anna, anya) = (await world.PersonAsync("71", phone: Phone, appeals: 2), await world.PersonAsync("72", name: "Аня", phone: Phone));
        await SearchAsync();
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task SaidOfAPair_ItIsGoneAndStaysGone_LoggedAndToldOf_AndBackAsItWasWhenTakenBack(bool isFamily)
    {
        var row = Assert.Single((await Queries().PageAsync(onlyStrong: true, null, default)).Rows);
        await world.Database.ExecuteAsync("delete from live_events");
        world.Clock.Advance(TimeSpan.FromHours(1));

        var deed = (await (isFamily ? Actions().LinkAsync(row.Id, default) : Actions().DismissAsync(row.Id, default)))!;

        await TouchAsync();
        Assert.Empty((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);
        await using (var db = world.Database.Db(world.Tenant))
        {
            Assert.Equal((isFamily ? 1 : 0, isFamily ? 0 : 1), (await db.ClientLinks.CountAsync(), await db.DuplicateDismissals.CountAsync()));
            Assert.Equal(2, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.DuplicatesChanged));
            var action = await db.OperatorActions.SingleAsync();
            Assert.Equal((isFamily ? ActionTypes.ClientsLinked : ActionTypes.DuplicateDismissed, world.Operator), (action.ActionType, action.OperatorId));
            Assert.True(JsonElement.DeepEquals(JsonElement.Parse($$"""{"one":"{{row.One.Id}}","other":"{{row.Other.Id}}","undone":false}"""), JsonElement.Parse(action.Details!)));
        }

        await Actions().UndoAsync(deed, default);
        await TouchAsync();
        Assert.Equivalent(row, Assert.Single((await Queries().PageAsync(onlyStrong: true, null, default)).Rows));
        await using var after = world.Database.Db(world.Tenant);
        Assert.Equal((0, 0, 2), (await after.ClientLinks.CountAsync(), await after.DuplicateDismissals.CountAsync(), await after.OperatorActions.CountAsync()));
    }

    [Fact]
    public async Task SaidTwice_TheSecondHearsThatItIsGone()
    {
        var row = Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);
        var both = await Task.WhenAll(Actions().DismissAsync(row.Id, default), Actions().LinkAsync(row.Id, default));

        Assert.Single(both, d => d is null);
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select (select count(*) from client_links) + (select count(*) from duplicate_dismissals)"));
    }

    [Fact]
    public async Task DismissedAgain_WithMore_RemembersBoth_AndTheUndoLeavesTheFirst()
    {
        await Actions().DismissAsync(Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows).Id, default);
        await world.Database.ExecuteAsync("update clients set email = 'anna@demo.test'");
        await SearchAsync();
        var deed = (await Actions().DismissAsync(Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows).Id, default))!;
        await TouchAsync();
        Assert.Empty((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);

        await Actions().UndoAsync(deed, default);
        Assert.Equal([new Evidence(EvidenceKinds.Phone, Phone)], Evidence.Read((await world.Database.ScalarAsync<string>("select evidence::text from duplicate_dismissals"))!));
    }

    [Fact]
    public async Task Undo_AfterAMergeOfTheTwo_SuggestsNothing()
    {
        var deed = (await Actions().DismissAsync(Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows).Id, default))!;
        await world.MergeAsync(anna, anya);
        await Actions().UndoAsync(deed, default);
        Assert.Empty((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);
    }

    [Fact]
    public async Task Pairs_AreTheStrongFirst_TheNewestFirst_PageByPage_WithWhoTheyAre()
    {
        for (var i = 0; i < 60; i++)
        {
            world.Clock.Advance(TimeSpan.FromMinutes(1));
            foreach (var name in (string[])["Пётр", i % 2 == 0 ? "Петя" : "Олег"]) await world.Database.Given.ClientAsync(world.Tenant, name, $"+7918000{i:0000}");
            await SearchAsync();
        }

        var first = await Queries().PageAsync(onlyStrong: false, null, default);
        var second = await Queries().PageAsync(onlyStrong: false, first.Rows[^1].Key, default);

        Assert.Equal((DuplicateQueries.PageSize, true, 11, false), (first.Rows.Count, first.HasMore, second.Rows.Count, second.HasMore));
        var all = first.Rows.Concat(second.Rows).ToList();
        Assert.Equal(61, all.Select(r => r.Id).Distinct().Count());
        Assert.Equal(all.OrderBy(r => r.Strength, StringComparer.Ordinal).ThenByDescending(r => r.FoundAt).ThenByDescending(r => r.Id).Select(r => r.Id), all.Select(r => r.Id));
        Assert.Equal(31, (await Queries().PageAsync(onlyStrong: true, null, default)).Rows.Count);
        var oldest = all.Single(r => r.One.Id == anna || r.Other.Id == anna);
        var person = oldest.One.Id == anna ? oldest.One : oldest.Other;
        Assert.Equal(("Анна", Phone, 2), (person.Name, person.Phone, person.Appeals));
        Assert.Equal(["telegram"], person.Platforms);
        Assert.True(oldest.MayBeFamily);
    }

    [Fact]
    public async Task AnotherTenant_SeesNoPairAndCannotSayAnythingOfIt()
    {
        var row = Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);
        var other = await world.Database.Given.TenantAsync("Other");
        Assert.Empty((await new DuplicateQueries(world.Database.Factory(other)).PageAsync(onlyStrong: false, null, default)).Rows);
        Assert.Null(await new DuplicateActions(world.Database.Factory(other), Current(other), world.Clock).DismissAsync(row.Id, default));
        Assert.Single((await Queries().PageAsync(onlyStrong: false, null, default)).Rows);
    }

    // Something of both changes, and whoever looks for duplicates looks again.
    private async Task TouchAsync()
    {
        await world.Database.ExecuteAsync($"insert into duplicate_checks (tenant_id, client_id) values ('{world.Tenant}', '{anna}'), ('{world.Tenant}', '{anya}')");
        await SearchAsync();
    }

    private async Task SearchAsync()
    {
        while (await new DuplicateRound(world.Database.Sources, world.Clock).RunAsync(default) > 0)
        {
        }
    }

    private DuplicateQueries Queries() => new(world.Database.Factory(world.Tenant));

    private DuplicateActions Actions() => new(world.Database.Factory(world.Tenant), Current(world.Tenant), world.Clock);

    private CurrentOperator Current(Guid tenant)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, tenant, "Ирина", Roles.Operator));
        return current;
    }
}
