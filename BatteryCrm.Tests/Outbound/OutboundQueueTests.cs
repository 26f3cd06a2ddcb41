using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Outbound;

/// <summary>What leaves, when, in which order, and what becomes of it.</summary>
public sealed class OutboundQueueTests
{
    [Fact]
    public async Task Round_Accepted_IsSentOnceAndShown()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Готово 🔋");
        var before = await world.EventsAsync(LiveKinds.MessageChanged, id);

        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal(0, await node.RoundAsync());

        var request = Assert.Single(world.Bot.Sends);
        Assert.Equal((OutboundWorld.Token, "71", "Готово 🔋"), (request.Token, request.ChatId, request.Text));
        var outbound = await world.OutboxAsync(id);
        Assert.Equal((OutboundStates.Sent, 1, null), (outbound.State, outbound.Attempts, outbound.LeaseUntil));
        var message = await world.MessageAsync(id);
        Assert.Equal("1000001", message.ExternalMessageId);
        Assert.NotNull(message.SentAt);
        Assert.Equal(before + 2, await world.EventsAsync(LiveKinds.MessageChanged, id)); // claimed, sent
    }

    [Fact]
    public async Task Round_TooManyRequests_WaitsAsLongAsAskedAndKeepsTheOrder()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        foreach (var text in (string[])["1", "2", "3"]) await world.AnswerAsync(appeal, text);
        world.Bot.Decide = r => r.Text is "2" && world.Bot.Sends.Count(s => s.Text is "2") == 1 ? BotAnswer.TooManyRequests(7) : null;

        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal(0, await node.RoundAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(0, await node.RoundAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal(1, await node.RoundAsync());

        Assert.Equal(["1", "2", "2", "3"], world.Bot.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task Round_TooManyRequests_PausesTheWholeChannelAndNoOther()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var other = await world.ChannelAsync(token: "700200:other");
        await world.AnswerAsync(await world.ChatAsync("71"), "первый");
        world.Bot.Next(BotAnswer.TooManyRequests(5));
        await node.RoundAsync();

        await world.AnswerAsync(await world.ChatAsync("72"), "тот же канал");
        await world.AnswerAsync(await world.ChatAsync("73", other), "другой канал");
        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal("другой канал", world.Bot.Sends[^1].Text);

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, await node.RoundAsync());
    }

    [Fact]
    public async Task Round_EarlierAnswerCanStillBeTakenBack_LaterOneWaitsForIt()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        await world.AnswerAsync(appeal, "1");
        await world.Database.ExecuteAsync("delete from tenant_configs");
        await world.SetAsync("undo_send_seconds", "0");
        await world.AnswerAsync(appeal, "2");

        Assert.Equal(0, await node.RoundAsync());
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await node.RoundAsync();
        await node.RoundAsync();

        Assert.Equal(["1", "2"], world.Bot.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task Round_NoAnswerInTime_IsUnknownNeverRepeatedAndTheChatGoesOn()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var lost = await world.AnswerAsync(appeal, "пропало");
        var next = await world.AnswerAsync(appeal, "дальше");
        world.Bot.Next(BotAnswer.Silence);

        await node.Lanes.StartDueAsync(default);
        await world.Bot.NextRequestAsync();
        Assert.Equal(OutboundStates.Sending, (await world.OutboxAsync(lost)).State);
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await node.Lanes.DrainAsync();
        Assert.Equal(OutboundStates.Unknown, (await world.OutboxAsync(lost)).State);

        for (var i = 0; i < 5; i++)
        {
            world.Clock.Advance(TimeSpan.FromHours(1));
            await node.Queue.ExpireAsync(default);
            await node.RoundAsync();
        }

        Assert.Equal(["пропало", "дальше"], world.Bot.Sends.Select(s => s.Text));
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(next)).State);
    }

    [Fact]
    public async Task Round_ConnectionCutAfterTheRequest_IsUnknown()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        world.Bot.Next(BotAnswer.Cut);

        var node = world.Node();
        await node.RoundAsync();
        await node.RoundAsync();

        Assert.Single(world.Bot.Sends);
        Assert.Equal(OutboundStates.Unknown, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task Round_RefusedConnection_IsTriedAgainLaterAndLater()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var away = await BotApi.StartAsync();
        var address = away.Address;
        await away.DisposeAsync();
        var channel = await world.ChannelAsync(address);
        var id = await world.AnswerAsync(await world.ChatAsync("71", channel), "Да");

        foreach (var seconds in (int[])[1, 2, 4, 8, 16, 32, 60, 60])
        {
            Assert.Equal(1, await node.RoundAsync());
            var outbound = await world.OutboxAsync(id);
            Assert.Equal((OutboundStates.Queued, world.Clock.GetUtcNow().AddSeconds(seconds)), (outbound.State, outbound.NotBefore));
            Assert.Equal(0, await node.RoundAsync());
            world.Clock.Advance(TimeSpan.FromSeconds(seconds));
        }

        await using var back = await BotApi.StartAsync(address.Port);
        await node.RoundAsync();
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
        Assert.Single(back.Sends);
    }

    [Fact]
    public async Task Round_RefusedForGood_FailsWithThePlatformsWordsAndTheChatGoesOn()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var refused = await world.AnswerAsync(appeal, "раз");
        var next = await world.AnswerAsync(appeal, "два");
        world.Bot.Next(BotAnswer.BlockedByUser);

        await node.RoundAsync();
        world.Clock.Advance(TimeSpan.FromHours(1));
        await node.RoundAsync();

        var outbound = await world.OutboxAsync(refused);
        Assert.Equal((OutboundStates.Failed, "Forbidden: bot was blocked by the user", 1), (outbound.State, outbound.Error, outbound.Attempts));
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(next)).State);
        Assert.Equal(2, world.Bot.Sends.Count);
    }

    [Fact]
    public async Task Round_ChatMoved_GoesToTheNewOneWithAllThatWaits()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var first = await world.AnswerAsync(appeal, "1");
        await world.AnswerAsync(appeal, "2");
        world.Bot.Next(BotAnswer.ChatMigrated(-100500));

        for (var i = 0; i < 3; i++) await node.RoundAsync();

        Assert.Equal([("71", "1"), ("-100500", "1"), ("-100500", "2")], world.Bot.Sends.Select(s => (s.ChatId, s.Text)));
        Assert.Equal("-100500", (await world.MessageAsync(first)).ExternalChatId);
        var later = await world.AnswerAsync(appeal, "3");
        Assert.Equal("-100500", (await world.OutboxAsync(later)).ExternalChatId);
    }

    [Fact]
    public async Task Round_ChatMovesForEver_FailsInTheEnd()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "1");
        world.Bot.Decide = _ => BotAnswer.ChatMigrated(5);

        for (var i = 0; i < 10; i++) await node.RoundAsync();

        Assert.Equal(OutboundStates.Failed, (await world.OutboxAsync(id)).State);
        Assert.Equal(6, world.Bot.Sends.Count);
    }

    [Theory]
    [InlineData(401, "Unauthorized")]
    [InlineData(404, "Not Found")]
    public async Task Round_TokenRefused_ChannelStandsStillUntilItsCredentialsChange(int status, string words)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var appeal = await world.ChatAsync("71");
        var id = await world.AnswerAsync(appeal, "1");
        await world.AnswerAsync(appeal, "2");
        world.Bot.Next(BotAnswer.Error(status, words));
        await node.RoundAsync();

        var channel = await world.ChannelRowAsync();
        Assert.Equal((words, world.Clock.GetUtcNow()), (channel.Fault, channel.FaultAt));
        Assert.Equal(OutboundStates.Queued, (await world.OutboxAsync(id)).State);
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(0, await node.RoundAsync());

        await using (var db = world.Database.Db(world.Tenant))
        {
            var fresh = world.Credentials(world.Bot.Address, "700100:new");
            await db.Channels.ExecuteUpdateAsync(c => c.SetProperty(x => x.Credentials, fresh));
        }

        Assert.Null((await world.ChannelRowAsync()).Fault);
        await node.RoundAsync();
        await node.RoundAsync();
        Assert.Equal([(OutboundWorld.Token, "1"), ("700100:new", "1"), ("700100:new", "2")], world.Bot.Sends.Select(s => (s.Token, s.Text)));
    }

    [Fact]
    public async Task Round_CredentialsOfAnotherInstallation_AreAFaultNotALoss()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await world.Database.ExecuteAsync("""update channels set credentials = '{"bot_token": {"sealed": "damaged"}}'""");
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "1");

        await world.Node().RoundAsync();

        Assert.NotNull((await world.ChannelRowAsync()).Fault);
        Assert.Equal(OutboundStates.Queued, (await world.OutboxAsync(id)).State);
        Assert.Empty(world.Bot.Requests);
    }

    [Theory]
    [InlineData("channels set is_active = false", "channels set is_active = true")]
    [InlineData("tenants set suspend = true", "tenants set suspend = false")]
    [InlineData("tenants set is_active = false", "tenants set is_active = true")]
    public async Task Round_ChannelOrTenantSwitchedOff_NothingIsSentUntilItIsOnAgain(string off, string on)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "1");
        await world.Database.ExecuteAsync("update " + off);

        Assert.Equal(0, await node.RoundAsync());
        Assert.Empty(world.Bot.Requests);

        await world.Database.ExecuteAsync("update " + on);
        Assert.Equal(1, await node.RoundAsync());
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
    }

    [Fact]
    public async Task Expire_NodeThatDied_LeavesUnknownAndTheChatGoesOn()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var lost = await world.AnswerAsync(appeal, "1");
        await world.AnswerAsync(appeal, "2");
        var dead = world.Node();
        await dead.Queue.ClaimAsync(["telegram"], [], 8, TimeSpan.FromSeconds(60), default);

        var alive = world.Node();
        world.Clock.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal((0, 0), (await alive.Queue.ExpireAsync(default), await alive.RoundAsync()));
        world.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await alive.Queue.ExpireAsync(default));
        await alive.RoundAsync();

        Assert.Equal(OutboundStates.Unknown, (await world.OutboxAsync(lost)).State);
        Assert.Equal(["2"], world.Bot.Sends.Select(s => s.Text));
    }

    [Fact]
    public async Task Settle_AfterTheLeaseEnded_ACertainResultStillCounts()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var node = world.Node();
        var sent = await world.AnswerAsync(await world.ChatAsync("71"), "1");
        var retried = await world.AnswerAsync(await world.ChatAsync("72"), "2");
        var claims = await node.Queue.ClaimAsync(["telegram"], [], 8, TimeSpan.FromSeconds(60), default);
        world.Clock.Advance(TimeSpan.FromSeconds(61));
        await node.Queue.ExpireAsync(default);

        Assert.True(await node.Queue.SettleAsync(claims[0], new SendOutcome.Sent("9", null), world.Clock.GetUtcNow(), default));
        Assert.False(await node.Queue.SettleAsync(claims[1], new SendOutcome.Retry(), world.Clock.GetUtcNow(), default));

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(sent)).State);
        Assert.Equal(OutboundStates.Unknown, (await world.OutboxAsync(retried)).State);
    }

    [Fact]
    public async Task Settle_PlatformIdIsTaken_TheResultIsWrittenAllTheSame()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.Database.Given.MessageAsync(world.Tenant, appeal, channelId: world.Channel, chatId: "71", externalId: "1000001");
        var id = await world.AnswerAsync(appeal, "1");

        await world.Node().RoundAsync();

        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(id)).State);
        Assert.Null((await world.MessageAsync(id)).ExternalMessageId);
    }
}
