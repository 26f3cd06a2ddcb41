using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BatteryCrm.Tests.Screens.Appeal.Handling;

/// <summary>A client whose words are kept and wait for nobody.</summary>
public sealed class BlockTests : IAsyncLifetime
{
    private OutboundWorld world = null!;
    private DateTimeOffset since;
    private Guid client;
    private Guid waits;
    private Guid putOff;

    public async Task InitializeAsync()
    {
        world = await OutboundWorld.CreateAsync(undoSeconds: 5);
        client = await world.Database.Given.ClientAsync(world.Tenant);
        since = world.Clock.GetUtcNow();
        (waits, putOff) = (await world.ChatAsync("71", client: client), await world.ChatAsync("71", client: client));
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        await world.Database.ExecuteAsync($"update appeal_activity set snoozed_since = waiting_since, waiting_since = null, snoozed_until = '{since.AddDays(1):O}', snoozed_by = '{world.Operator}' where appeal_id = '{putOff}'");
        await world.Database.ExecuteAsync("delete from live_events");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Block_EveryAppealOfTheClient_LeavesTheQueueOnAllConsolesAndIsLoggedOnce()
    {
        var stranger = await world.ChatAsync("72");

        Assert.True(await Actions().SetAsync(waits, isBlocked: true, default));
        Assert.True(await Actions().SetAsync(putOff, isBlocked: true, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal((1, 3), (await QueueCountsQuery.ReadAsync(db, world.Tenant, default)) is var counts ? (counts.Waiting, counts.All) : default);
        Assert.Equal(stranger, (await db.AppealActivity.SingleAsync(a => a.WaitingSince != null || a.SnoozedUntil != null)).AppealId);
        var row = await db.Clients.SingleAsync(c => c.BlockedAt != null);
        Assert.Equal((client, world.Clock.GetUtcNow(), world.Operator), (row.Id, row.BlockedAt, row.BlockedBy));
        var deed = await db.OperatorActions.SingleAsync();
        Assert.Equal((ActionTypes.AppealUpdated, waits, """{"clientBlocked": true}"""), (deed.ActionType, deed.ContextAppealId, deed.Details));
        Assert.Equal(new[] { waits, putOff }.Order(), (await db.LiveEvents.Where(e => e.Kind == LiveKinds.AppealChanged).Select(e => e.AppealId!.Value).ToListAsync()).Order());
        Assert.True((await QueueRow.From(db, db.AppealActivity.Where(a => a.AppealId == waits)).SingleAsync()).IsMuted);
    }

    [Fact]
    public async Task Blocked_NobodyIsToldAndNothingBringsItBack()
    {
        await Actions().SetAsync(waits, isBlocked: true, default);
        var last = await world.Database.ScalarAsync<Guid>($"select id from messages_history where appeal_id = '{waits}'");
        await world.Database.ExecuteAsync($"update appeal_activity set last_message_id = '{last}' where appeal_id = '{waits}'");

        Assert.False(await world.As(world.Operator).UnsettleAsync(waits, last, default));
        Assert.False(await Snooze().SnoozeAsync(waits, since.AddDays(2), last, default));
        Assert.Equal(0, await new Escalator(world.Database.Sources, world.Clock, NullLogger<Escalator>.Instance).RoundAsync(default));
        world.Clock.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await new SnoozeWaker(world.Database.Sources, world.Clock, NullLogger<SnoozeWaker>.Instance).RoundAsync(default));
        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from notifications"));
    }

    [Fact]
    public async Task Unblock_EveryAppealWaitsSinceTheSameMomentAsBefore()
    {
        await Actions().SetAsync(waits, isBlocked: true, default);
        world.Clock.Advance(TimeSpan.FromHours(3));

        Assert.True(await Actions().SetAsync(putOff, isBlocked: false, default));

        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal([since, since], (await db.AppealActivity.ToListAsync()).Select(a => a.WaitingSince!.Value));
        Assert.Null((await db.Clients.SingleAsync()).BlockedBy);
        Assert.Equal(2, await db.OperatorActions.CountAsync());
    }

    [Fact]
    public async Task Unblock_AfterAnAnswer_WaitsNoLonger_AndAnAnswerTakenBackDoesAgain()
    {
        await Actions().SetAsync(waits, isBlocked: true, default);
        var answer = await world.AnswerAsync(waits, "Да");
        await using var db = world.Database.Db(world.Tenant);
        Assert.Null(await SinceAsync(db));
        await using (var transaction = await db.Database.BeginTransactionAsync())
        {
            Assert.True(await Outbox.TakeBackAsync(db, answer, waits, world.Clock.GetUtcNow(), default));
            await transaction.CommitAsync();
        }

        Assert.Equal(since, await SinceAsync(db));
        await Actions().SetAsync(waits, isBlocked: false, default);
        Assert.Equal(since, (await db.AppealActivity.AsNoTracking().SingleAsync(a => a.AppealId == waits)).WaitingSince);

        Task<DateTimeOffset?> SinceAsync(BatteryCrm.Data.CrmDb from) => from.AppealActivity.Where(a => a.AppealId == waits).Select(a => a.MutedSince).SingleAsync();
    }

    // Whoever forgets that a client is blocked is refused by the database.
    [Fact]
    public async Task Wait_OfABlockedClient_IsRefusedByTheTable()
    {
        await Actions().SetAsync(waits, isBlocked: true, default);

        var error = await Assert.ThrowsAsync<PostgresException>(() => world.Database.ExecuteAsync("update appeal_activity set waiting_since = now()"));

        Assert.Equal("ck_appeal_activity_muted", error.ConstraintName);
    }

    [Fact]
    public async Task Block_AnotherTenantsClient_IsRefused()
    {
        var other = await world.Database.Given.TenantAsync();
        var stranger = await world.Database.Given.OperatorAsync(other);

        Assert.False(await new BlockActions(world.Database.Factory(other), Current(stranger, other), world.Clock).SetAsync(waits, isBlocked: true, default));

        Assert.Equal(0, await world.Database.ScalarAsync<long>("select count(*) from clients where blocked_at is not null"));
    }

    private static CurrentOperator Current(Guid id, Guid tenant)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Ирина", Roles.Operator));
        return current;
    }

    private BlockActions Actions() => new(world.Database.Factory(world.Tenant), Current(world.Operator, world.Tenant), world.Clock);

    private SnoozeActions Snooze() => new(world.Database.Factory(world.Tenant), Current(world.Operator, world.Tenant), world.Clock);
}
