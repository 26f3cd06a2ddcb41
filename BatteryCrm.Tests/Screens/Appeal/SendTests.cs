using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class SendTests
{
    [Fact]
    public async Task SendAsync_Answer_WritesMessageOutboxActivityActionAndEvents()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var appeal = await world.ChatAsync("71");

        var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, "  Готово\nзавтра ", null, "k1"), default);

        var now = world.Clock.GetUtcNow();
        await using var db = world.Database.Db(world.Tenant);
        var message = await db.Messages.SingleAsync(m => m.Id == result.MessageId);
        Assert.Equal((MessageTypes.Operator, "Готово\nзавтра", "71"), (message.MessageType, message.MessageText, message.ExternalChatId));
        Assert.Equal((world.Operator, world.Channel, now, (DateTimeOffset?)null), (message.OperatorId, message.ChannelId, message.CreatedAt, message.SentAt));
        var outbound = await db.OutboundMessages.SingleAsync();
        Assert.Equal((OutboundStates.Queued, 0, now.AddSeconds(5)), (outbound.State, outbound.Attempts, outbound.NotBefore));
        var activity = await db.AppealActivity.SingleAsync();
        Assert.Equal((message.Id, "operator", "Готово завтра", null, 1),
            (activity.LastMessageId, activity.LastMessageType, activity.LastMessagePreview, activity.WaitingSince, activity.OurMessages));
        Assert.Equal(1, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.SendResponse && a.OperatorId == world.Operator));
        Assert.Equal([LiveKinds.AnswerQueued, LiveKinds.AppealChanged, LiveKinds.MessageAdded],
            await db.LiveEvents.Where(e => e.AppealId == appeal).Select(e => e.Kind).OrderBy(k => k).ToListAsync());
    }

    [Fact]
    public async Task SendAsync_SameKeyAgain_ReturnsTheFirstMessage()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var actions = world.As(world.Operator);
        var first = await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1"), default);
        await actions.SaveDraftAsync(appeal, "следующее", null, default);

        var second = await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1"), default);

        Assert.Equal(first, second);
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((1, 1, 1), (await db.OutboundMessages.CountAsync(), await db.Messages.CountAsync(m => m.MessageType == MessageTypes.Operator), (await db.AppealActivity.SingleAsync()).OurMessages));
        Assert.Equal("следующее", (await actions.LoadDraftAsync(appeal, default)).Text);
    }

    [Fact]
    public async Task SendAsync_SameKeyInParallel_IsOneRowInEveryRound()
    {
        await using var world = await OutboundWorld.CreateAsync();
        for (var round = 0; round < 15; round++)
        {
            // Two appeals: their locks do not stand in for the key.
            Guid[] appeals = [await world.ChatAsync($"7{round}"), await world.ChatAsync($"8{round}")];
            using var start = new Barrier(8);
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait();
                    return world.As(world.Operator).SendAsync(new SendRequest(appeals[i % 2], "Да", null, $"round-{round}"), default);
                },
                default, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

            Assert.Single(results.Distinct());
            Assert.NotNull(results[0].MessageId);
            await using var db = world.Database.Db(world.Tenant);
            Assert.Equal(1, await db.OutboundMessages.CountAsync(o => o.ClientKey == $"round-{round}"));
            Assert.Equal(1, await db.Messages.CountAsync(m => appeals.Contains(m.AppealId) && m.MessageType == MessageTypes.Operator));
        }
    }

    [Fact]
    public async Task SendAsync_SameKeyOfAnotherTenant_IsAnotherAnswer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await using var other = await OutboundWorld.CreateAsync();
        var first = await world.As(world.Operator).SendAsync(new SendRequest(await world.ChatAsync("71"), "Да", null, "k1"), default);
        var second = await other.As(other.Operator).SendAsync(new SendRequest(await other.ChatAsync("71"), "Да", null, "k1"), default);
        Assert.NotEqual(first.MessageId, second.MessageId);
    }

    [Fact]
    public async Task SendAsync_FirstAnswer_MovesTheStageOnceAndSaysWhy()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        await world.AnswerAsync(appeal, "Раз");
        await world.AnswerAsync(appeal, "Два");

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(Stages.Gathering, (await db.Appeals.SingleAsync()).Stage);
        var move = await db.OperatorActions.SingleAsync(a => a.ActionType == ActionTypes.StageChanged);
        var details = JsonElement.Parse(move.Details!);
        Assert.Equal((Stages.FirstContact, Stages.Gathering, true, "first_answer"), (
            details.GetProperty("from").GetString(), details.GetProperty("to").GetString(), details.GetProperty("automatic").GetBoolean(), details.GetProperty("why").GetString()));
    }

    [Theory]
    [InlineData(Stages.PriceSent)]
    [InlineData(Stages.Completed)]
    [InlineData(Stages.Cancelled)]
    public async Task SendAsync_LaterOrFinalStage_StaysWhereItIs(string stage)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.Database.ExecuteAsync($"update appeals set stage = '{stage}'");

        await world.AnswerAsync(appeal, "Раз");

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(stage, (await db.Appeals.SingleAsync()).Stage);
        Assert.False(await db.OperatorActions.AnyAsync(a => a.ActionType == ActionTypes.StageChanged));
    }

    [Fact]
    public async Task SendAsync_Draft_IsDoneWithForItsAuthorOnly()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.Database.Given.OperatorAsync(world.Tenant);
        await world.As(world.Operator).SaveDraftAsync(appeal, "моё", null, default);
        await world.As(other).SaveDraftAsync(appeal, "чужое", null, default);

        await world.AnswerAsync(appeal, "моё");

        Assert.Null((await world.As(world.Operator).LoadDraftAsync(appeal, default)).Text);
        Assert.Equal("чужое", (await world.As(other).LoadDraftAsync(appeal, default)).Text);
    }

    [Fact]
    public async Task SendAsync_SentAgain_LeavesTheDraftAlone()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        await world.As(world.Operator).SaveDraftAsync(appeal, "полуслово", null, default);

        await world.As(world.Operator).SendAsync(new SendRequest(appeal, "ещё раз", null, "again-1", IsTyped: false), default);

        Assert.Equal("полуслово", (await world.As(world.Operator).LoadDraftAsync(appeal, default)).Text);
    }

    [Theory]
    [InlineData("", SendRefusal.Empty)]
    [InlineData(" \n\t ", SendRefusal.Empty)]
    [InlineData("4097", SendRefusal.TooLong)]
    [InlineData("2049 emoji", SendRefusal.TooLong)]
    [InlineData("2048 emoji", null)]
    [InlineData("4096 and spaces", null)]
    public async Task SendAsync_Length_CountsCodeUnitsAfterTrimming(string what, SendRefusal? expected)
    {
        var text = what switch
        {
            "4097" => new string('я', 4097),
            "2049 emoji" => string.Concat(Enumerable.Repeat("🔋", 2049)),
            "2048 emoji" => string.Concat(Enumerable.Repeat("🔋", 2048)),
            "4096 and spaces" => "  " + new string('я', 4096) + "\n\n",
            _ => what,
        };
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, text, null, "k"), default);

        Assert.Equal(expected, result.Refusal);
        Assert.Equal(expected is null, result.MessageId is not null);
    }

    [Fact]
    public async Task SendAsync_NullBytesAndLoneSurrogates_AreReplaced()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "a\0b\ud83dc\udd0b🔋");
        Assert.Equal("a\uFFFDb\uFFFDc\uFFFD🔋", (await world.MessageAsync(id)).MessageText);
    }

    [Theory]
    [InlineData("form", SendRefusal.NoWayBack)]
    [InlineData("phone", SendRefusal.NoWayBack)]
    [InlineData("vk", SendRefusal.NotConnected)]
    [InlineData("no chat there", SendRefusal.NoWayBack)]
    [InlineData("unknown channel", SendRefusal.NoChannel)]
    [InlineData("foreign channel", SendRefusal.NoChannel)]
    [InlineData("no channel", SendRefusal.NoChannel)]
    [InlineData("inactive", SendRefusal.ChannelInactive)]
    [InlineData("faulty", SendRefusal.ChannelFaulty)]
    [InlineData("suspended", SendRefusal.TenantSuspended)]
    [InlineData("tenant inactive", SendRefusal.TenantSuspended)]
    [InlineData("foreign appeal", SendRefusal.NoChannel)]
    public async Task SendAsync_CannotLeave_SaysWhyAndWritesNothing(string why, SendRefusal expected)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var given = world.Database.Given;
        var appeal = await world.ChatAsync("71");
        Guid? channel = null;
        switch (why)
        {
            case "form" or "phone" or "vk":
                var other = await given.ChannelAsync(world.Tenant, why);
                await given.MessageAsync(world.Tenant, appeal, channelId: other, chatId: "submission");
                channel = other;
                break;
            case "no chat there": channel = await world.ChannelAsync(); break;
            case "unknown channel": channel = Ids.New(); break;
            case "foreign channel": channel = await given.ChannelAsync(await given.TenantAsync("Mobi")); break;
            case "no channel": await world.Database.ExecuteAsync("update appeal_activity set last_channel_id = null"); break;
            case "inactive": await world.Database.ExecuteAsync("update channels set is_active = false"); break;
            case "faulty": await world.Database.ExecuteAsync("update channels set fault = 'Unauthorized'"); break;
            case "suspended": await world.Database.ExecuteAsync("update tenants set suspend = true"); break;
            case "tenant inactive": await world.Database.ExecuteAsync("update tenants set is_active = false"); break;
            case "foreign appeal": appeal = await given.AppealAsync(await given.TenantAsync("Mobi")); break;
        }

        var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", channel, "k"), default);

        Assert.Equal((null, (SendRefusal?)expected), (result.MessageId, result.Refusal));
        await using var db = world.Database.OwnerDb();
        Assert.False(await db.OutboundMessages.AnyAsync());
        Assert.False(await db.Messages.AnyAsync(m => m.MessageType == MessageTypes.Operator));
    }

    [Fact]
    public async Task SendAsync_ChosenChannel_GoesToTheClientsLastChatThere()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var client = await world.Database.Given.ClientAsync(world.Tenant);
        var second = await world.ChannelAsync();
        var earlier = await world.ChatAsync("old-chat", second, client);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await world.Database.Given.MessageAsync(world.Tenant, earlier, channelId: second, chatId: "new-chat", createdAt: world.Clock.GetUtcNow());
        var appeal = await world.ChatAsync("71", client: client);

        var id = await world.AnswerAsync(appeal, "Да", second);

        Assert.Equal((second, "new-chat"), ((await world.OutboxAsync(id)).ChannelId, (await world.OutboxAsync(id)).ExternalChatId));
    }

    [Fact]
    public async Task AnswerChannelsAsync_SeveralChannels_SaysWhichCanSendAndWhichIsDefault()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var given = world.Database.Given;
        var appeal = await world.ChatAsync("71");
        var form = await given.ChannelAsync(world.Tenant, "form", name: "Сайт");
        await given.MessageAsync(world.Tenant, appeal, channelId: form, chatId: "submission");
        await given.ChannelAsync(world.Tenant, name: "Не писал");

        var channels = await world.As(world.Operator).AnswerChannelsAsync(appeal, default);

        Assert.Equal([new AnswerChannel(world.Channel, "telegram", "telegram", "71", CanSend: true, IsDefault: true), new AnswerChannel(form, "Сайт", "form", "submission", CanSend: false, IsDefault: false)], channels);
        Assert.Empty(await world.As(world.Operator).AnswerChannelsAsync(Ids.New(), default));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    [InlineData("\"7\"", 7)]
    [InlineData("null", 5)]
    [InlineData("-1", 5)]
    [InlineData("{}", 5)]
    [InlineData(null, 5)]
    public async Task SendAsync_UndoSetting_DelaysTheAnswer(string? json, int seconds)
    {
        await using var world = await OutboundWorld.CreateAsync();
        await world.Database.ExecuteAsync("delete from tenant_configs");
        if (json is not null) await world.SetAsync("undo_send_seconds", json);
        var id = await world.AnswerAsync(await world.ChatAsync("71"), "Да");
        Assert.Equal(world.Clock.GetUtcNow().AddSeconds(seconds), (await world.OutboxAsync(id)).NotBefore);
    }
}
