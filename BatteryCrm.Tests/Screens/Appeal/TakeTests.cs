using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class TakeTests
{
    [Fact]
    public async Task TakeAsync_Free_HoldsAndLeavesStatusActionAndEvent()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        var result = await world.As(world.Operator).TakeAsync(appeal, default);

        Assert.Equal((true, (Guid?)world.Operator), (result.Taken, result.HolderId));
        await using var db = world.Database.Db(world.Tenant);
        var activity = await db.AppealActivity.SingleAsync();
        Assert.Equal((world.Operator, world.Clock.GetUtcNow()), (activity.HolderId, activity.HeldAt));
        Assert.Equal("in_progress", (await db.OperatorAppealStatuses.SingleAsync()).Status);
        Assert.Equal(ActionTypes.TakeAppeal, (await db.OperatorActions.SingleAsync()).ActionType);
        Assert.Equal(appeal, (await db.LiveEvents.SingleAsync(e => e.Kind == LiveKinds.AppealChanged)).AppealId);
    }

    [Fact]
    public async Task TakeAsync_HeldByAnother_SaysWhoAndWritesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел");
        await world.As(world.Operator).TakeAsync(appeal, default);

        var result = await world.As(other).TakeAsync(appeal, default);

        Assert.Equal((false, (Guid?)world.Operator, "Ирина"), (result.Taken, result.HolderId, result.HolderName));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(world.Operator, (await db.OperatorAppealStatuses.SingleAsync()).OperatorId);
        Assert.Equal(world.Operator, (await db.OperatorActions.SingleAsync()).OperatorId);
    }

    [Fact]
    public async Task TakeAsync_HeldByMyself_IsTakenAndWritesNothingMore()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.As(world.Operator).TakeAsync(appeal, default);

        Assert.True((await world.As(world.Operator).TakeAsync(appeal, default)).Taken);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(1, await db.OperatorActions.CountAsync());
    }

    [Fact]
    public async Task TakeAsync_ManyAtOnce_ExactlyOneHoldsInEveryRound()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var operators = new List<Guid>();
        for (var i = 0; i < 6; i++) operators.Add(await world.Database.Given.OperatorAsync(world.Tenant, name: $"Оператор {i}"));

        for (var round = 0; round < 25; round++)
        {
            var appeal = await world.ChatAsync($"7{round}");
            using var start = new Barrier(operators.Count);
            var results = await Task.WhenAll(operators.Select(o => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return world.As(o).TakeAsync(appeal, default);
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            var winner = Assert.Single(results, r => r.Taken).HolderId;
            Assert.All(results, r => Assert.Equal(winner, r.HolderId));
            await using var db = world.Database.Db(world.Tenant);
            Assert.Equal(winner, (await db.AppealActivity.SingleAsync(a => a.AppealId == appeal)).HolderId);
            Assert.Equal(winner, (await db.OperatorAppealStatuses.SingleAsync(s => s.AppealId == appeal)).OperatorId);
            Assert.Equal(winner, (await db.OperatorActions.SingleAsync(a => a.ContextAppealId == appeal)).OperatorId);
        }
    }

    [Fact]
    public async Task TakeAsync_AnotherTenantsAppeal_IsNotThere()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var foreign = await world.Database.Given.AppealAsync(await world.Database.Given.TenantAsync("Mobi"));

        var result = await world.As(world.Operator).TakeAsync(foreign, default);

        Assert.Equal((false, (Guid?)null), (result.Taken, result.HolderId));
        await using var db = world.Database.OwnerDb();
        Assert.Null((await db.AppealActivity.SingleAsync(a => a.AppealId == foreign)).HolderId);
    }

    [Fact]
    public async Task ReleaseAsync_Holder_FreesItForTheNext()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.Database.Given.OperatorAsync(world.Tenant);
        await world.As(world.Operator).TakeAsync(appeal, default);

        Assert.True(await world.As(world.Operator).ReleaseAsync(appeal, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Null((await db.AppealActivity.SingleAsync()).HolderId);
        Assert.Equal("viewed", (await db.OperatorAppealStatuses.SingleAsync()).Status);
        Assert.Equal(1, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.ReleaseAppeal));
        Assert.True((await world.As(other).TakeAsync(appeal, default)).Taken);
    }

    [Fact]
    public async Task ReleaseAsync_SomebodyElses_ChangesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.Database.Given.OperatorAsync(world.Tenant);
        await world.As(world.Operator).TakeAsync(appeal, default);

        Assert.False(await world.As(other).ReleaseAsync(appeal, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(world.Operator, (await db.AppealActivity.SingleAsync()).HolderId);
    }
}
