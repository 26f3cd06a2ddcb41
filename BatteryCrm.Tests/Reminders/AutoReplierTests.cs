using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Screens.Appeal;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>What channels reply by themselves; it is Thursday, noon, unless a test moves the clock.</summary>
public sealed class AutoReplierTests : IAsyncLifetime
{
    private const string First = "Здравствуйте! Скоро ответим.";
    private const string Closed = "Мы закрыты.";
    private static readonly TimeSpan ToEvening = TimeSpan.FromHours(9);
    private OutboundWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await OutboundWorld.CreateAsync();
        await world.SetAsync("auto_reply", $$$"""{"{{{world.Channel}}}":{"first_contact":"{{{First}}}","out_of_hours":"{{{Closed}}}"}}""");
        await world.SetAsync("working_hours", """{"start":"09:00","end":"20:00","days":[1,2,3,4,5,6,7]}""");
        await world.SetAsync("timezone", "\"Europe/Samara\"");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task FirstWords_AreGreetedOnceOverTwoNodes_AndTheGreetingLeaves()
    {
        var appeal = await WriteAsync("71");

        Assert.Equal(1, (await Task.WhenAll(Node().RoundAsync(default), Node().RoundAsync(default))).Sum());
        Assert.Equal(0, await Node().RoundAsync(default));

        var reply = Assert.Single(await RepliesAsync());
        Assert.Equal((First, appeal, (Guid?)world.Channel, "71", (Guid?)null), (reply.MessageText, reply.AppealId, reply.ChannelId, reply.ExternalChatId, reply.OperatorId));
        Assert.Equal((1, 1), (await world.EventsAsync(LiveKinds.MessageAdded, reply.Id), await world.EventsAsync(LiveKinds.AnswerQueued, reply.Id)));
        Assert.Equal(1, await world.Node().RoundAsync());
        Assert.Equal(OutboundStates.Sent, (await world.OutboxAsync(reply.Id)).State);
    }

