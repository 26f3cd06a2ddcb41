using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox;
using static BatteryCrm.Tests.Screens.Inbox.Rows;
using AppealPresence = BatteryCrm.Web.Live.Presence.AppealPresence;

namespace BatteryCrm.Tests.Screens.Inbox;

public sealed class InboxStateTests
{
    [Fact]
    public void Opened_AnotherTab_StartsEmptyAndKeepsTheCounters()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1))), new CountsLoaded(new QueueCounts(3, new Dictionary<Guid, int>(), 3)));

        state = After(state, new InboxOpened(Me, QueueTab.All));

        Assert.Equal((QueueTab.All, LoadPhase.Loading, 0, (int?)3), (state.Tab, state.Queue.Phase, state.Queue.Rows.Count, state.CountOf(QueueTab.Waiting)));
    }

    [Fact]
    public void Loaded_OfAnEarlierTab_IsDropped()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Waiting), new InboxOpened(Me, QueueTab.All));

        var after = After(state, new QueueLoaded(1, Page(hasMore: false, Row(1)), 0));

        Assert.Same(state, after);
    }

    [Fact]
    public void Loaded_NobodyHasEverWritten_IsNewUntilSomebodyDoes()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Mine), new QueueLoaded(1, Page(hasMore: false), 0, IsNew: true));
        Assert.True(state is { IsNew: true, IsEmpty: true });

        Assert.False(After(state, new LiveArrived(Batch() with { Queue = [Row(1)] })).IsNew);
    }

    [Fact]
    public void Presence_Arrived_KeepsWhoWritesWhere()
    {
        static AppealPresence At(int appeal, bool isTyping) => new(Numbered(appeal), [new Web.Live.Presence.Colleague(Colleague, "Павел Ветров", isTyping)]);
        var state = After(InboxState.Empty, new PresenceArrived([At(1, isTyping: true), At(2, isTyping: false)], IsAll: true));
        Assert.Equal("Павел печатает…", Assert.Single(state.Typing, t => t.Key == Numbered(1)).Value);

        Assert.Same(state, After(state, new PresenceArrived([At(1, isTyping: true), At(3, isTyping: false)], IsAll: false)));
        Assert.Equal([Numbered(1), Numbered(2)], After(state, new PresenceArrived([At(2, isTyping: true)], IsAll: false)).Typing.Keys.Order());
        Assert.Empty(After(state, new PresenceArrived([At(1, isTyping: false)], IsAll: false)).Typing);
        Assert.Empty(After(state, new PresenceArrived([], IsAll: true)).Typing);
    }

    [Fact]
    public void CountOf_Mine_IsThisOperatorsOwn()
    {
        var counts = new QueueCounts(7, new Dictionary<Guid, int> { [Me] = 2, [Colleague] = 5 }, 12);

        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false)), new LiveArrived(Batch() with { Counts = counts }));

        Assert.Equal((7, 2, 12), (state.CountOf(QueueTab.Waiting), state.CountOf(QueueTab.Mine), state.CountOf(QueueTab.All)));
    }

    [Fact]
    public void CountOf_NobodyHoldsAnything_IsZeroAndNotUnknown()
    {
        var state = Opened(QueueTab.Mine, Page(hasMore: false));
        Assert.Null(state.CountOf(QueueTab.Mine));

        Assert.Equal(0, After(state, new CountsLoaded(new QueueCounts(0, new Dictionary<Guid, int>(), 0))).CountOf(QueueTab.Mine));
    }

    [Fact]
    public void Live_NothingOfTheQueue_IsTheSameState()
    {
        var state = Opened(QueueTab.Waiting, Page(hasMore: false, Row(1)));

        Assert.Same(state, After(state, new LiveArrived(Batch())));
    }

    [Fact]
    public void Failed_TheFirstRead_OffersToTryAgainAndALaterOneKeepsTheRows()
    {
        var first = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Waiting), new QueueFailed(1, IsAbove: null));
        var later = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1))), new QueueReadAgain(), new QueueFailed(2, IsAbove: null));

        Assert.Equal(LoadPhase.Failed, first.Queue.Phase);
        Assert.Equal((LoadPhase.Ready, 1), (later.Queue.Phase, later.Queue.Rows.Count));
    }

    [Fact]
    public void ReadAgain_WithRowsOnScreen_ShowsThemMeanwhile() =>
        Assert.Equal(LoadPhase.Ready, After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1))), new QueueReadAgain()).Queue.Phase);

    [Fact]
    public void ReadAgain_LiveRowThatCameMeanwhile_IsNotOverwrittenByTheOlderPage()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1))), new QueueReadAgain(), new LiveArrived(Batch(Row(1, preview: "новое"), Row(2))));

        state = After(state, new QueueLoaded(2, Page(hasMore: false, Row(1, preview: "старое")), 0));

        Assert.Equal(["новое", "слова 2"], state.Queue.Rows.Select(r => r.LastMessagePreview));
        Assert.Equal((false, 0), (state.Queue.IsReading, state.Queue.Early.Count));
    }

    [Fact]
    public void ReadAgain_AnEndOfTheWindowCameFirst_TheLiveRowIsStillKeptForThePage()
    {
        var state = After(
            Opened(QueueTab.Waiting, Page(hasMore: true, Row(1), Row(3))), new QueueReadAgain(), new QueueMoreWanted(IsAbove: false), new LiveArrived(Batch(Row(1, preview: "новое"))),
            new QueueMoreLoaded(2, IsAbove: false, Page(hasMore: false, Row(5))), new QueueLoaded(2, Page(hasMore: true, Row(1, preview: "старое"), Row(3)), 0));

        Assert.Equal("новое", state.Queue.Rows[0].LastMessagePreview);
    }

    [Fact]
    public void Failed_ReadAgain_ForgetsTheLiveRowsThatWereKeptForIt()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1))), new QueueReadAgain(), new LiveArrived(Batch(Row(2))), new QueueFailed(2, IsAbove: null));

        Assert.Equal((false, 0, 2), (state.Queue.IsReading, state.Queue.Early.Count, state.Queue.Rows.Count));
    }

    [Theory]
    [InlineData(null, QueueTab.Waiting)]
    [InlineData("waiting", QueueTab.Waiting)]
    [InlineData("mine", QueueTab.Mine)]
    [InlineData("all", QueueTab.All)]
    [InlineData("'; drop table", QueueTab.Waiting)]
    public void Tab_OfAnAddress_IsOneOfThree(string? word, QueueTab expected) => Assert.Equal(expected, QueueTabs.Parse(word));
}
