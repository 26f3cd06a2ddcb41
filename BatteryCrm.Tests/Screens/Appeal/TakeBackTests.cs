using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Live;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class TakeBackTests
{
    [Fact]
    public async Task TakeBackAsync_InTime_NeverLeavesAndTheClientWaitsAgain()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var appeal = await world.ChatAsync("71");
        var waitingSince = world.Clock.GetUtcNow();
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        var id = await world.AnswerAsync(appeal, "Ошибка");

        world.Clock.Advance(TimeSpan.FromSeconds(4));
        Assert.True(await world.As(world.Operator).TakeBackAsync(id, default));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, await world.Node().RoundAsync());

        Assert.Empty(world.Bot.Sends);
        Assert.Equal(OutboundStates.Cancelled, (await world.OutboxAsync(id)).State);
        Assert.NotNull((await world.MessageAsync(id)).DeletedAt);
        await using var db = world.Database.Db(world.Tenant);
        var activity = await db.AppealActivity.SingleAsync();
        Assert.Equal((waitingSince, MessageTypes.Client, "Здравствуйте", 0), (activity.WaitingSince, activity.LastMessageType, activity.LastMessagePreview, activity.OurMessages));
        Assert.Equal(1, await world.EventsAsync(LiveKinds.MessageChanged, id));
    }

    [Fact]
    public async Task TakeBack_OnceItWasTried_IsNotOfferedWhileItWaitsForTheNextTry()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        await using var db = world.Database.Db(world.Tenant);
        Assert.NotNull((await MessageRow.From(db, db.Messages.Where(m => m.Id == id)).SingleAsync()).NotBefore);

        world.Bot.Next(BotAnswer.TooManyRequests(30));
        await world.Node().RoundAsync();

        Assert.Equal(OutboundStates.Queued, (await world.OutboxAsync(id)).State);
        Assert.Null((await MessageRow.From(db, db.Messages.Where(m => m.Id == id)).SingleAsync()).NotBefore);
    }

    [Fact]
    public async Task TakeBackAsync_TimeIsUp_TheAnswerLeavesByItself()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        var node = world.Node();

        Assert.Equal(0, await node.RoundAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(1, await node.RoundAsync());

        Assert.False(await world.As(world.Operator).TakeBackAsync(id, default));
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
        Assert.Null((await world.MessageAsync(id)).DeletedAt);
    }

    [Fact]
    public async Task TakeBackAsync_TriedOnce_IsTooLate()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        world.Bot.Next(BotAnswer.TooManyRequests(30));
        await world.Node().RoundAsync();

        Assert.Equal(OutboundStates.Queued, (await world.OutboxAsync(id)).State);
        Assert.False(await world.As(world.Operator).TakeBackAsync(id, default));
        Assert.Null((await world.MessageAsync(id)).DeletedAt);
    }

    [Fact]
    public async Task TakeBackAsync_TokenWasRefused_TheTriedAnswerNeverLeaves()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var id = await world.AnswerAsync(appeal, "Да");
        world.Bot.Next(BotAnswer.Error(401, "Unauthorized"));
        await world.Node().RoundAsync();

        Assert.Equal("Unauthorized", (await world.As(world.Operator).AnswerChannelsAsync(appeal, default)).Single().Fault);
        Assert.True(await world.As(world.Operator).TakeBackAsync(id, default));
        Assert.Equal(OutboundStates.Cancelled, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task TakeBackAsync_Twice_IsOnce()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        Assert.True(await world.As(world.Operator).TakeBackAsync(id, default));
        Assert.False(await world.As(world.Operator).TakeBackAsync(id, default));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(0, (await db.AppealActivity.SingleAsync()).OurMessages);
    }

    [Fact]
    public async Task TakeBackAsync_SomebodyElsesAnswer_IsNotMine()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        var other = await world.Database.Given.OperatorAsync(world.Tenant);
        Assert.False(await world.As(other).TakeBackAsync(id, default));
        Assert.Equal(OutboundStates.Queued, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task TakeBackAsync_SecondOfTwoAnswers_NobodyWaitsAgain()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var appeal = await world.ChatAsync("71");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = await world.AnswerAsync(appeal, "Раз");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var second = await world.AnswerAsync(appeal, "Два");

        Assert.True(await world.As(world.Operator).TakeBackAsync(second, default));

        await using var db = world.Database.Db(world.Tenant);
        var activity = await db.AppealActivity.SingleAsync();
        Assert.Equal((null, first, "Раз", 1), (activity.WaitingSince, activity.LastMessageId, activity.LastMessagePreview, activity.OurMessages));
    }

    [Fact]
    public async Task TakeBackAsync_WhileItIsClaimed_EitherLeavesOrIsTakenBack()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var takenBack = 0;
        for (var round = 0; round < 40; round++)
        {
            var appeal = await world.ChatAsync($"7{round}");
            var id = await world.AnswerAsync(appeal, "Да");
            using var start = new Barrier(2);
            Task<T> Start<T>(Func<Task<T>> work) => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return work();
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
            var back = Start(() => world.As(world.Operator).TakeBackAsync(id, default));
            var sent = Start(node.RoundAsync);
            await Task.WhenAll(back, sent);

            var left = world.Bot.Sends.Count(s => s.ChatId == $"7{round}");
            Assert.Equal(await back ? 0 : 1, left);
            Assert.Equal(await back ? OutboundStates.Cancelled : OutboundStates.Sent, (await world.OutboxAsync(id)).State);
            if (await back) takenBack++;
        }

        Assert.InRange(takenBack, 0, 40);
    }
}
