using BatteryCrm.Data.Appeals;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox;
using static BatteryCrm.Tests.Screens.Inbox.Rows;

namespace BatteryCrm.Tests.Screens.Inbox;

/// <summary>A narrowed queue and its address.</summary>
public sealed class QueueViewTests
{
    private static readonly string Channel = Numbered(0x51).ToString();

    [Fact]
    public void Address_OfEverythingThatCanBeChosen_IsReadAsTheSameView()
    {
        var view = QueueView.Of(QueueTab.Waiting).Toggle(QueueFacet.Channel, Channel).Toggle(QueueFacet.Stage, "in-work").Toggle(QueueFacet.Stage, "came")
            .Toggle(QueueFacet.Holder, QueueView.Me).Toggle(QueueFacet.Deal, QueueView.Nobody)
            .Between(new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30)).Sorted(newestFirst: true);

        var read = QueueView.ParseQuery(view.Query);

        Assert.Equal(view, read);
        Assert.Equal($"channel={Channel}&stage=came,in-work&holder=me&deal=none&from=2026-11-01&to=2026-11-30&sort=newest", read.Query);
        Assert.Equal((new DateOnly(2026, 11, 1), new DateOnly(2026, 11, 30), true), (read.From, read.To, read.IsNewestFirst));
    }

    [Fact]
    public void Address_OfTheFirstTabAsItIs_IsEmpty() => Assert.Equal((string.Empty, false), (QueueView.Of(QueueTab.Waiting).Query, QueueView.Of(QueueTab.Waiting).IsNarrowed));

    [Fact]
    public void Snoozed_StandsAmongAll_SinceNobodyWaitsForIt()
    {
        Assert.Equal("tab=all&state=snoozed", QueueView.ParseQuery("state=snoozed").Query);
        Assert.Equal("tab=all&state=snoozed", QueueView.Of(QueueTab.Waiting).Toggle(QueueFacet.State, QueueView.Snoozed).Query);
        Assert.Equal(string.Empty, QueueView.ParseQuery("state=snoozed").In(QueueTab.Waiting).Query);
    }

    [Fact]
    public void Ids_HaveOneSpelling() => Assert.Equal($"channel={Channel}", QueueView.ParseQuery($"channel={{{Channel.ToUpperInvariant()}}}").Query);

    [Fact]
    public void Toggle_Twice_IsAsBefore()
    {
        var view = QueueView.Of(QueueTab.All).Within(7);

        Assert.Equal(view, view.Toggle(QueueFacet.Stage, "came").Toggle(QueueFacet.Stage, "came"));
        Assert.Equal("tab=all&days=7", view.Query);
    }

    [Theory]
    [InlineData("stage=nowhere&channel=1&holder=everybody&deal=x&state=y&days=8&from=yesterday&sort=up")]
    [InlineData("stage=came%27%3Bdrop&tab=elsewhere")]
    [InlineData("&&=&stage")]
    public void Parse_WhatNobodyCanChoose_IsPassedOver(string query) => Assert.Equal(string.Empty, QueueView.ParseQuery(query).Query);

    [Fact]
    public void Parse_ValuesWithoutEnd_AreTenAtMost()
    {
        var many = string.Join(',', Enumerable.Range(0, 500).Select(n => Numbered(n).ToString()));

        Assert.Equal(10, QueueView.ParseQuery("channel=" + many).Values(QueueFacet.Channel).Count);
    }

    [Fact]
    public void OrderByWaiting_IsForWhoWaitsOnly() => Assert.True(QueueView.ParseQuery("tab=all&sort=waiting").IsNewestFirst);

    [Fact]
    public void Days_AndDates_AreNeverBoth() => Assert.Equal("days=1", QueueView.ParseQuery("days=1&from=2026-11-01").Query);

    [Theory]
    [InlineData("stage=came", false)]
    [InlineData("stage=first-contact", true)]
    [InlineData("holder=me", false)]
    [InlineData("holder=none", false)]
    [InlineData("holder=me,none,00000000-0000-7000-8000-00000000bbbb", true)]
    [InlineData("channel=00000000-0000-7000-8000-000000000051", true)]
    [InlineData("channel=00000000-0000-7000-8000-000000000052", false)]
    [InlineData("deal=none", true)]
    [InlineData("deal=00000000-0000-7000-8000-000000000061", false)]
    [InlineData("state=snoozed", false)]
    public void LiveRow_InANarrowedQueue_BelongsOrNot(string query, bool belongs)
    {
        // Held by a colleague, written in channel 51, first contact, kind of deal unknown.
        var row = Row(1, holder: Colleague) with { ChannelId = Numbered(0x51) };

        Assert.Equal(belongs, new QueueScope(QueueView.ParseQuery(query), Me, QueuePeriod.Any).Belongs(row));
    }

    [Fact]
    public void LiveRow_OfANarrowedQueue_ComesAndGoesWithWhatItIs()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueView.ParseQuery("tab=all&stage=first-contact")), new QueueLoaded(1, Page(hasMore: false, Row(2), Row(1)), 0));

        state = After(state, new LiveArrived(Batch(Row(2) with { Stage = Stages.Gathering }, Row(3) with { Stage = Stages.Came }, Row(4))));

        Assert.Equal([4, 1], state.Queue.Rows.Numbers());
    }

    [Fact]
    public async Task Period_OfDays_IsCutByTheTenantsClock()
    {
        await using var database = await TestDatabase.CreateAsync();
        var tenant = await database.Given.TenantAsync();
        var zone = await Zones.OfAsync(database, tenant); // Europe/Samara, four hours ahead
        var now = new DateTimeOffset(2026, 11, 28, 21, 30, 0, TimeSpan.Zero); // there the 29th

        Assert.Equal(new QueuePeriod(new(2026, 11, 28, 20, 0, 0, TimeSpan.Zero), null), QueuePeriod.Of(QueueView.Of(QueueTab.All).Within(1), zone, now));
        Assert.Equal(new QueuePeriod(new(2026, 11, 22, 20, 0, 0, TimeSpan.Zero), null), QueuePeriod.Of(QueueView.Of(QueueTab.All).Within(7), zone, now));
        var day = new DateOnly(2026, 11, 5);
        Assert.Equal(new QueuePeriod(new(2026, 11, 4, 20, 0, 0, TimeSpan.Zero), new(2026, 11, 5, 20, 0, 0, TimeSpan.Zero)), QueuePeriod.Of(QueueView.Of(QueueTab.All).Between(day, day), zone, now));
    }
}
