using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>"Ответ не требуется" and its opposite.</summary>
public sealed class SettleTests
{
    [Fact]
    public async Task SettleAsync_ClientWaits_WaitsNoLongerAndItIsLogged()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var seen = await LastAsync(world);

        Assert.True(await world.As(world.Operator).SettleAsync(appeal, seen, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Null((await db.AppealActivity.SingleAsync()).WaitingSince);
        var logged = await db.OperatorActions.SingleAsync();
        Assert.Equal((ActionTypes.AppealUpdated, world.Operator, appeal), (logged.ActionType, logged.OperatorId, logged.ContextAppealId));
        Assert.Equal("""{"replyNeeded": false}""", logged.Details);
        Assert.Equal(1, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged && e.AppealId == appeal));
    }

    [Fact]
    public async Task SettleAsync_ClientWroteMoreThanWasSeen_KeepsWaiting()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var seen = await LastAsync(world);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var newer = await world.Database.Given.MessageAsync(world.Tenant, appeal, channelId: world.Channel, chatId: "71", createdAt: world.Clock.GetUtcNow());
        await world.Database.ExecuteAsync($"update appeal_activity set last_message_id = '{newer}'");

        Assert.False(await world.As(world.Operator).SettleAsync(appeal, seen, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.NotNull((await db.AppealActivity.SingleAsync()).WaitingSince);
        Assert.Equal(0, await db.OperatorActions.CountAsync());
    }

    [Fact]
    public async Task UnsettleAsync_Settled_WaitsSinceTheSameMomentAsBefore()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var (seen, since) = (await LastAsync(world), world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromMinutes(7));
        await world.As(world.Operator).SettleAsync(appeal, seen, default);

        Assert.True(await world.As(world.Operator).UnsettleAsync(appeal, seen, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(since, (await db.AppealActivity.SingleAsync()).WaitingSince);
        Assert.False(await world.As(world.Operator).UnsettleAsync(appeal, seen, default));
    }

    [Fact]
    public async Task UnsettleAsync_LastWordIsOurs_IsRefused()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await world.AnswerAsync(appeal, "Да");

        Assert.False(await world.As(world.Operator).UnsettleAsync(appeal, answer, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Null((await db.AppealActivity.SingleAsync()).WaitingSince);
    }

    [Fact]
    public async Task SettleAsync_AnotherTenantsAppeal_ChangesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        await using var other = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        Assert.False(await other.As(other.Operator).SettleAsync(appeal, await LastAsync(world), default));
    }

    [Fact]
    public async Task NoteAsync_SameKeyTwice_IsOneNoteThatNeverLeavesAndCountsForNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var before = await ActivityAsync(world);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.As(world.Operator).NoteAsync(appeal, " клиент перезвонит ", "key-1", default)));

        await using var db = world.Database.Db(world.Tenant);
        var note = await db.Messages.SingleAsync(m => m.MessageType == MessageTypes.Note);
        Assert.Equal(("клиент перезвонит", world.Operator, (Guid?)null), (note.MessageText, note.OperatorId, note.ChannelId));
        Assert.Equal(0, await db.OutboundMessages.CountAsync());
        Assert.Equal(1, await world.EventsAsync(LiveKinds.MessageAdded, note.Id));
        Assert.Equal(before, await ActivityAsync(world));
    }

    [Fact]
    public async Task NoteAsync_NothingOrNowhere_IsRefused()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");

        Assert.False(await world.As(world.Operator).NoteAsync(appeal, " \n ", "key-1", default));
        Assert.False(await world.As(world.Operator).NoteAsync(BatteryCrm.Data.Ids.New(), "где?", "key-2", default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(0, await db.Messages.CountAsync(m => m.MessageType == MessageTypes.Note));
    }

    [Fact]
    public async Task NoteAsync_SameKeyOfTwoOperators_AreTwoNotes()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var other = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел");

        await world.As(world.Operator).NoteAsync(appeal, "раз", "key-1", default);
        await world.As(other).NoteAsync(appeal, "два", "key-1", default);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(2, await db.Messages.CountAsync(m => m.MessageType == MessageTypes.Note));
    }

    private static async Task<Guid> LastAsync(OutboundWorld world)
    {
        await world.Database.ExecuteAsync("update appeal_activity v set last_message_id = (select id from messages_history m where m.appeal_id = v.appeal_id order by created_at desc limit 1), last_message_type = 'client'");
        await using var db = world.Database.OwnerDb();
        return (await db.AppealActivity.SingleAsync()).LastMessageId!.Value;
    }

    private static async Task<(DateTimeOffset?, Guid?, DateTimeOffset?, int)> ActivityAsync(OutboundWorld world)
    {
        await using var db = world.Database.OwnerDb();
        var activity = await db.AppealActivity.SingleAsync();
        return (activity.WaitingSince, activity.LastMessageId, activity.LastMessageAt, activity.OurMessages);
    }
}
