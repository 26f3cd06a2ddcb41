using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Tests.Live.Presence;

/// <summary>Who is where: believed for as long as it was agreed, told when it changes and only then.</summary>
public sealed class PresenceRegistryTests : IDisposable
{
    private static readonly Guid Shop = Numbered(1);
    private static readonly Guid Appeal = Numbered(2);
    private static readonly Guid Irina = Numbered(3);
    private static readonly Guid Pavel = Numbered(4);
    private readonly Clock clock = new();
    private readonly List<(Guid Tenant, AppealPresence Presence)> told = [];
    private readonly PresenceRegistry registry;

    public PresenceRegistryTests() => registry = new PresenceRegistry(clock, (tenant, news) => told.AddRange(news.Select(n => (tenant, n))));

    public void Dispose() => registry.Dispose();

    [Fact]
    public void Viewer_NotHeardForTenSeconds_HasGone()
    {
        Hear(PresenceKind.Viewing);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal("Ирина", Shown());
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(string.Empty, Shown());
        Assert.Empty(told[^1].Presence.People);
        Assert.Empty(registry.Of(Shop));
    }

    [Fact]
    public void Viewer_HeardAgain_StaysAndIsNotToldAgain()
    {
        for (var i = 0; i < 10; i++)
        {
            Hear(PresenceKind.Viewing);
            clock.Advance(TimeSpan.FromSeconds(4));
        }

        Assert.Equal("Ирина", Shown());
        Assert.Single(told);
    }

    [Fact]
    public void Writer_NotHeardToTypeForFiveSeconds_OnlyLooks()
    {
        Hear(PresenceKind.Typing);
        clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal("Ирина…", Shown());
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("Ирина", Shown());
    }

    [Fact]
    public void Left_EndsAtOnce()
    {
        Hear(PresenceKind.Typing);
        Hear(PresenceKind.Left);
        Assert.Equal(string.Empty, Shown());
    }

    [Fact]
    public void Tabs_OfOneOperator_AreOneColleagueUntilTheLastHasGone()
    {
        Hear(PresenceKind.Viewing, session: 1);
        Hear(PresenceKind.Typing, session: 2);
        Assert.Equal("Ирина…", Shown());
        Hear(PresenceKind.Left, session: 2);
        Assert.Equal("Ирина", Shown());
        Hear(PresenceKind.Left, session: 1);
        Assert.Equal(string.Empty, Shown());
    }

    [Fact]
    public void Tenants_NeverMeet()
    {
        Hear(PresenceKind.Typing, tenant: Numbered(9));
        Assert.Empty(registry.Of(Shop));
        Assert.All(told, t => Assert.Equal(Numbered(9), t.Tenant));
    }

    // What lay on its way, or waited to be sent, is not believed for longer.
    [Fact]
    public void Word_OfAWhileAgo_CountsFromThen()
    {
        Hear(PresenceKind.Typing, ago: 4_000);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Ирина", Shown());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(string.Empty, Shown());
    }

    [Fact]
    public void Word_OlderThanTheLast_TakesNothingBack()
    {
        Hear(PresenceKind.Viewing);
        Hear(PresenceKind.Typing, ago: 4_500);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.Equal("Ирина", Shown());
    }

    [Fact]
    public void Ends_OfSeveral_ComeEachAtItsMoment()
    {
        Hear(PresenceKind.Typing);
        clock.Advance(TimeSpan.FromSeconds(5) - TimeSpan.FromMilliseconds(1));
        Hear(PresenceKind.Viewing, who: Pavel);
        Assert.Equal("Ирина… Павел", Shown());
        clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("Ирина Павел", Shown());
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("Павел", Shown());
        Assert.Equal(["Ирина…", "Ирина… Павел", "Ирина Павел", "Павел"], told.Select(t => Words(t.Presence)));
    }

    [Fact]
    public void Word_OfNobodyOfTheTenant_CountsForNothing()
    {
        Hear(PresenceKind.Typing, who: Numbered(77));
        Assert.Empty(registry.Of(Shop));
        Assert.Empty(told);
    }

    private static Guid Numbered(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    private static string Words(AppealPresence? presence) => string.Join(' ', (presence?.People ?? []).Select(c => c.IsTyping ? c.Name + "…" : c.Name));

    private string Shown() => Words(registry.Of(Shop).FirstOrDefault(p => p.AppealId == Appeal));

    private void Hear(PresenceKind kind, Guid? who = null, int session = 1, Guid? tenant = null, int ago = 0) => registry.Hear(
        tenant ?? Shop, [new PresenceWord(Appeal, who ?? Irina, Numbered(session), kind, ago)], registry.Now, id => id == Irina ? "Ирина" : id == Pavel ? "Павел" : null);
}
