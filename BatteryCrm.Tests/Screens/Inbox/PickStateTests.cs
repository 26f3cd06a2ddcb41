using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Screens.Inbox.Bulk;
using static BatteryCrm.Tests.Screens.Inbox.Rows;

namespace BatteryCrm.Tests.Screens.Inbox;

/// <summary>Which rows a deed would be done to.</summary>
public sealed class PickStateTests
{
    [Fact]
    public void Rows_PickedOneByOne_AreThoseAndNoOthers()
    {
        var state = Picking(new RowPicked(Numbered(1)), new RowPicked(Numbered(2)), new RowPicked(Numbered(1)));

        Assert.Equal((1, false, true), (state.Pick.Count, state.Pick.Has(Row(1)), state.Pick.Has(Row(2))));
    }

    [Fact]
    public void All_IsEverythingOfTheView_UntilARowIsPickedAgain()
    {
        var state = Picking(new RowPicked(Numbered(1)), new AllPicked());
        Assert.Equal((null, true), (state.Pick.Count, state.Pick.Has(Row(9))));

        state = After(state, new AllCounted(312));
        Assert.Equal(312, state.Pick.Count);

        state = After(state, new RowPicked(Numbered(2)));
        Assert.Equal((1, false), (state.Pick.Count, state.Pick.Has(Row(9))));
    }

    [Fact]
    public void AnotherView_HasOtherRows_NothingStaysPicked()
    {
        var state = After(Picking(new RowPicked(Numbered(1))), new InboxOpened(Me, QueueTab.All));

        Assert.Equal(0, state.Pick.Count);
    }

    [Fact]
    public void Picking_Ended_ForgetsAndOutsideOfItNothingIsPicked()
    {
        var state = After(Picking(new RowPicked(Numbered(1))), new PickingToggled(), new RowPicked(Numbered(2)), new AllPicked());

        Assert.Equal((null, false), (state.Pick.Picked, state.Pick.IsAll));
    }

    [Fact]
    public void Refused_IsSaidUntilTheNextWish()
    {
        var state = Picking(new BulkFailed(IsRefused: true));
        Assert.True(state.BulkRefused);

        Assert.Null(After(state, new BulkWanted("settle", null)).BulkRefused);
    }

    private static InboxState Picking(params object[] actions) => After(Opened(QueueTab.Waiting, Page(hasMore: false, Row(1), Row(2))), [new PickingToggled(), .. actions]);
}