    [Fact]
    public async Task Reply_IsNoAnswer_TheClientWaitsAsBeforeAndTheStageStays()
    {
        var appeal = await WriteAsync("71");
        var before = await ActivityAsync(appeal);
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        await Node().RoundAsync(default);

        var after = await ActivityAsync(appeal);
        Assert.Equal(
            (before.WaitingSince, before.LastMessageId, MessageTypes.Client, before.LastMessageAt, before.LastActivityAt, 0),
            (after.WaitingSince, after.LastMessageId, after.LastMessageType, after.LastMessageAt, after.LastActivityAt, after.OurMessages));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((0, 0), (await db.OperatorActions.CountAsync(), await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged)));
        Assert.Equal(before.WaitingSince, await Outbox.UnansweredSinceAsync(db, appeal, default));
    }

    [Fact]
    public async Task AnswerTakenBack_AfterAReply_TheClientWaitsSinceHisOwnWord()
    {
        var appeal = await WriteAsync("71");
        var since = (await ActivityAsync(appeal)).WaitingSince;
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        await Node().RoundAsync(default);
        var answer = await world.AnswerAsync(appeal, "Добрый день");
        Assert.True(await world.As(world.Operator).TakeBackAsync(answer, default));

        var after = await ActivityAsync(appeal);
        Assert.Equal((since, MessageTypes.Client), (after.WaitingSince, after.LastMessageType));
    }

    [Fact]
    public async Task Settled_AfterAReply_IsSettled()
    {
        var appeal = await WriteAsync("71");
        var word = (await ActivityAsync(appeal)).LastMessageId!.Value;
        await Node().RoundAsync(default);

        Assert.True(await world.As(world.Operator).SettleAsync(appeal, word, default));
    }

    [Fact]
    public async Task ReplyWhileAnOperatorTypes_DoesNotStopHisAnswer()
    {
        var appeal = await WriteAsync("71");
        var word = (await ActivityAsync(appeal)).LastMessageId;
        world.Clock.Advance(TimeSpan.FromSeconds(3));
        await Node().RoundAsync(default);
        Assert.Single(await RepliesAsync());

        Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: word), default)).MessageId);
    }

    [Fact]
    public async Task Closed_IsSaidOnceFromClosingToClosing_InsteadOfAGreeting()
    {
        var node = Node();
        world.Clock.Advance(ToEvening);
        var appeal = await WriteAsync("71");
        await node.RoundAsync(default);
        world.Clock.Advance(TimeSpan.FromHours(2));
        await WriteAsync("71", appeal);
        await node.RoundAsync(default);
        Assert.Equal([Closed], (await RepliesAsync()).Select(r => r.MessageText));

        world.Clock.Advance(TimeSpan.FromHours(22));
        await WriteAsync("71", appeal);
        await node.RoundAsync(default);
        Assert.Equal([Closed, Closed], (await RepliesAsync()).Select(r => r.MessageText));
    }

    [Fact]
    public async Task KnownClient_InTime_IsNotGreeted()
    {
        var appeal = await WriteAsync("71");
        world.Clock.Advance(TimeSpan.FromDays(2));
        await WriteAsync("71", appeal);

        Assert.Equal(0, await Node().RoundAsync(default));
    }

    [Fact]
    public async Task KnownClient_InANewAppeal_IsNotGreeted()
    {
        var appeal = await WriteAsync("71");
        await world.Database.ExecuteAsync($"update messages_history set created_at = created_at - interval '30 days'; update appeal_activity set last_message_at = last_message_at - interval '30 days' where appeal_id = '{appeal}'");
        await using var db = world.Database.Db(world.Tenant);
        var client = await db.Appeals.Where(a => a.Id == appeal).Select(a => a.ClientId).SingleAsync();
        await WriteAsync("71", client: client);

        Assert.Equal(0, await Node().RoundAsync(default));
    }

    [Fact]
    public async Task AnsweredAlready_IsNotGreeted()
    {
        var appeal = await WriteAsync("71");
        await world.AnswerAsync(appeal, "Добрый день");
        await WriteAsync("71", appeal);

        Assert.Equal(0, await Node().RoundAsync(default));
    }

    [Fact]
    public async Task AnsweredBetweenTheLookAndTheReply_NothingIsSaid()
    {
        var appeal = await WriteAsync("71");
        await world.AnswerAsync(appeal, "Добрый день");
        var word = new NewWord(world.Tenant, appeal, Ids.New(), world.Channel, Platforms.Telegram, "71", IsFirst: true);

        Assert.False(await new AutoReplyQueue(world.Database.Factory(world.Tenant)).SayAsync(word, new AutoReply("k", First), world.Clock.GetUtcNow(), default));
        Assert.Empty(await RepliesAsync());
    }

    [Fact]
    public async Task ProgramWasAway_NobodyIsGreetedLate()
    {
        await WriteAsync("71");
        world.Clock.Advance(AutoReplier.Patience);

        Assert.Equal(0, await Node().RoundAsync(default));
    }

    [Theory]
    [InlineData("update tenants set suspend = true")]
    [InlineData("update channels set is_active = false")]
    [InlineData("update channels set fault = 'Unauthorized'")]
    [InlineData("update appeal_activity set waiting_since = null, is_muted = true")]
    [InlineData("update tenant_configs set value = '{}' where key = 'auto_reply'")]
    [InlineData("""update tenant_configs set value = '"yes"' where key = 'auto_reply'""")]
    public async Task WhereNothingMayBeSaid_NothingIs(string change)
    {
        await WriteAsync("71");
        await world.Database.ExecuteAsync(change);

        Assert.Equal(0, await Node().RoundAsync(default));
        Assert.Empty(await RepliesAsync());
    }

    [Fact]
    public void LongWords_AreCutToWhatThePlatformTakes_AndHalfACharacterIsNotSent()
    {
        var word = new NewWord(Guid.Empty, Guid.Empty, Guid.Empty, Guid.Empty, Platforms.Telegram, "1", IsFirst: true);
        Assert.Equal(4095, AutoReplyQueue.TextFor(word, new string('а', 4095) + "🙂").Length);
        Assert.Equal(4096, AutoReplyQueue.TextFor(word, new string('а', 5000)).Length);
    }

    /// <summary>A client's word as intake leaves it.</summary>
    private async Task<Guid> WriteAsync(string chat, Guid? appeal = null, Guid? client = null)
    {
        var now = world.Clock.GetUtcNow();
        var id = appeal ?? await world.Database.Given.AppealAsync(world.Tenant, client, world.Channel, waitingSince: now);
        var message = await world.Database.Given.MessageAsync(world.Tenant, id, channelId: world.Channel, chatId: chat, createdAt: now);
        await world.Database.ExecuteAsync($"""
            update appeal_activity set last_message_id = '{message}', last_message_at = '{now:O}', last_message_type = 'client', waiting_since = coalesce(waiting_since, '{now:O}') where appeal_id = '{id}'
            """);
        return id;
    }

    private AutoReplier Node()
    {
        var services = new ServiceCollection().AddScoped<CurrentTenant>().AddScoped<AutoReplyQueue>()
            .AddScoped<IDbContextFactory<CrmDb>>(p => world.Database.Factory(p.GetRequiredService<CurrentTenant>().Id)).BuildServiceProvider();
        return new AutoReplier(world.Database.Sources, services, new AnswerPlatforms([Platforms.Telegram]), world.Clock, NullLogger<AutoReplier>.Instance);
    }

    private async Task<List<Message>> RepliesAsync()
    {
        await using var db = world.Database.Db(world.Tenant);
        return await db.Messages.Where(m => m.MessageType == MessageTypes.Automatic).OrderBy(m => m.CreatedAt).ToListAsync();
    }

    private async Task<AppealActivity> ActivityAsync(Guid appeal)
    {
        await using var db = world.Database.Db(world.Tenant);
        return await db.AppealActivity.AsNoTracking().SingleAsync(a => a.AppealId == appeal);
    }
}
