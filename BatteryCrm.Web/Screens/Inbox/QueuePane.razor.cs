using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox.Bulk;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The queue: tabs with counters and the rows of one of them.</summary>
public sealed partial class QueuePane
{
    // Rows of which only the ground is drawn below those in memory, so that there is something to scroll into.
    private const int RowsBelow = 10;

    private ItemsProviderDelegate<QueueRow> provider = null!;
    private RenderFragment<QueueRow> template = null!;
    private RenderFragment<PlaceholderContext> blank = null!;
    private Virtualize<QueueRow>? rows;
    private QueueItemLook look = null!;

    /// <summary>The appeal whose conversation stands beside the queue; null when none is open.</summary>
    [Parameter] public Guid? OpenId { get; set; }

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    // What is empty, and the tab in which there is something to do instead.
    private (string Title, string Text, QueueView? Way) Empty => Slice.Tab switch
    {
        _ when Slice.View.IsNarrowed => (QueueTexts.NothingFound, QueueTexts.NothingFoundText, QueueView.Of(Slice.Tab)),
        _ when Slice.IsNew => (Texts.QueueEmptyNew, Texts.QueueEmptyNewText, null),
        QueueTab.Waiting => (Texts.QueueEmptyWaiting, Texts.QueueEmptyWaitingText, QueueTab.All),
        QueueTab.Mine => (Texts.QueueEmptyMine, Texts.QueueEmptyMineText, QueueTab.Waiting),
        _ => (Texts.QueueEmptyAll, Texts.QueueEmptyAllText, null),
    };

    protected override InboxState Select(InboxState state) => state;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        provider = Provide;
        // Handed over as they are: rows inside a fragment of their own would not be matched by their keys.
        template = row => QueueItemPart.Of(row, look);
        blank = _ => QueueItem.Of(null, look);
    }

    protected override void OnParametersSet() => look = LookNow();

    protected override void OnSliceChanged(InboxState before)
    {
        look = LookNow();
        // The provider answers from memory, so this ends at once and only makes the rows be taken anew.
        if (!ReferenceEquals(before.Queue, Slice.Queue) || !ReferenceEquals(before.Pick, Slice.Pick)) _ = rows?.RefreshDataAsync();
    }

    private static string NameOf(QueueTab tab) => tab switch
    {
        QueueTab.Waiting => Texts.TabWaiting,
        QueueTab.Mine => Texts.TabMine,
        _ => Texts.TabAll,
    };

    private string HrefOf(QueueView view) => QueueLinks.Of(view, OpenId);

    private QueueItemLook LookNow() => new(Slice.View, Slice.OperatorId, OpenId, Time.GetUtcNow(), Zone, Slice.Queue.Fresh) { Typing = Slice.Typing, Period = Slice.Period, Pick = Slice.Pick };

    private void OnHeld(QueueHeldEventArgs e) => Dispatcher.Dispatch(new QueueHeld(e.IsHeld));

    private void Picked(RowPickedEventArgs e) => Dispatcher.Dispatch(new RowPicked(e.Appeal));

    private void TogglePicking() => Dispatcher.Dispatch(new PickingToggled());

    private void ReadAgain() => Dispatcher.Dispatch(new QueueReadAgain());

    private void ShowArrived()
    {
        // A window that does not begin at the top cannot show what came there.
        if (Slice.Queue.Offset > 0) Dispatcher.Dispatch(new InboxOpened(Slice.OperatorId, Slice.View));
        else Dispatcher.Dispatch(new QueueReleased());
    }

    private ValueTask<ItemsProviderResult<QueueRow>> Provide(ItemsProviderRequest request)
    {
        var queue = Slice.Queue;
        var (first, end) = (queue.Offset, queue.Offset + queue.Rows.Count);
        var total = end + (queue.HasBelow ? RowsBelow : 0);
        if (queue.Phase == LoadPhase.Ready && queue.Rows.Count > 0)
        {
            if (queue.HasBelow && queue.Below == LoadPhase.Ready && request.StartIndex + request.Count > end - RowsBelow)
                Dispatcher.Dispatch(new QueueMoreWanted(IsAbove: false));
            else if (first > 0 && queue.Above == LoadPhase.Ready && request.StartIndex < first + RowsBelow)
                Dispatcher.Dispatch(new QueueMoreWanted(IsAbove: true));
        }

        var asked = Math.Clamp(total - request.StartIndex, 0, request.Count);
        var window = new QueueRow[asked];
        for (var i = 0; i < asked; i++)
        {
            var at = request.StartIndex + i - first;
            if (at >= 0 && at < queue.Rows.Count) window[i] = queue.Rows[at];
        }

        return ValueTask.FromResult(new ItemsProviderResult<QueueRow>(window, total));
    }
}
