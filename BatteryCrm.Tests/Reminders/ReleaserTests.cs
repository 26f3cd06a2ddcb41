using System.Text.Json;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>What is held by people who have left.</summary>
public sealed class ReleaserTests : IAsyncLifetime
{
    private OutboundWorld world = null!;
    private Guid held;

    public async Task InitializeAsync()
    {
        world = await OutboundWorld.CreateAsync();
        held = await world.ChatAsync("71");
        await world.As(world.Operator).TakeAsync(held, default);
        await SeenAsync(world.Operator, world.Clock.GetUtcNow());
        await world.Database.ExecuteAsync("delete from live_events; delete from operator_actions");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Left_LongerThanTheTenantAllows_WhatHeHeldIsFreeLoggedAndToldOnceOverTwoNodes()
    {
        var colleague = await world.Database.Given.OperatorAsync(world.Tenant);
        var colleagues = await world.ChatAsync("72");
        await world.As(colleague).TakeAsync(colleagues, default);
        world.Clock.Advance(TimeSpan.FromMinutes(30));
        await SeenAsync(colleague, world.Clock.GetUtcNow());

        Assert.Equal(1, (await Task.WhenAll(ReleaseAsync(), ReleaseAsync())).Sum());
        Assert.Equal(0, await ReleaseAsync());

        await using var db = world.Database.Db(world.Tenant);
        var free = await db.AppealActivity.SingleAsync(a => a.HolderId == null);
        Assert.Equal((held, (DateTimeOffset?)null), (free.AppealId, free.HeldAt));
        Assert.NotNull(free.WaitingSince);
        var deed = await db.OperatorActions.SingleAsync(a => a.ActionType == ActionTypes.ReleaseAppeal);
        Assert.Equal(((Guid?)null, held, world.Clock.GetUtcNow()), (deed.OperatorId, deed.ContextAppealId, deed.CreatedAt));
        Assert.True(JsonElement.DeepEquals(JsonElement.Parse($$"""{"automatic":true,"why":"signed_out","holder":"{{world.Operator}}","name":"Ирина"}"""), JsonElement.Parse(deed.Details!)));
        Assert.Equal(held, (await db.LiveEvents.SingleAsync(e => e.Kind == LiveKinds.AppealChanged && e.AppealId != colleagues)).AppealId);
        Assert.Equal("viewed", (await db.OperatorAppealStatuses.SingleAsync(s => s.AppealId == held)).Status);
    }

    [Fact]
    public async Task Left_AndBackInTime_KeepsHis()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Equal(0, await ReleaseAsync());
        await SeenAsync(world.Operator, world.Clock.GetUtcNow());
        world.Clock.Advance(TimeSpan.FromMinutes(29));

        Assert.Equal(0, await ReleaseAsync());
        Assert.Equal(1, await HeldAsync());
    }

    [Fact]
    public async Task Given_AfterHeLeft_CountsFromThen()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        var given = await world.ChatAsync("72");
        await world.As(world.Operator).TakeAsync(given, default);
        world.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(1, await ReleaseAsync());
        Assert.Equal(1, await HeldAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(20));
        Assert.Equal(1, await ReleaseAsync());
    }

    [Fact]
    public async Task NeverSeen_HasNotLeft()
    {
        await world.Database.ExecuteAsync("delete from operator_attendance");
        world.Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(0, await ReleaseAsync());
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("120", 120)]
    [InlineData("\"soon\"", 30)] // unreadable: as if nothing was set
    [InlineData("0", 3)] // who is here is heard of once a minute
    public async Task Minutes_AreTheTenants(string setting, int minutes)
    {
        await world.SetAsync("release_after_minutes", setting);
        world.Clock.Advance(TimeSpan.FromMinutes(minutes - 1));
        Assert.Equal(0, await ReleaseAsync());
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await ReleaseAsync());
    }

    [Fact]
    public async Task Round_HasItsBound()
    {
        await world.Database.ExecuteAsync($"""
            insert into appeals (id, tenant_id, client_id, stage) select gen_random_uuid(), a.tenant_id, a.client_id, a.stage from appeals a, generate_series(1, {Releaser.Most}) where a.id = '{held}';
            insert into appeal_activity (appeal_id, tenant_id, holder_id, held_at) select id, tenant_id, '{world.Operator}', '{world.Clock.GetUtcNow():O}' from appeals where id <> '{held}';
            """);
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        Assert.Equal(Releaser.Most, await ReleaseAsync());
        Assert.Equal(1, await ReleaseAsync());
    }

    private Task<int> ReleaseAsync() => new Releaser(world.Database.Sources, world.Clock, NullLogger<Releaser>.Instance).RoundAsync(default);

    private async Task<int> HeldAsync()
    {
        await using var db = world.Database.Db(world.Tenant);
        return await db.AppealActivity.CountAsync(a => a.HolderId == world.Operator);
    }

    private Task SeenAsync(Guid operatorId, DateTimeOffset at) => world.Database.ExecuteAsync(
        $"insert into operator_attendance (operator_id, tenant_id, seen_at) values ('{operatorId}', '{world.Tenant}', '{at:O}') on conflict (operator_id) do update set seen_at = excluded.seen_at");
}
