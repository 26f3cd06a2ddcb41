using BatteryCrm.Web.Live;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The inbox: queue, conversation, card. Which queue and which appeal is in the address, so that "back" and a link do what they say.</summary>
public sealed partial class InboxPage
{
    private bool isStarted;
    private bool isMissing;
    private bool isCardOpen;
    private bool isEmpty;
    private int waiting;
    private QueueView view = QueueTab.Waiting;

    [Parameter] public Guid? AppealId { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "tab")] public string? TabWord { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "channel")] public string? Channels { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "stage")] public string? StageWords { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "holder")] public string? Holders { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "deal")] public string? Deals { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "state")] public string? StateWord { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "days")] public string? Days { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "from")] public string? FromDay { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "to")] public string? ToDay { get; set; }

    [Parameter, SupplyParameterFromQuery(Name = "sort")] public string? Sort { get; set; }

    [Inject] private Store<InboxState> Inbox { get; set; } = null!;

    [Inject] private Store<AppealState> Open { get; set; } = null!;

    [Inject] private ActionDispatcher Dispatcher { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private OwnPresence Presence { get; set; } = null!;

    private string QueueHref => Links.Queue(view.Query);

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
        var wanted = QueueView.Parse(ValueOf);
        // While another page was shown nothing came: what the stores still hold is old.
        if (!isStarted) Dispatcher.Dispatch(new AppealOpened(AppealId: null));
        if (!isStarted) Dispatcher.Dispatch(new ScreenEntered());
        if (!isStarted || wanted != view) Dispatcher.Dispatch(new InboxOpened(Operator.Id, wanted));
        if (Open.State.AppealId != AppealId) Dispatcher.Dispatch(new AppealOpened(AppealId));
        if (AppealId is { } seen) Dispatcher.Dispatch(new AppealSeen(seen));
        (isStarted, view) = (true, wanted);
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

    private string? ValueOf(string name) => name switch
    {
        "tab" => TabWord,
        "channel" => Channels,
        "stage" => StageWords,
        "holder" => Holders,
        "deal" => Deals,
        "state" => StateWord,
        "days" => Days,
        "from" => FromDay,
        "to" => ToDay,
        "sort" => Sort,
        _ => null,
    };

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
