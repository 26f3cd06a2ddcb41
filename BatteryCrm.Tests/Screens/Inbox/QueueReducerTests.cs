using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox;
using FsCheck;
using FsCheck.Fluent;
using static BatteryCrm.Tests.Screens.Inbox.Rows;

namespace BatteryCrm.Tests.Screens.Inbox;

/// <summary>How live rows find their places in a tab; all of it without a database.</summary>
public sealed class QueueReducerTests
{
    [Fact]
    public void Waiting_NewRow_StandsBehindThoseWhoWaitLonger()
    {
        var state = Opened(QueueTab.Waiting, Page(hasMore: false, Row(1), Row(3)));

        state = After(state, new LiveArrived(Batch(Row(2))));

        Assert.Equal([1, 2, 3], state.Queue.Rows.Numbers());
        Assert.Equal([Numbered(2)], state.Queue.Fresh);
    }

    [Fact]
    public void Waiting_AnsweredRow_Leaves()
    {
        var state = Opened(QueueTab.Waiting, Page(hasMore: false, Row(1), Row(2)));

        state = After(state, new LiveArrived(Batch(Row(1, waits: false))));

        Assert.Equal([2], state.Queue.Rows.Numbers());
    }

    [Fact]
    public void All_WrittenRow_MovesToTheTop()
    {
        var state = Opened(QueueTab.All, Page(hasMore: false, Row(3), Row(2), Row(1)));

        state = After(state, new LiveArrived(Batch(Row(1, minute: 9))));

        Assert.Equal([1, 3, 2], state.Queue.Rows.Numbers());
        Assert.Empty(state.Queue.Fresh);
    }

    [Fact]
    public void Mine_TakenByMe_ComesAndTakenByAnotherGoes()
    {
        var state = Opened(QueueTab.Mine, Page(hasMore: false, Row(1, holder: Me)));

        state = After(state, new LiveArrived(Batch(Row(2, holder: Me), Row(1, holder: Colleague))));

        Assert.Equal([2], state.Queue.Rows.Numbers());
    }

    [Fact]
    public void SameInstant_TwoRows_StandInTheOrderOfTheirIds()
    {
        var state = Opened(QueueTab.Waiting, Page(hasMore: false, Row(1, minute: 5), Row(3, minute: 5)));

        state = After(state, new LiveArrived(Batch(Row(2, minute: 5))));

        Assert.Equal([1, 2, 3], state.Queue.Rows.Numbers());
    }

    [Fact]
    public void BelowTheWindow_NewRow_IsLeftToTheDatabase()
    {
        var state = Opened(QueueTab.Waiting, Page(hasMore: true, Row(1), Row(2)));

        state = After(state, new LiveArrived(Batch(Row(9))));

        Assert.Equal([1, 2], state.Queue.Rows.Numbers());
        Assert.True(state.Queue.HasBelow);
    }

    [Fact]
    public void Held_RowsOnScreen_KeepTheirPlacesAndTakeTheirNewWords()
    {
        var state = After(Opened(QueueTab.All, Page(hasMore: false, Row(3), Row(2), Row(1))), new QueueHeld(IsHeld: true));

        state = After(state, new LiveArrived(Batch(Row(1, minute: 9, preview: "ещё слова"), Row(4))));

        Assert.Equal([3, 2, 1], state.Queue.Rows.Numbers());
        Assert.Equal("ещё слова", state.Queue.Rows[2].LastMessagePreview);
        Assert.Equal([4], state.Queue.Arrived.Numbers());
    }

