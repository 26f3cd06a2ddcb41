using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class StageTests
{
    [Fact]
    public async Task MoveAsync_WithAComment_IsThereLoggedAndTold()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        Assert.Equal(Stages.Came, await As(world).MoveAsync(appeal, Stages.FirstContact, Stages.Came, " пришёл без записи ", default));

        await using var db = world.Database.Db(world.Tenant);
        var row = await db.Appeals.SingleAsync();
        Assert.Equal((Stages.Came, Stages.Came, world.Clock.GetUtcNow(), (DateTimeOffset?)null), (row.Stage, row.AppealStatus, row.VisitedAt, row.CompletedAt));
        var logged = await db.OperatorActions.SingleAsync();
        Assert.Equal((ActionTypes.StageChanged, world.Operator), (logged.ActionType, logged.OperatorId));
        using var details = System.Text.Json.JsonDocument.Parse(logged.Details!);
        Assert.Equal((Stages.FirstContact, Stages.Came, false, "пришёл без записи"), (
            details.RootElement.GetProperty("from").GetString(), details.RootElement.GetProperty("to").GetString(),
            details.RootElement.GetProperty("automatic").GetBoolean(), details.RootElement.GetProperty("why").GetString()));
        Assert.Equal(1, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged && e.AppealId == appeal));
    }

    [Fact]
    public async Task MoveAsync_ColleagueWasFaster_ChangesNothingAndSaysWhereItIs()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await As(world).MoveAsync(appeal, Stages.FirstContact, Stages.PriceSent, string.Empty, default);

        Assert.Equal(Stages.PriceSent, await As(world).MoveAsync(appeal, Stages.FirstContact, Stages.Cancelled, string.Empty, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(Stages.PriceSent, (await db.Appeals.SingleAsync()).Stage);
        Assert.Equal(1, await db.OperatorActions.CountAsync());
    }

    [Fact]
    public async Task MoveAsync_Completed_SetsTheTimeAndOpensAgainToInWorkOnly()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await As(world).MoveAsync(appeal, Stages.FirstContact, Stages.Completed, string.Empty, default);
        Assert.Equal(world.Clock.GetUtcNow(), (await AppealAsync(world)).CompletedAt);

        foreach (var stage in Stages.All.Where(s => s != Stages.InWork)) Assert.Null(await As(world).MoveAsync(appeal, Stages.Completed, stage, string.Empty, default));
        Assert.Equal(Stages.InWork, await As(world).MoveAsync(appeal, Stages.Completed, Stages.InWork, string.Empty, default));

        Assert.Equal((Stages.InWork, (DateTimeOffset?)null), ((await AppealAsync(world)).Stage, (await AppealAsync(world)).CompletedAt));
    }

    [Fact]
    public async Task MoveAsync_UnknownStageOrAnotherTenants_IsRefused()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await using var other = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        Assert.Null(await As(world).MoveAsync(appeal, Stages.FirstContact, "Требуется уточнение", string.Empty, default));
        Assert.Null(await As(world).MoveAsync(appeal, Stages.FirstContact, Stages.FirstContact, string.Empty, default));
        Assert.Null(await As(other).MoveAsync(appeal, Stages.FirstContact, Stages.Came, string.Empty, default));
        Assert.Equal(Stages.FirstContact, (await AppealAsync(world)).Stage);
    }

    private static async Task<BatteryCrm.Data.Appeals.Appeal> AppealAsync(OutboundWorld world)
    {
        await using var db = world.Database.OwnerDb();
        return await db.Appeals.AsNoTracking().SingleAsync();
    }

    private static StageActions As(OutboundWorld world)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        return new StageActions(world.Database.Factory(world.Tenant), current, world.Clock);
    }
}
