using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Outbound.Changes;
using BatteryCrm.Web.Screens.Appeal.Changes;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Outbound.Changes;

/// <summary>What has left is changed where it is, and here only then.</summary>
public sealed class ChangeTests
{
    [Fact]
    public async Task Edit_OfASentAnswer_IsMadeByThePlatformFirst()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var (appeal, id) = await SentAsync(world, node, "8 500 за дисплей");

        Assert.Null(await As(world).EditAsync(id, " 7 900 за дисплей ", default));
        Assert.Equal("8 500 за дисплей", (await world.MessageAsync(id)).MessageText);
        Assert.Equal(1, await node.Get<ChangeSender>().RoundAsync(default));
        Assert.Equal(0, await node.Get<ChangeSender>().RoundAsync(default));

        var asked = Assert.Single(world.Bot.Requests, r => r.Method is "editMessageText");
        Assert.Equal(("71", "1000001", "7 900 за дисплей"), (asked.ChatId, asked.Body["message_id"]!.ToString(), asked.Text));
        await using var db = world.Database.Db(world.Tenant);
        var message = await db.Messages.SingleAsync(m => m.Id == id);
        Assert.Equal(("7 900 за дисплей", (DateTimeOffset?)world.Clock.GetUtcNow()), (message.MessageText, message.EditedAt));
        Assert.Equal("8 500 за дисплей", (await db.MessageEdits.SingleAsync()).PreviousText);
        var activity = await db.AppealActivity.SingleAsync(a => a.AppealId == appeal);
        Assert.Equal(("7 900 за дисплей", null), (activity.LastMessagePreview, activity.WaitingSince));
        Assert.Empty(await db.MessageChanges.ToListAsync());
        Assert.Equal(1, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.AppealUpdated && a.OperatorId == world.Operator && a.ContextAppealId == appeal));
    }

    [Fact]
    public async Task Edit_OfWordsUnderAFile_ChangesTheCaptionAndMayLeaveNone()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var id = await world.FileAnswerAsync(appeal, "до", new byte[9]);
        await node.RoundAsync();

        Assert.Null(await As(world).EditAsync(id, "", default));
        await node.Get<ChangeSender>().RoundAsync(default);

        Assert.Equal("", Assert.Single(world.Bot.Requests, r => r.Method is "editMessageCaption").Body["caption"]!.GetValue<string>());
        Assert.Equal("", (await world.MessageAsync(id)).MessageText);
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal("📎 фото.png", (await db.AppealActivity.SingleAsync(a => a.AppealId == appeal)).LastMessagePreview);
    }

    [Fact]
    public async Task Withdraw_OfTheOnlyAnswer_LetsTheClientWaitAgain()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var (appeal, id) = await SentAsync(world, node, "не тому");

        Assert.Null(await As(world).WithdrawAsync(id, default));
        Assert.Null((await world.MessageAsync(id)).DeletedAt);
        await node.Get<ChangeSender>().RoundAsync(default);

        Assert.Equal("1000001", Assert.Single(world.Bot.Requests, r => r.Method is "deleteMessage").Body["message_id"]!.ToString());
        Assert.NotNull((await world.MessageAsync(id)).DeletedAt);
        await using var db = world.Database.Db(world.Tenant);
        Assert.NotNull((await db.AppealActivity.SingleAsync(a => a.AppealId == appeal)).WaitingSince);
    }

    [Fact]
    public async Task Change_ThatThePlatformRefuses_IsSaidAndLeavesTheMessageAsItWas()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var (_, id) = await SentAsync(world, node, "было");
        world.Bot.Next(BotAnswer.Error(400, "Bad Request: message can't be edited"));

        await As(world).EditAsync(id, "стало", default);
        await node.Get<ChangeSender>().RoundAsync(default);

        Assert.Equal("было", (await world.MessageAsync(id)).MessageText);
        var change = await ChangeAsync(world);
        Assert.Equal((ChangeStates.Failed, "Bad Request: message can't be edited"), (change!.State, change.Error));
        Assert.Null(await As(world).EditAsync(id, "стало ещё", default));
        await node.Get<ChangeSender>().RoundAsync(default);
        Assert.Equal("стало ещё", (await world.MessageAsync(id)).MessageText);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Change_WhoseAnswerIsLost_IsAskedForAgainAndCountsAsDoneWhenItIsSo(bool isWithdrawn)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var (_, id) = await SentAsync(world, node, "было");
        var method = isWithdrawn ? "deleteMessage" : "editMessageText";
        if (isWithdrawn) await As(world).WithdrawAsync(id, default);
        else await As(world).EditAsync(id, "стало", default);
        world.Bot.Next(BotAnswer.Error(502, "Bad Gateway"));
        await node.Get<ChangeSender>().RoundAsync(default);
        Assert.Equal(ChangeStates.Queued, (await ChangeAsync(world))!.State);

        world.Clock.Advance(TimeSpan.FromMinutes(2));
        world.Bot.Next(isWithdrawn ? BotAnswer.Error(400, "Bad Request: message to delete not found") : BotAnswer.Error(400, "Bad Request: message is not modified: specified…"));
        Assert.Equal(1, await node.Get<ChangeSender>().RoundAsync(default));

        Assert.Equal(2, world.Bot.Requests.Count(r => r.Method == method));
        Assert.Null(await ChangeAsync(world));
        var message = await world.MessageAsync(id);
        Assert.Equal((isWithdrawn ? "было" : "стало", isWithdrawn), (message.MessageText, message.DeletedAt is not null));
    }

    [Fact]
    public async Task Change_WhoseNodeDied_IsTakenUpAfterItsLeaseAndByOneNodeOnly()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (one, two) = (world.Node(), world.Node());
        var (_, id) = await SentAsync(world, one, "было");
        await As(world).EditAsync(id, "стало", default);
        var lost = Assert.Single(await one.Get<ChangeQueue>().ClaimAsync(["telegram"], 4, default));
        Assert.Equal(ChangeRefusal.Busy, await As(world).EditAsync(id, "иначе", default));
        Assert.Equal(0, await two.Get<ChangeSender>().RoundAsync(default));

        world.Clock.Advance(TimeSpan.FromSeconds(61));
        var claims = await Task.WhenAll(one.Get<ChangeQueue>().ClaimAsync(["telegram"], 4, default), two.Get<ChangeQueue>().ClaimAsync(["telegram"], 4, default));
        var again = Assert.Single(claims.SelectMany(c => c));
        await one.Get<ChangeQueue>().SettleAsync(lost, new Web.Channels.SendOutcome.Refused("поздно"), world.Clock.GetUtcNow(), default);
        Assert.Equal(ChangeStates.Sending, (await ChangeAsync(world))!.State);

        await two.Get<ChangeQueue>().SettleAsync(again, new Web.Channels.SendOutcome.Sent(null, null), world.Clock.GetUtcNow(), default);
        Assert.Equal("стало", (await world.MessageAsync(id)).MessageText);
        Assert.Null(await ChangeAsync(world));
    }

    [Fact]
    public async Task Change_OfWhatIsNotOnesOwnOrHasNotArrived_IsRefused()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var (appeal, id) = await SentAsync(world, node, "было");
        var queued = await world.AnswerAsync(appeal, "ждёт");
        var colleague = await world.Database.Given.OperatorAsync(world.Tenant);

        Assert.Equal(ChangeRefusal.Gone, await As(world, colleague).EditAsync(id, "чужое", default));
        Assert.Equal(ChangeRefusal.Gone, await As(world, colleague).WithdrawAsync(id, default));
        Assert.Equal(ChangeRefusal.Gone, await As(world).EditAsync(queued, "рано", default));
        Assert.Equal(ChangeRefusal.Empty, await As(world).EditAsync(id, " ", default));
        Assert.Equal(ChangeRefusal.TooLong, await As(world).EditAsync(id, new string('щ', 4097), default));
        Assert.Null(await ChangeAsync(world));
    }

    private static async Task<(Guid Appeal, Guid Message)> SentAsync(OutboundWorld world, OutboundNode node, string text)
    {
        var appeal = await world.ChatAsync("71");
        var id = await world.AnswerAsync(appeal, text);
        await node.RoundAsync();
        return (appeal, id);
    }

    private static ChangeActions As(OutboundWorld world, Guid? operatorId = null)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(operatorId ?? world.Operator, world.Tenant, "Ирина", Roles.Operator));
        return new ChangeActions(world.Database.Factory(world.Tenant), current, world.Clock);
    }

    private static async Task<MessageChange?> ChangeAsync(OutboundWorld world)
    {
        await using var db = world.Database.Db(world.Tenant);
        return await db.MessageChanges.AsNoTracking().SingleOrDefaultAsync();
    }
}
