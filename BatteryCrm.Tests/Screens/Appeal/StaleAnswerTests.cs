using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>An answer to a conversation that went on while it was typed stops once.</summary>
public sealed class StaleAnswerTests
{
    public static TheoryData<string, bool> Added => new()
    {
        { MessageTypes.Client, false }, { MessageTypes.Agent, false }, { MessageTypes.Operator, true }, { MessageTypes.Note, true },
    };

    [Theory]
    [MemberData(nameof(Added))]
    public async Task SendAsync_SomebodyAddedSomethingSinceTheTypingBegan_IsRefusedAndNothingIsWritten(string type, bool byColleague)
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        var colleague = byColleague ? await world.Database.Given.OperatorAsync(world.Tenant) : (Guid?)null;
        await AddAsync(world, appeal, type, colleague);

        var result = await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default);

        Assert.Equal(new SendResult(null, SendRefusal.Stale), result);
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((0, 0), (await db.OutboundMessages.CountAsync(), await db.OperatorActions.CountAsync()));
    }

    [Fact]
    public async Task SendAsync_WhatWasAddedHasBeenSeen_IsSent()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        var newer = await AddAsync(world, appeal, MessageTypes.Client);
        var actions = world.As(world.Operator);
        Assert.Equal(SendRefusal.Stale, (await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default)).Refusal);

        Assert.NotNull((await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: newer), default)).MessageId);
    }

    [Fact]
    public async Task SendAsync_OwnAnswerCameLast_IsSent()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        await AddAsync(world, appeal, MessageTypes.Operator, world.Operator);

        Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "И ещё", null, "k1", SeenId: seen), default)).MessageId);
    }

    [Fact]
    public async Task SendAsync_WhatWasAddedIsGoneAgain_IsSent()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        var newer = await AddAsync(world, appeal, MessageTypes.Client);
        await world.Database.ExecuteAsync($"update messages_history set deleted_at = now() where id = '{newer}'");

        Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default)).MessageId);
    }

    [Fact]
    public async Task SendAsync_KeyThatWasAcceptedBeforeTheClientWroteOn_IsThatAnswer()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        var actions = world.As(world.Operator);
        var first = await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default);
        await AddAsync(world, appeal, MessageTypes.Client);

        Assert.Equal(first, await actions.SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default));
    }

    [Fact]
    public async Task SendAsync_AnotherAppealWentOn_IsSent()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, seen) = await OpenedAsync(world);
        var (other, _) = await OpenedAsync(world, "72");
        await AddAsync(world, other, MessageTypes.Client);

        Assert.NotNull((await world.As(world.Operator).SendAsync(new SendRequest(appeal, "Да", null, "k1", SeenId: seen), default)).MessageId);
    }

    private static async Task<(Guid Appeal, Guid Seen)> OpenedAsync(OutboundWorld world, string chat = "71")
    {
        var appeal = await world.ChatAsync(chat);
        await using var db = world.Database.Db(world.Tenant);
        return (appeal, await db.Messages.Where(m => m.AppealId == appeal).Select(m => m.Id).SingleAsync());
    }

    private static Task<Guid> AddAsync(OutboundWorld world, Guid appeal, string type, Guid? by = null)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        return world.Database.Given.MessageAsync(world.Tenant, appeal, "ещё", type, world.Channel, "71", operatorId: by, createdAt: world.Clock.GetUtcNow());
    }
}
