using System.Globalization;
using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>The tenant's catalogues: which one, its rows, and the one that is edited. What is searched, sorted and open stands in the address.</summary>
public sealed partial class CatalogPage
{
    private readonly List<CatalogueItem> items = [];
    private CatalogueKind kind = CatalogueKinds.All[0];
    private CatalogueView view = new(string.Empty, ByUse: false, WithArchived: false, null);
    private CatalogueEditor? editor;
    private CancellationTokenSource? reading;
    private LoadPhase phase;
    private string typed = string.Empty;
    private bool hasMore;
    private bool isMore;
    private bool isMoreFailed;

    // Drawn anew, the list of catalogues shows again which one it is.
    private int stayed;

    [Parameter] public string? Slug { get; set; }

    [Inject] private CatalogueQueries Queries { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<CatalogPage> Logger { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Navigation.LocationChanged += OnLocationChanged;
    }

    // An address with another catalogue comes with its parameter; one with another search or row comes by the event alone.
    protected override Task OnParametersSetAsync() => ShowAsync(Navigation.Uri);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Navigation.LocationChanged -= OnLocationChanged;
        reading?.Cancel();
        reading?.Dispose();
    }

    protected override void OnConnected() => _ = ReadAsync();

    protected override Task OnLiveAsync(LiveBatch batch) =>
        batch.Resync || batch.Events.Any(e => e.Kind is LiveKinds.CatalogueChanged or LiveKinds.SettingsChanged) ? ReadAsync() : Task.CompletedTask;

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Navigation.ToBaseRelativePath(e.Location).Split('?', '#')[0] == Links.Catalogue(kind.Slug)[1..] || e.Location.EndsWith(Links.Catalog, StringComparison.Ordinal)) _ = InvokeAsync(() => ShowAsync(e.Location));
    }

    private async Task ShowAsync(string uri)
    {
        var (next, to) = (CatalogueView.In(uri), KindOf(uri));
        var isSame = phase is not LoadPhase.None && to == kind && next.IsSameList(view);
        if (to != kind) (phase, typed) = (LoadPhase.None, next.Text);
        if (phase is LoadPhase.None) typed = next.Text;
        (kind, view) = (to, next);
        StateHasChanged();
        if (!isSame) await ReadAsync();
    }

    private void Typed()
    {
        // Who looks for another row before the one that is typed is saved keeps it open.
        if (typed.Trim() != view.Text) Navigation.NavigateTo((view with { Text = typed.Trim(), Row = editor is { IsTyped: true } ? view.Row : null }).Address(kind.Slug), replace: true);
    }

    private void BeforeLeaving(LocationChangingContext context)
    {
        var to = Navigation.ToAbsoluteUri(context.TargetLocation);
        var isSame = to.AbsolutePath.StartsWith(Links.Catalog, StringComparison.Ordinal) && KindOf(to.AbsoluteUri) == kind && CatalogueView.In(to.AbsoluteUri).Row == view.Row;
        if (isSame || editor?.MayLeave(CatalogueTexts.UnsavedLeave) != false) return;
        context.PreventNavigation();
        stayed++;
        StateHasChanged();
    }

    private static CatalogueKind KindOf(string uri) => CatalogueKinds.Find(new Uri(uri).AbsolutePath.Split('/').ElementAtOrDefault(2)) ?? CatalogueKinds.All[0];

    // As many rows as there were, so that nothing that was looked at goes away.
    private async Task ReadAsync()
    {
        reading?.Cancel();
        reading?.Dispose();
        var own = reading = new CancellationTokenSource();
        var wanted = phase is LoadPhase.Ready ? items.Count : 0;
        if (phase is not LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            var (of, asked, read) = (kind, view, new List<CatalogueItem>());
            CataloguePart part;
            do
            {
                part = await Queries.ListAsync(of, asked, read.LastOrDefault(), own.Token);
                read.AddRange(part.Items);
            }
            while (part.HasMore && read.Count < wanted);
            if (own != reading) return;
            items.Clear();
            items.AddRange(read);
            (hasMore, isMoreFailed, phase) = (part.HasMore, false, LoadPhase.Ready);
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            if (own != reading) return;
            CatalogueLog.NotRead(Logger, exception, kind.Slug);
            phase = LoadPhase.Failed;
        }

        StateHasChanged();
    }

    private async Task MoreAsync()
    {
        if (isMore || items.Count == 0) return;
        var own = reading;
        (isMore, isMoreFailed) = (true, false);
        try
        {
            var part = await Queries.ListAsync(kind, view, items[^1], own?.Token ?? default);
            if (own != reading) return;
            items.AddRange(part.Items);
            hasMore = part.HasMore;
        }
        catch (OperationCanceledException) when (own is { IsCancellationRequested: true })
        {
        }
        catch (Exception exception)
        {
            CatalogueLog.NotRead(Logger, exception, kind.Slug);
            isMoreFailed = true;
        }
        finally
        {
            isMore = false;
        }
    }

    private string Listed(CatalogueItem item)
    {
        var fields = kind.Fields.Where(f => f.IsListed).ToList();
        return string.Join(" · ", item.Listed.Select((value, i) => value is null ? null : fields[i].Kind switch
        {
            FieldKind.Money when decimal.TryParse(value, NumberStyles.Number, CultureInfo.InvariantCulture, out var sum) => MoneyText.Of(sum),
            FieldKind.Minutes when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) => MoneyText.OfMinutes(minutes),
            FieldKind.Aliases => value.Replace("\n", ", ", StringComparison.Ordinal),
            _ => value,
        }).Where(v => v is not null));
    }

    private void Open(string id) => Navigation.NavigateTo((view with { Row = id, Text = items.Exists(i => i.Id == id) ? view.Text : string.Empty }).Address(kind.Slug), replace: true);

    private void Close() => Navigation.NavigateTo((view with { Row = null }).Address(kind.Slug));

    private Task KeyAsync(KeyboardEventArgs args) => args.Key == "Escape" && editor is { } open ? open.CloseAsync() : Task.CompletedTask;
}
