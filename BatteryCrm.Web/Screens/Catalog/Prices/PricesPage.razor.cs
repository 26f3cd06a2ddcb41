using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace BatteryCrm.Web.Screens.Catalog.Prices;

/// <summary>What stands beside the table.</summary>
public enum PricesPart
{
    /// <summary>On a wide screen still the cell that was looked at last.</summary>
    None,
    Cell,
    Bulk,

    /// <summary>A work that has no price yet.</summary>
    Work,
}

/// <summary>Prices as a table: brands and models by works. What is narrowed stands in the address.</summary>
public sealed partial class PricesPage
{
    private PricesView view = PricesView.All;
    private PriceGrid? grid;
    private PricePane? pane;
    private CancellationTokenSource? reading;
    private CellPlace? at;
    private PricesPart part;
    private LoadPhase phase;
    private string typed = string.Empty;
    private string? trouble;
    private bool isFolded;
    private bool isBusy;

    // Drawn anew, a list shows again what holds.
    private int stayed;

    [Inject] private PriceDesk Desk { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<PricesPage> Logger { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Navigation.LocationChanged += OnLocationChanged;
    }

    protected override Task OnInitializedAsync() => ShowAsync(Navigation.Uri);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Navigation.LocationChanged -= OnLocationChanged;
        reading?.Cancel();
        reading?.Dispose();
    }

    protected override void OnConnected() => _ = ReadAsync();

    protected override Task OnLiveAsync(LiveBatch batch) => batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.CatalogueChanged) ? ReadAsync() : Task.CompletedTask;

    private static Guid? IdOf(ChangeEventArgs e) => Guid.TryParse(e.Value as string, out var id) ? id : null;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Navigation.ToBaseRelativePath(e.Location).Split('?', '#')[0] == Links.Prices()[1..]) _ = InvokeAsync(() => ShowAsync(e.Location));
    }

    private void Go(PricesView to) => Navigation.NavigateTo(to.Address, replace: true);

    private void Typed()
    {
        if (typed.Trim() != view.Text) Go(view with { Text = typed.Trim() });
    }

    private async Task ShowAsync(string uri)
    {
        var next = PricesView.In(uri);
        if (phase is LoadPhase.None) typed = next.Text;
        else if (next == view) return;
        view = next;
        StateHasChanged();
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        reading?.Cancel();
        reading?.Dispose();
        var own = reading = new CancellationTokenSource();
        if (phase is not LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            await Desk.LoadAsync(view, own.Token);
            if (own != reading) return;
            phase = LoadPhase.Ready;
            await DrawAsync();
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested)
        {
        }
        catch (Exception exception)
        {
            if (own != reading) return;
            CatalogueLog.NotRead(Logger, exception, "services");
            phase = LoadPhase.Failed;
            StateHasChanged();
        }
    }

    private async Task DrawAsync()
    {
        if (grid is { } table) await table.RefreshAsync();
        StateHasChanged();
    }

    private Task TypeAsync(PriceTypedEventArgs e) => DoAsync(() => Desk.TypeAsync(new CellPlace(e.Row, e.Column), e.Seen, e.Text, default));

    private Task PasteAsync(PricesPastedEventArgs e) => DoAsync(() =>
    {
        if (!e.IsTooLong) return Desk.PasteAsync(new CellPlace(e.Row, e.Column), e.Text, default);
        Desk.Said = PriceTexts.PasteTooLong;
        return Task.CompletedTask;
    });

    // Who only walks over the cells is not asked: what is typed beside them stays.
    private void Look(PriceFocusedEventArgs e)
    {
        var to = new CellPlace(e.Row, e.Column);
        if (to != at && pane is { IsTyped: true } open && (!e.IsPressed || !open.MayLeave())) return;
        at = to;
        if (e.IsPressed) part = PricesPart.Cell;
    }

    private void Leave()
    {
        if (pane?.MayLeave() != false) (at, part) = (null, PricesPart.None);
    }

    private void Show(PricesPart next)
    {
        if (pane?.MayLeave() != false) part = next;
    }

    // Another filter may take the cell away as well.
    private void BeforeLeaving(LocationChangingContext context)
    {
        if (pane?.MayLeave() != false) return;
        context.PreventNavigation();
        stayed++;
        StateHasChanged();
    }

    private Task FoldAllAsync()
    {
        Desk.FoldAll(isFolded = !isFolded);
        return DrawAsync();
    }

    private Task AddedAsync(CellPlace first)
    {
        (at, part) = (first, PricesPart.None);
        return DrawAsync();
    }

    private Task DoneAsync()
    {
        part = PricesPart.None;
        return DrawAsync();
    }

    private async Task DoAsync(Func<Task> deed)
    {
        (isBusy, trouble) = (true, null);
        try
        {
            await deed();
        }
        catch (Exception exception)
        {
            CatalogueLog.NotWritten(Logger, exception, "services");
            trouble = CatalogueTexts.NotSaved;
        }
        finally
        {
            isBusy = false;
        }

        await DrawAsync();
    }
}
