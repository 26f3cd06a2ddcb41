using System.Text.Json;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>Clients who wait are given to who is here, in turn.</summary>
public sealed class AssignerTests : IAsyncLifetime
{
    private OutboundWorld world = null!;
    private Guid colleague;

    public async Task InitializeAsync()
    {
        world = await OutboundWorld.CreateAsync();
        colleague = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел");
        await world.SetAsync("assignment", "\"round_robin\"");
        await HereAsync(world.Operator);
        await HereAsync(colleague);
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Waiting_AreGivenInTurn_LoggedToldAndOnceOverTwoNodes()
    {
        var appeals = await WaitingAsync(4);

        Assert.Equal(4, (await Task.WhenAll(AssignAsync(), AssignAsync())).Sum());
        Assert.Equal(0, await AssignAsync());

        var holders = await HoldersAsync(appeals);
        Assert.Equal([holders[0], holders[1], holders[0], holders[1]], holders);
        Assert.Equal(new Guid?[] { world.Operator, colleague }.Order(), holders.Take(2).Order());
        await using var db = world.Database.Db(world.Tenant);
        Assert.Equal([2, 2], await db.Notifications.Where(n => n.Kind == NotificationKinds.Assigned && n.ActorId == null).GroupBy(n => n.OperatorId).Select(g => g.Count()).ToListAsync());
        Assert.Equal(4, await db.OperatorAppealStatuses.CountAsync(s => s.Status == "in_progress"));
        Assert.Equal(4, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged));
        var deed = await db.OperatorActions.SingleAsync(a => a.ContextAppealId == appeals[0]);
        Assert.Equal(((Guid?)null, ActionTypes.AppealUpdated), (deed.OperatorId, deed.ActionType));
        Assert.True(JsonElement.DeepEquals(
            JsonElement.Parse($$"""{"assignedTo":"{{holders[0]}}","name":"{{(holders[0] == colleague ? "Павел" : "Ирина")}}","automatic":true}"""), JsonElement.Parse(deed.Details!)));
    }

    [Fact]
    public async Task Turn_GoesOnFromRoundToRound()
    {
        var appeals = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            appeals.AddRange(await WaitingAsync(1));
            world.Clock.Advance(TimeSpan.FromSeconds(5));
            await HereAsync(world.Operator);
            await HereAsync(colleague);
            Assert.Equal(1, await AssignAsync());
        }

        var holders = await HoldersAsync(appeals);
        Assert.Equal([holders[0], holders[1], holders[0], holders[1]], holders);
        Assert.NotEqual(holders[0], holders[1]);
    }

    [Theory]
    [InlineData("update operator_attendance set left_at = seen_at where operator_id = '{0}'")]
    [InlineData("update operator_attendance set seen_at = seen_at - interval '3 minutes' where operator_id = '{0}'")]
    [InlineData("update operators set is_active = false where id = '{0}'")]
    [InlineData("update operators set role = 'manager' where id = '{0}'")]
    public async Task WhoIsNotHereToAnswer_IsPassedOver(string change)
    {
        await world.Database.ExecuteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, change, world.Operator));
        var appeals = await WaitingAsync(2);

        await AssignAsync();

        Assert.Equal([colleague, colleague], await HoldersAsync(appeals));
    }

    [Fact]
    public async Task NobodyHere_EverythingWaitsAndIsGivenToWhoComes()
    {
        await world.Database.ExecuteAsync("delete from operator_attendance");
        var appeals = await WaitingAsync(1);
        Assert.Equal(0, await AssignAsync());
        await HereAsync(colleague);

        Assert.Equal(1, await AssignAsync());
        Assert.Equal([colleague], await HoldersAsync(appeals));
    }

    [Fact]
    public async Task GivenBack_StaysFreeForThisWait_AndTheNextIsGivenAgain()
    {
        var appeal = Assert.Single(await WaitingAsync(1));
        await AssignAsync();
        var holder = Assert.Single(await HoldersAsync([appeal]))!.Value;
        await world.As(holder).ReleaseAsync(appeal, default);
        Assert.Equal(0, await AssignAsync());

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await world.Database.ExecuteAsync($"update appeal_activity set waiting_since = '{world.Clock.GetUtcNow():O}'");
        Assert.Equal(1, await AssignAsync());
        Assert.NotEqual(holder, Assert.Single(await HoldersAsync([appeal])));
    }

    [Fact]
    public async Task SetFreeBecauseHeLeft_IsGivenAgain()
    {
        var appeal = Assert.Single(await WaitingAsync(1));
        await AssignAsync();
        var holder = Assert.Single(await HoldersAsync([appeal]))!.Value;
        var other = holder == colleague ? world.Operator : colleague;
        world.Clock.Advance(TimeSpan.FromHours(1));
        await HereAsync(other);
        Assert.Equal(1, await new Releaser(world.Database.Sources, world.Clock, NullLogger<Releaser>.Instance).RoundAsync(default));

        Assert.Equal(1, await AssignAsync());
        Assert.Equal([other], await HoldersAsync([appeal]));
    }

    [Theory]
    [InlineData("update tenant_configs set value = '\"manual\"' where key = 'assignment'")]
    [InlineData("update tenants set suspend = true")]
    [InlineData("update appeal_activity set waiting_since = null")]
    [InlineData("update appeal_activity set holder_id = (select id from operators limit 1)")]
    public async Task WhatIsNotToBeGiven_IsNot(string change)
    {
        await WaitingAsync(1);
        await world.Database.ExecuteAsync(change);

        Assert.Equal(0, await AssignAsync());
    }

    [Fact]
    public async Task OtherTenants_PeopleGetNothing()
    {
        var stranger = await world.Database.Given.OperatorAsync(await world.Database.Given.TenantAsync("Other"));
        await world.Database.ExecuteAsync("delete from operator_attendance");
        await HereAsync(stranger);
        await WaitingAsync(1);

        Assert.Equal(0, await AssignAsync());
    }

    private Task<int> AssignAsync() => new Assigner(world.Database.Sources, world.Clock, NullLogger<Assigner>.Instance).RoundAsync(default);

    private async Task<List<Guid>> WaitingAsync(int count)
    {
        var appeals = new List<Guid>();
        for (var i = 0; i < count; i++) appeals.Add(await world.Database.Given.AppealAsync(world.Tenant, channelId: world.Channel, waitingSince: world.Clock.GetUtcNow().AddSeconds(i - 10)));
        return appeals;
    }

    private async Task<List<Guid?>> HoldersAsync(IReadOnlyList<Guid> appeals)
    {
        await using var db = world.Database.Db(world.Tenant);
        var holders = await db.AppealActivity.ToDictionaryAsync(a => a.AppealId, a => a.HolderId);
        return [.. appeals.Select(a => holders[a])];
    }

    private Task HereAsync(Guid operatorId) => world.Database.ExecuteAsync($"""
        insert into operator_attendance (operator_id, tenant_id, seen_at) select id, tenant_id, '{world.Clock.GetUtcNow():O}' from operators where id = '{operatorId}'
        on conflict (operator_id) do update set seen_at = excluded.seen_at, left_at = null
        """);
}
