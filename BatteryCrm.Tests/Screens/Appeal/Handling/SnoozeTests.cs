using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Screens.Appeal.Handling;

/// <summary>"Напомнить": out of the queue, and back on time or with the client's next word.</summary>
public sealed class SnoozeTests
{
    [Fact]
    public async Task Snooze_ClientWaits_LeavesTheQueueAndComesBackOnTimeWaitingSinceThen()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, since) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        Assert.True(await Actions(world).SnoozeAsync(appeal, since.AddHours(1), await SeenAsync(world), default));
        Assert.Equal((null, since, since.AddHours(1)), await ActivityAsync(world));

        world.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(0, await Waker(world).RoundAsync(default));
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await Waker(world).RoundAsync(default));
        Assert.Equal(0, await Waker(world).RoundAsync(default));

        Assert.Equal((since, null, null), await ActivityAsync(world));
        await using var db = world.Database.Db(world.Tenant);
        var notice = await db.Notifications.SingleAsync();
        Assert.Equal((NotificationKinds.Reminder, world.Operator, appeal, null), (notice.Kind, notice.OperatorId, notice.AppealId, notice.ReadAt));
        Assert.Equal(1, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.Notified && e.SubjectId == world.Operator));
        Assert.Equal(2, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged && e.AppealId == appeal));
        Assert.Equal(2, await db.OperatorActions.CountAsync(a => a.ActionType == ActionTypes.AppealUpdated));
    }

    [Fact]
    public async Task Snooze_NobodyWaits_IsAReminderThatWaitsFromItsTime()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await world.AnswerAsync(appeal, "Перезвоню завтра");
        var until = world.Clock.GetUtcNow().AddDays(1);
        Assert.True(await Actions(world).SnoozeAsync(appeal, until, answer, default));

        world.Clock.Advance(TimeSpan.FromDays(1) + TimeSpan.FromMinutes(3));
        await Waker(world).RoundAsync(default);

        Assert.Equal((until, null, null), await ActivityAsync(world));
    }

    [Fact]
    public async Task Snoozed_WeAnswer_StaysPutOffAsAReminder()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var until = world.Clock.GetUtcNow().AddHours(2);
        await Actions(world).SnoozeAsync(appeal, until, await SeenAsync(world), default);
        world.Clock.Advance(TimeSpan.FromSeconds(1));

        await world.AnswerAsync(appeal, "Уточню и напишу");

        Assert.Equal((null, null, until), await ActivityAsync(world));
    }

    [Fact]
    public async Task Snoozed_AnswerTakenBack_StaysPutOff()
    {
        await using var world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        var (appeal, since) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        await Actions(world).SnoozeAsync(appeal, since.AddHours(2), await SeenAsync(world), default);
        world.Clock.Advance(TimeSpan.FromSeconds(1));
        var answer = await world.AnswerAsync(appeal, "Уточню");

        Assert.True(await world.As(world.Operator).TakeBackAsync(answer, default));

        Assert.Equal((null, since, since.AddHours(2)), await ActivityAsync(world));
    }

    [Fact]
    public async Task Reminder_OfAnAppealThatWasHandedOver_IsForWhoHoldsIt()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, now) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        var pavel = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел");
        await Actions(world).SnoozeAsync(appeal, now.AddHours(1), await SeenAsync(world), default);
        await world.Database.ExecuteAsync($"update appeal_activity set holder_id = '{pavel}', alerted_since = snoozed_since");
        world.Clock.Advance(TimeSpan.FromHours(1));

        await Waker(world).RoundAsync(default);

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(pavel, (await db.Notifications.SingleAsync()).OperatorId);
        // Late again is told again.
        Assert.Null((await db.AppealActivity.SingleAsync()).AlertedSince);
    }

    [Fact]
    public async Task Snooze_Twice_KeepsTheFirstWait()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, since) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        var seen = await SeenAsync(world);
        await Actions(world).SnoozeAsync(appeal, since.AddHours(1), seen, default);

        Assert.True(await Actions(world).SnoozeAsync(appeal, since.AddHours(5), seen, default));

        Assert.Equal((null, since, since.AddHours(5)), await ActivityAsync(world));
    }

    [Fact]
    public async Task Snooze_MoreWasSaidOrTheTimeIsNoFuture_ChangesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, now) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        var seen = await SeenAsync(world);

        Assert.False(await Actions(world).SnoozeAsync(appeal, now, seen, default));
        Assert.False(await Actions(world).SnoozeAsync(appeal, now + SnoozeActions.Longest + TimeSpan.FromDays(1), seen, default));
        Assert.False(await Actions(world).SnoozeAsync(appeal, now.AddHours(1), Guid.Empty, default));
        Assert.Equal((now, null, null), await ActivityAsync(world));
    }

    [Fact]
    public async Task Wake_ByHand_WaitsSinceTheSameMomentAndTellsNobody()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var (appeal, since) = (await world.ChatAsync("71"), world.Clock.GetUtcNow());
        await Actions(world).SnoozeAsync(appeal, since.AddHours(1), await SeenAsync(world), default);

        Assert.True(await Actions(world).WakeAsync(appeal, default));
        Assert.False(await Actions(world).WakeAsync(appeal, default));

        Assert.Equal((since, null, null), await ActivityAsync(world));
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal(0, await db.Notifications.CountAsync());
    }

    [Fact]
    public async Task Snooze_AnotherTenantsAppeal_ChangesNothing()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var other = await world.Database.Given.TenantAsync();
        var theirs = await world.Database.Given.AppealAsync(other, waitingSince: world.Clock.GetUtcNow());

        Assert.False(await Actions(world).SnoozeAsync(theirs, world.Clock.GetUtcNow().AddHours(1), null, default));
    }

    private static SnoozeActions Actions(OutboundWorld world)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        return new SnoozeActions(world.Database.Factory(world.Tenant), current, world.Clock);
    }

    private static SnoozeWaker Waker(OutboundWorld world) => new(world.Database.Sources, world.Clock, NullLogger<SnoozeWaker>.Instance);

    private static async Task<(DateTimeOffset? Waiting, DateTimeOffset? Since, DateTimeOffset? Until)> ActivityAsync(OutboundWorld world)
    {
        await using var db = world.Database.Db(world.Tenant);
        var activity = await db.AppealActivity.SingleAsync();
        return (activity.WaitingSince, activity.SnoozedSince, activity.SnoozedUntil);
    }

    // The last message, which the activity of a real appeal names as well.
    private static async Task<Guid> SeenAsync(OutboundWorld world)
    {
        var seen = await world.Database.ScalarAsync<Guid>("select id from messages_history order by created_at desc limit 1");
        await world.Database.ExecuteAsync($"update appeal_activity set last_message_id = '{seen}'");
        return seen;
    }
}
