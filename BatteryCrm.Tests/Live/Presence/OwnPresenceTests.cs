using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Live.Presence;

/// <summary>What consoles say of their operators, and how seldom it is sent.</summary>
public sealed class OwnPresenceTests : IDisposable
{
    private static readonly Guid Shop = Numbered(1);
    private readonly Clock clock = new();
    private readonly PresenceDesk desk;
    private readonly PresenceRegistry registry;

    public OwnPresenceTests() => (desk, registry) = (new PresenceDesk(clock), new PresenceRegistry(clock, (_, _) => { }));

    public void Dispose()
    {
        desk.Dispose();
        registry.Dispose();
    }

    [Fact]
    public async Task Looking_IsSaidInAMomentAndRepeatedAtThePace()
    {
        using var console = Console(Numbered(3));
        console.Look(Numbered(2));
        Assert.Equal(["2 Viewing 50"], await SentAfterAsync(PresenceDesk.Moment));

        clock.Advance(TimeSpan.FromSeconds(4));
        console.Look(Numbered(2));
        Assert.False(desk.TakeAsync(CancellationToken.None).IsCompleted);
    }

    [Fact]
    public async Task ManyConsoles_ThatAreStillThere_AreOnePayloadASecond()
    {
        var consoles = Enumerable.Range(10, 20).Select(i => Console(Numbered(i))).ToList();
        consoles.ForEach(c => c.Look(Numbered(2)));
        await SentAfterAsync(PresenceDesk.Moment);

        // Whoever sends waits already: what is ready too early leaves with fewer words.
        var sending = desk.TakeAsync(CancellationToken.None);
        foreach (var console in consoles)
        {
            console.Look(Numbered(2));
            clock.Advance(PresenceDesk.Pace / 20);
        }

        var payload = Assert.Single(await sending.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(20, PresencePayload.Read(payload)!.Words.Count);
        consoles.ForEach(c => c.Dispose());
    }

    [Fact]
    public async Task AnotherAppeal_LeavesTheOneBefore()
    {
        using var console = Console(Numbered(3));
        console.Look(Numbered(2));
        await SentAfterAsync(PresenceDesk.Moment);
        console.Look(Numbered(5));
        Assert.Equal(["2 Left 50", "5 Viewing 50"], await SentAfterAsync(PresenceDesk.Moment));
    }

    [Fact]
    public async Task Ended_Circuit_HasLeft()
    {
        var console = Console(Numbered(3));
        console.Look(Numbered(2));
        await SentAfterAsync(PresenceDesk.Moment);
        console.Dispose();
        Assert.Equal(["2 Left 50"], await SentAfterAsync(PresenceDesk.Moment));
    }

    [Fact]
    public async Task Typing_OutlivesTheNextSignOfLifeAndEndsAfterThePause()
    {
        using var console = Console(Numbered(3));
        console.Type(Numbered(2), isTyping: true);
        Assert.Equal(["2 Typing 50"], await SentAfterAsync(PresenceDesk.Moment));
        clock.Advance(TimeSpan.FromSeconds(2));
        console.Look(Numbered(2));
        Assert.Equal(["2 Typing 3050"], await SentAfterAsync(PresenceDesk.Pace)); // of the key, not of now
        clock.Advance(TimeSpan.FromSeconds(2));
        console.Look(Numbered(2));
        Assert.Equal(["2 Viewing 50"], await SentAfterAsync(PresenceDesk.Moment));
    }

    [Fact]
    public async Task Tenant_IsTheCircuits()
    {
        using var console = Console(Numbered(3));
        console.Look(Numbered(2));
        clock.Advance(PresenceDesk.Moment);
        Assert.Equal(Shop, PresencePayload.Read((await desk.TakeAsync(CancellationToken.None)).Single())!.Tenant);
    }

    [Fact]
    public void Others_AreNotOneself()
    {
        using var console = Console(Numbered(3));
        registry.Hear(
            Shop, [new(Numbered(2), Numbered(3), Numbered(30), PresenceKind.Typing, 0), new(Numbered(2), Numbered(4), Numbered(40), PresenceKind.Viewing, 0)], registry.Now, _ => "Имя");
        Assert.Equal(Numbered(4), Assert.Single(Assert.Single(console.Others()).People).OperatorId);
    }

    private static Guid Numbered(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    private OwnPresence Console(Guid operatorId)
    {
        var (tenant, current) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(Shop);
        current.Set(new OperatorIdentity(operatorId, Shop, "Ирина", Roles.Operator));
        return new OwnPresence(desk, registry, tenant, current, clock);
    }

    private async Task<List<string>> SentAfterAsync(TimeSpan wait)
    {
        clock.Advance(wait);
        var payloads = await desk.TakeAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        return [.. payloads.SelectMany(p => PresencePayload.Read(p)!.Words).Select(w => $"{Convert.ToInt32(w.Appeal.ToString()[^6..], 16)} {w.Kind} {w.AgoMs}")];
    }
}
