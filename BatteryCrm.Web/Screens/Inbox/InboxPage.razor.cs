using BatteryCrm.Web.Live;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The inbox: queue, conversation, card. Which tab and which appeal is in the address, so that "back" and a link do what they say.</summary>
public sealed partial class InboxPage
{
    private bool isStarted;
    private bool isMissing;
    private bool isCardOpen;
    private bool isEmpty;
    private int waiting;
    private QueueTab tab;

    [Parameter] public Guid? AppealId { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "tab")] public string? TabWord { get; set; }

    [Inject] private Store<InboxState> Inbox { get; set; } = null!;

    [Inject] private Store<AppealState> Open { get; set; } = null!;

    [Inject] private ActionDispatcher Dispatcher { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private OwnPresence Presence { get; set; } = null!;

    private string TabHref => Links.InboxTab(tab.Word());

    private string PanesClass => AppealId is null ? "panes" : isCardOpen ? "panes has-open takes-screen card-out" : "panes has-open takes-screen";

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Inbox.StateChanged += OnStateChanged;
        Open.StateChanged += OnStateChanged;
        Dispatcher.Faulted += OnFaulted;
    }

    protected override void OnParametersSet()
    {
        if (Operator.Identity.TenantId is null) return;
        var wanted = QueueTabs.Parse(TabWord);
        // While another page was shown nothing came: what the stores still hold is old.
        if (!isStarted) Dispatcher.Dispatch(new AppealOpened(AppealId: null));
        if (!isStarted) Dispatcher.Dispatch(new ScreenEntered());
        if (!isStarted || wanted != tab) Dispatcher.Dispatch(new InboxOpened(Operator.Id, wanted));
        if (Open.State.AppealId != AppealId) Dispatcher.Dispatch(new AppealOpened(AppealId));
        (isStarted, tab) = (true, wanted);
        // What the stores know of colleagues may be of an earlier visit, or of another appeal.
        Dispatcher.Dispatch(new PresenceArrived(Presence.Others(), IsAll: true));
        ReadState();
    }

    protected override Task OnLiveAsync(LiveBatch batch)
    {
        Dispatcher.Dispatch(new LiveArrived(batch));
        if (batch.Presence.Count > 0) Dispatcher.Dispatch(new PresenceArrived(Presence.Others(batch.Presence), IsAll: false));
        return Task.CompletedTask;
    }

    protected override void OnConnected() => Dispatcher.Dispatch(new LiveConnected());

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Inbox.StateChanged -= OnStateChanged;
        Open.StateChanged -= OnStateChanged;
        Dispatcher.Faulted -= OnFaulted;
    }

    private void OnStateChanged()
    {
        if (ReadState()) StateHasChanged();
    }

    // Of all that the stores hold the page itself shows four things.
    private bool ReadState()
    {
        var before = (isMissing, isCardOpen, isEmpty, waiting);
        isMissing = Open.State is { Phase: LoadPhase.Ready, Card: null } && Open.State.AppealId == AppealId;
        isCardOpen = Open.State.IsCardOpen;
        isEmpty = Inbox.State.IsEmpty;
        waiting = Inbox.State.Counts?.Waiting ?? 0;
        return before != (isMissing, isCardOpen, isEmpty, waiting);
    }

    private void CloseCard() => Dispatcher.Dispatch(new CardToggled(IsOpen: false));

    private void OnFaulted(Exception exception) => _ = DispatchExceptionAsync(exception);
}