    [Fact]
    public void Held_RowThatLeftTheTab_StaysUntilTheHoldEnds()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1), Row(2))), new QueueHeld(IsHeld: true));

        state = After(state, new LiveArrived(Batch(Row(1, waits: false))));
        Assert.Equal([1, 2], state.Queue.Rows.Numbers());

        state = After(state, new QueueHeld(IsHeld: false));
        Assert.Equal([2], state.Queue.Rows.Numbers());
    }

    [Fact]
    public void Held_RowBehindTheLast_ComesAtOnce()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1), Row(2))), new QueueHeld(IsHeld: true));

        state = After(state, new LiveArrived(Batch(Row(3))));

        Assert.Equal([1, 2, 3], state.Queue.Rows.Numbers());
        Assert.Empty(state.Queue.Arrived);
    }

    [Fact]
    public void Held_ArrivedRowThatIsAnsweredMeanwhile_IsNoLongerNew()
    {
        var state = After(Opened(QueueTab.All, Page(hasMore: false, Row(1))), new QueueHeld(IsHeld: true), new LiveArrived(Batch(Row(2))));

        state = After(state, new LiveArrived(Batch(Row(2) with { LastMessageAt = null })));

        Assert.Empty(state.Queue.Arrived);
    }

    [Fact]
    public void Released_WhatArrived_StandsInItsPlaceAndIsMarkedAsNew()
    {
        var state = After(Opened(QueueTab.All, Page(hasMore: false, Row(2), Row(1))), new QueueHeld(IsHeld: true), new LiveArrived(Batch(Row(3), Row(4))));

        state = After(state, new QueueReleased());

        Assert.Equal([4, 3, 2, 1], state.Queue.Rows.Numbers());
        Assert.Empty(state.Queue.Arrived);
        Assert.Equal(2, state.Queue.Fresh.Count);
        Assert.True(state.Queue.IsHeld);
    }

    [Fact]
    public void Loading_LiveRowThatCameFirst_IsNotOverwrittenByTheOlderRead()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Waiting), new LiveArrived(Batch(Row(1, preview: "новее"), Row(5))));

        state = After(state, new QueueLoaded(1, Page(hasMore: false, Row(1), Row(2)), 0));

        Assert.Equal([1, 2, 5], state.Queue.Rows.Numbers());
        Assert.Equal("новее", state.Queue.Rows[0].LastMessagePreview);
    }

    [Fact]
    public void LoadingMore_LiveRowThatCameFirst_IsNotOverwrittenByTheOlderRead()
    {
        var state = After(Opened(QueueTab.Waiting, Page(hasMore: true, Row(1))), new QueueMoreWanted(IsAbove: false));
        state = After(state, new LiveArrived(Batch(Row(2, waits: false))));

        state = After(state, new QueueMoreLoaded(1, IsAbove: false, Page(hasMore: false, Row(2), Row(3))));

        Assert.Equal([1, 3], state.Queue.Rows.Numbers());
    }

    [Fact]
    public void LoadedBelow_PastTheWindow_DropsFromTheTopAndCountsWhatItDropped()
    {
        var first = Enumerable.Range(1, QueueState.WindowSize).Select(i => Row(i)).ToArray();
        var state = Opened(QueueTab.Waiting, Page(hasMore: true, first));

        state = After(state, new QueueMoreLoaded(1, IsAbove: false, Page(hasMore: true, [.. Enumerable.Range(QueueState.WindowSize + 1, 50).Select(i => Row(i))])));

        Assert.Equal(QueueState.WindowSize, state.Queue.Rows.Count);
        Assert.Equal(50, state.Queue.Offset);
        Assert.Equal(51, state.Queue.Rows.Numbers()[0]);
    }

    [Fact]
    public void LoadedAbove_TheBeginning_EndsTheOffsetWhateverWasBelieved()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Waiting), new QueueLoaded(1, Page(hasMore: false, Row(7), Row(8)), Offset: 6));

        state = After(state, new QueueMoreLoaded(1, IsAbove: true, Page(hasMore: false, Row(5), Row(6))));

        Assert.Equal([5, 6, 7, 8], state.Queue.Rows.Numbers());
        Assert.Equal(0, state.Queue.Offset);
    }

    [Fact]
    public void ScrolledWindow_NewRowAboveIt_OnlyCounts()
    {
        var state = After(InboxState.Empty, new InboxOpened(Me, QueueTab.Waiting), new QueueLoaded(1, Page(hasMore: false, Row(7), Row(8)), Offset: 50));

        state = After(state, new LiveArrived(Batch(Row(2))));

        Assert.Equal([7, 8], state.Queue.Rows.Numbers());
        Assert.Equal(51, state.Queue.Offset);
    }

    // Whatever order changes come in, the window holds exactly the rows of the tab in the order of the database.
    [Fact]
    public void AnySequence_OfChanges_EndsInTheOrderOfTheTab()
    {
        Prop.ForAll<(byte Number, byte Minute, bool Waits, bool Hold)[]>(changes =>
        {
            var state = Opened(QueueTab.Waiting, Page(hasMore: false));
            var truth = new Dictionary<Guid, QueueRow>();
            foreach (var (number, minute, waits, hold) in changes)
            {
                var row = Row(number, minute, waits);
                truth[row.AppealId] = row;
                state = After(state, new QueueHeld(hold), new LiveArrived(Batch(row)));
            }

            state = After(state, new QueueHeld(IsHeld: true), new QueueHeld(IsHeld: false));
            var expected = truth.Values.Where(r => r.WaitingSince is not null).OrderBy(r => r.WaitingSince).ThenBy(r => r.AppealId).ToList();
            return expected.SequenceEqual(state.Queue.Rows);
        }).QuickCheckThrowOnFailure();
    }
}
