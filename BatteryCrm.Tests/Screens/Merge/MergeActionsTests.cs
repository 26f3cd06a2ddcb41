using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Web.Screens.Merge;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Merge;

/// <summary>Who merges, who takes back, and what two who do it at once see.</summary>
public sealed class MergeActionsTests : IAsyncLifetime
{
    private MergeWorld world = null!;

    public async Task InitializeAsync() => world = await MergeWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Merge_IsReadAgainAsItWasMade_AndIsOnesOwn()
    {
        var (anna, anya) = (await world.PersonAsync("71"), await world.PersonAsync("72", appeals: 3, name: "Аня"));
        var (queries, actions) = Of(world.Operator);
        var preview = await queries.PreviewAsync(anna, anya, default);

        var result = await actions.MergeAsync(anna, anya, new Dictionary<string, MergeSide>(), preview.Stamp, "  звонила  ", default);

        var made = await queries.MadeAsync(result.MergeId!.Value, default);
        Assert.Equal((anna, anya, "Анна", "Аня", true, 3, 1), (made!.MasterId, made.MergedId, made.MasterName, made.MergedName, made.IsOwn, made.Appeals, made.Identities));
        Assert.Equal("звонила", await world.Database.ScalarAsync<string>("select merge_reason from client_merges"));
        Assert.Equal((anna, anna), (await queries.MasterOfAsync(anya, default), await queries.MasterOfAsync(anna, default)));
    }

    [Theory]
    [InlineData(Roles.Operator, false)]
    [InlineData(Roles.Manager, true)]
    [InlineData(Roles.Admin, true)]
    public async Task Undo_OfAColleaguesMerge_IsForManagersAndAdmins(string role, bool may)
    {
        var merge = (await world.MergeAsync(await world.PersonAsync("71"), await world.PersonAsync("72"))).MergeId!.Value;
        var (queries, actions) = Of(await world.Database.Given.OperatorAsync(world.Tenant, role), role);

        var result = await actions.UndoAsync((await queries.MadeAsync(merge, default))!, null, default);

        Assert.Equal(may, result is { Refusal: null });
        Assert.Equal(may ? 0L : 1L, await world.Database.ScalarAsync<long>("select count(*) from client_merges"));
        Assert.Equal(may, (await queries.MadeAsync(merge, default))!.UndoneAt is not null);
    }

    [Fact]
    public async Task OverlappingPairs_OfTwoOperatorsAtOnce_OneWinsAndTheOtherGetsASentence()
    {
        var colleague = await world.Database.Given.OperatorAsync(world.Tenant);
        for (var round = 0; round < 10; round++)
        {
            var people = new[] { await world.PersonAsync($"9{round}1"), await world.PersonAsync($"9{round}2"), await world.PersonAsync($"9{round}3") };
            var stamps = (await Of(world.Operator).Queries.PreviewAsync(people[0], people[1], default), await Of(colleague).Queries.PreviewAsync(people[2], people[1], default));
            var results = await Task.WhenAll(
                Of(world.Operator).Actions.MergeAsync(people[0], people[1], new Dictionary<string, MergeSide>(), stamps.Item1.Stamp, string.Empty, default),
                Of(colleague).Actions.MergeAsync(people[2], people[1], new Dictionary<string, MergeSide>(), stamps.Item2.Stamp, string.Empty, default));

            Assert.Single(results, r => r.MergeId is not null);
            Assert.Equal(MergeRefusal.Merged, Assert.Single(results, r => r.MergeId is null).Refusal);
        }
    }

    [Fact]
    public async Task Series_OfAnOperatorInATime_IsUndoneFromTheNewestBackAndNothingElse()
    {
        var manager = Of(await world.Database.Given.OperatorAsync(world.Tenant, Roles.Manager), Roles.Manager);
        var colleague = await world.Database.Given.OperatorAsync(world.Tenant);
        var people = new List<Guid>();
        for (var i = 0; i < 6; i++) people.Add(await world.PersonAsync($"7{i}"));
        var before = await world.MergeAsync(people[0], people[1]);
        world.Clock.Advance(TimeSpan.FromHours(1));
        var from = world.Clock.GetUtcNow();
        // A chain: the later one stands upon the earlier.
        await world.MergeAsync(people[2], people[3]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.MergeAsync(people[4], people[2]);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        var preview = await Of(colleague).Queries.PreviewAsync(people[0], people[5], default);
        var theirs = await Of(colleague).Actions.MergeAsync(people[0], people[5], new Dictionary<string, MergeSide>(), preview.Stamp, string.Empty, default);
        var told = new List<SeriesResult>();

        var series = new MergeSeries(world.Operator, from);
        var result = await manager.Actions.UndoSeriesAsync(manager.Queries, await manager.Queries.StandingAsync(series, default), far => { told.Add(far); return Task.CompletedTask; }, default);

        Assert.Equal(new SeriesResult(2, 0), result);
        Assert.Equal([new SeriesResult(1, 0), new SeriesResult(2, 0)], told);
        Assert.Equal([theirs.MergeId, before.MergeId], (await manager.Queries.SeriesAsync(new MergeSeries(), null, 10, default)).Where(m => m.UndoneAt is null).Select(m => (Guid?)m.Id));
        Assert.Empty(await manager.Queries.StandingAsync(series, default));
    }

    [Fact]
    public async Task Series_UponWhichAnotherStands_IsLeftAndCounted()
    {
        var manager = Of(await world.Database.Given.OperatorAsync(world.Tenant, Roles.Manager), Roles.Manager);
        var people = (await world.PersonAsync("71"), await world.PersonAsync("72"), await world.PersonAsync("73"));
        var early = (await world.MergeAsync(people.Item1, people.Item2)).MergeId!.Value;
        await world.MergeAsync(people.Item3, people.Item1);

        Assert.Equal(new SeriesResult(0, 1), await manager.Actions.UndoSeriesAsync(manager.Queries, [early], _ => Task.CompletedTask, default));
    }

    [Fact]
    public async Task Series_AskedForByAnOperator_IsHisOwnPageByPage()
    {
        var colleague = await world.Database.Given.OperatorAsync(world.Tenant);
        var made = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            made.Add((await world.MergeAsync(await world.PersonAsync($"7{i}"), await world.PersonAsync($"8{i}"))).MergeId!.Value);
            world.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        var queries = Of(world.Operator).Queries;
        var first = await queries.SeriesAsync(new MergeSeries(), null, 2, default);
        Assert.Equal([made[2], made[1]], first.Select(m => m.Id));
        Assert.Equal([made[0]], (await queries.SeriesAsync(new MergeSeries(), first[^1], 2, default)).Select(m => m.Id));
        Assert.Empty(await Of(colleague).Queries.SeriesAsync(new MergeSeries(world.Operator), null, 2, default));
        Assert.Empty(await Of(colleague).Queries.StandingAsync(new MergeSeries(world.Operator), default));
    }

    private (MergeQueries Queries, MergeActions Actions) Of(Guid operatorId, string role = Roles.Operator)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(operatorId, world.Tenant, "Ирина", role));
        return (new MergeQueries(world.Database.Factory(world.Tenant), current), new MergeActions(world.Database.Factory(world.Tenant), current, world.Clock));
    }
}
