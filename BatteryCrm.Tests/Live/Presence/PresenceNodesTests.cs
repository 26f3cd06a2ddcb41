using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Live.Presence;

/// <summary>Presence between nodes, over a real PostgreSQL.</summary>
public sealed class PresenceNodesTests
{
    [Fact]
    public async Task Typing_OnOneNode_IsSeenOnBothAndByNobodyOfAnotherTenant()
    {
        await using var world = await World.StartAsync();
        using var here = new Listening(world.One);
        using var there = new Listening(world.Two);
        using var stranger = new Listening(world.Two, await world.Database.Given.TenantAsync("Other"));
        using var console = Console(world.One, world.Irina);
        var facts = await world.Database.ScalarAsync<long>("select count(*) from live_events");

        console.Type(world.Appeal, isTyping: true);

        foreach (var colleague in new[] { here, there })
        {
            var batch = await colleague.UntilAsync(b => b.Presence.Count > 0);
            Assert.Equal(new Colleague(world.Irina, "Ирина Соколова", IsTyping: true), Assert.Single(Assert.Single(batch.Presence, p => p.AppealId == world.Appeal).People));
        }

        Assert.DoesNotContain(stranger.Seen, b => b.Presence.Count > 0);
        Assert.Equal(facts, await world.Database.ScalarAsync<long>("select count(*) from live_events"));
    }

    [Fact]
    public async Task Console_Gone_IsGoneOnTheOtherNodeAtOnce()
    {
        await using var world = await World.StartAsync();
        using var there = new Listening(world.Two);
        var console = Console(world.One, world.Irina);
        console.Look(world.Appeal);
        await there.UntilAsync(b => b.Presence.Any(p => p.People.Count == 1));

        console.Dispose();

        await there.UntilAsync(b => b.Presence.Any(p => p.People.Count == 0)); // the other node's clock stands
    }

    [Fact]
    public async Task Node_Killed_ItsPeopleAreGoneOnTheOtherAfterTenSeconds()
    {
        await using var world = await World.StartAsync();
        using var there = new Listening(world.Two);
        var console = Console(world.One, world.Irina);
        console.Type(world.Appeal, isTyping: true);
        await there.UntilAsync(b => b.Presence.Any(p => p.People.Any(c => c.IsTyping)));

        await world.KillOneAsync();

        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await there.UntilAsync(b => b.Presence.Any(p => p.People is [{ IsTyping: false }]));
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await there.UntilAsync(b => b.Presence.Any(p => p.People.Count == 0));
    }

    [Fact]
    public async Task Names_AreReadOnceByANodeUntilTheOperatorChanges()
    {
        await using var world = await World.StartAsync();
        using var there = new Listening(world.Two);
        using var console = Console(world.One, world.Irina);
        for (var i = 0; i < 3; i++)
        {
            console.Type(world.Appeal, isTyping: i % 2 == 0);
            await there.UntilAsync(b => b.Presence.Any(p => p.People is [{ IsTyping: var typing }] && typing == (i % 2 == 0)));
            there.Seen.Clear();
        }

        Assert.Equal(1, world.Two.Services.GetRequiredService<PresenceReader>().NamesRead);

        await world.Database.ExecuteAsync($"update operators set name = 'Ирина Котова' where id = '{world.Irina}'");
        await world.Database.ExecuteAsync($"insert into live_events (tenant_id, kind, subject_id) values ('{world.One.Tenant}', 'operator_changed', '{world.Irina}')");
        await there.UntilAsync(b => b.Events.Count > 0);
        console.Type(world.Appeal, isTyping: false);
        await there.UntilAsync(b => b.Presence.Any(p => p.People is [{ Name: "Ирина Котова" }]));
    }

    [Fact]
    public async Task Notified_WhatNobodyOfUsWrote_IsPassedOver()
    {
        await using var world = await World.StartAsync();
        using var there = new Listening(world.Two);
        var other = await world.Database.Given.TenantAsync("Other");
        using var console = Console(world.One, world.Irina);

        // Neither words without sense nor an operator of one tenant in another, whoever may have sent them.
        await world.Database.ExecuteAsync("select pg_notify('presence', 'hello')");
        var foreign = PresencePayload.Write(other, [new PresenceWord(world.Appeal, world.Irina, Ids.New(), PresenceKind.Typing, 0)]).Single();
        await world.Database.ExecuteAsync($"select pg_notify('presence', '{foreign}')");
        console.Look(world.Appeal);

        await there.UntilAsync(b => b.Presence.Any(p => p.People.Count == 1));
        Assert.Empty(world.Two.Services.GetRequiredService<PresenceRegistry>().Of(other));
    }

    // It is asked once a second as always.
    [Fact]
    public async Task Presence_Heard_IsNoReasonToReadTheLog()
    {
        await using var world = await World.StartAsync();
        using var there = new Listening(world.Two);
        using var console = Console(world.One, world.Irina);
        var reads = world.Two.Services.GetRequiredService<LiveReads>();
        var (before, began) = (reads.LogReads, TimeProvider.System.GetTimestamp());

        for (var i = 0; i < 30; i++)
        {
            console.Type(world.Appeal, isTyping: i % 2 == 0);
            await there.UntilAsync(b => b.Presence.Any(p => p.People is [{ IsTyping: var typing }] && typing == (i % 2 == 0)));
            there.Seen.Clear();
        }

        Assert.InRange(reads.LogReads - before, 0, 2 + (long)TimeProvider.System.GetElapsedTime(began).TotalSeconds);
    }

    private static OwnPresence Console(IntakeNode node, Guid operatorId)
    {
        var (tenant, current) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(node.Tenant);
        current.Set(new OperatorIdentity(operatorId, node.Tenant, "Ирина", Roles.Operator));
        return new OwnPresence(node.Services.GetRequiredService<PresenceDesk>(), node.Services.GetRequiredService<PresenceRegistry>(), tenant, current, TimeProvider.System);
    }

    /// <summary>Two nodes and an operator; what the second believes ends by a clock that the test moves.</summary>
    private sealed class World : IAsyncDisposable
    {
        private bool isOneKilled;

        public required TestDatabase Database { get; init; }

        public required IntakeNode One { get; init; }

        public required IntakeNode Two { get; init; }

        public required Clock Clock { get; init; }

        public required Guid Irina { get; init; }

        public required Guid Appeal { get; init; }

        public static async Task<World> StartAsync()
        {
            var database = await TestDatabase.CreateAsync();
            var one = await IntakeNode.StartAsync(database);
            var clock = new Clock();
            var two = await IntakeNode.StartAsync(database, one, also: services => services.AddSingleton(provider =>
                new PresenceRegistry(clock, (tenant, news) => provider.GetRequiredService<LiveHub>().Post(tenant, new LiveBatch([], [], Counts: null, [], Resync: false) { Presence = news }))));
            return new World
            {
                Database = database, One = one, Two = two, Clock = clock, Appeal = await database.Given.AppealAsync(one.Tenant),
                Irina = await database.Given.OperatorAsync(one.Tenant, name: "Ирина Соколова"),
            };
        }

        /// <summary>It ends without a word of its consoles.</summary>
        public async Task KillOneAsync()
        {
            isOneKilled = true;
            await One.DisposeAsync();
        }

        public async ValueTask DisposeAsync()
        {
            if (!isOneKilled) await One.DisposeAsync();
            await Two.DisposeAsync();
            await Database.DisposeAsync();
        }
    }
}
