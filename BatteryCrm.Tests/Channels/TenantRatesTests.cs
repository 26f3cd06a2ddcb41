using BatteryCrm.Data;
using BatteryCrm.Data.Channels;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Channels;

/// <summary>What a tenant may send in: its rate, ten seconds of it at once, and a larger body as a debt.</summary>
public sealed class TenantRatesTests
{
    private readonly Clock clock = new();
    private readonly Guid tenant = Ids.New();
    private readonly TenantRates rates;

    public TenantRatesTests() => rates = new TenantRates(clock);

    [Fact]
    public void Take_TenSecondsOfTheRateAtOnce_ThenAsItFlowsBack()
    {
        var channel = Channel(events: 2, bytes: 1_000_000);
        for (var i = 0; i < 20; i++) Assert.Null(rates.Take(channel, 10));

        Assert.Equal(TimeSpan.FromSeconds(0.5), rates.Take(channel, 10));
        clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Null(rates.Take(channel, 10));
        Assert.NotNull(rates.Take(channel, 10));
        clock.Advance(TimeSpan.FromHours(1));
        for (var i = 0; i < 20; i++) Assert.Null(rates.Take(channel, 10));
        Assert.NotNull(rates.Take(channel, 10));
    }

    [Fact]
    public void Take_WhatIsRefused_TakesNothing()
    {
        var channel = Channel(events: 1, bytes: 100);
        Assert.Null(rates.Take(channel, 1000));
        for (var i = 0; i < 50; i++) Assert.Equal(TimeSpan.FromSeconds(1), rates.Take(channel, 100));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(rates.Take(channel, 100));
    }

    [Fact]
    public void Take_BodyAboveTheBucket_PassesAFullOneAsADebt()
    {
        var channel = Channel(events: 100, bytes: 100);
        Assert.Null(rates.Take(channel, 1500));
        Assert.Equal(TimeSpan.FromSeconds(5.1), rates.Take(channel, 10));
        Assert.Equal(TimeSpan.FromSeconds(15), rates.Take(channel, 5000));
        clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Null(rates.Take(channel, 5000));
    }

    [Fact]
    public void Take_OfAnotherTenant_IsItsOwn_AndAnotherRateCountsAtOnce()
    {
        var channel = Channel(events: 1, bytes: 1_000_000);
        for (var i = 0; i < 10; i++) Assert.Null(rates.Take(channel, 1));
        Assert.NotNull(rates.Take(channel, 1));

        Assert.Null(rates.Take(channel with { TenantId = Ids.New() }, 1));
        Assert.NotNull(rates.Take(channel with { Id = Ids.New() }, 1));
        Assert.Null(rates.Take(channel with { EventsPerSecond = 2 }, 1));
    }

    private ChannelEntry Channel(int events, int bytes) =>
        new(Ids.New(), tenant, Platforms.Telegram, "Бот", SalesChannelId: null, new ChannelCredentials(new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)), TenantDomain: null, PrivateOnly: false, events, bytes);
}
