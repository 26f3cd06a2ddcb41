using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web.Virtualization;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>All clients of the tenant, narrowed and sorted as its address says. Rows keep their places while they are looked at; what they show is live.</summary>
public sealed partial class ClientsPage
{
    private const float RowHeight = 56;

    // Rows of which only the ground is drawn below those in memory, so that there is something to scroll into.
    private const int RowsBelow = 10;

    private readonly List<ClientsRow> rows = [];

    // Where the last row stood when it was read: live it may have moved up, and all below it would be read again.
    private ClientsKey? end;
    private ItemsProviderDelegate<ClientsRow> provider = null!;
    private RenderFragment<ClientsRow> template = null!;
    private RenderFragment<PlaceholderContext> blank = null!;
    private Virtualize<ClientsRow>? shown;
    private IDisposable? watch;
    private ClientsView view = ClientsView.All;
    private ClientsChoices? choices;
    private CancellationTokenSource? reading;
    private LoadPhase phase;
    private string typed = string.Empty;
    private string wanted = string.Empty;
    private int? count;
    private bool hasMore;
    private bool isMore;
    private bool isMoreFailed;

    // Addresses that were asked for by typing and have not come back.
    private int pending;

    [Inject] private ClientsDesk Desk { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<ClientsPage> Logger { get; set; } = null!;

    private string? CountWords => count is null || phase is not LoadPhase.Ready ? null
        : count > ClientsQueries.MostCounted ? ClientsTexts.Many.Replace("{0}", $"{ClientsQueries.MostCounted}", StringComparison.Ordinal)
        : view.Text.Length > 0 && count >= ClientsQueries.MostFound ? ClientsTexts.FoundMany.Replace("{0}", $"{count}", StringComparison.Ordinal)
        : Plural.Of(count.Value, ClientsTexts.Count);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        watch = Desk.Watch(HearAsync);
        Navigation.LocationChanged += OnLocationChanged;
        provider = request => ValueTask.FromResult(Provide(request));
        // Handed over as they are: rows inside a fragment of their own would not be matched by their keys.
        template = row => ClientsItem.Of(row, Zone, Time);
        blank = _ => ClientsItem.Of(null, Zone, Time);
    }

    protected override Task OnInitializedAsync() => ShowAsync(Navigation.Uri);

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Navigation.LocationChanged -= OnLocationChanged;
        watch?.Dispose();
        reading?.Cancel();
        reading?.Dispose();
    }

    protected override void OnConnected() => _ = ReadAsync();

    // A message of somebody who is shown: all that is needed came with the batch.
    protected override Task OnLiveAsync(LiveBatch batch)
    {
        if (batch.Resync) return ReadAsync();
        var last = batch.Queue.Where(q => q.LastMessageAt is not null).GroupBy(q => q.ClientId).ToDictionary(g => g.Key, g => g.MaxBy(q => q.LastMessageAt)!);
        if (last.Count == 0) return Task.CompletedTask;
        var isChanged = false;
        for (var i = 0; i < rows.Count; i++)
        {
            if (!last.TryGetValue(rows[i].Id, out var row) || row.LastMessageAt <= rows[i].LastAt) continue;
            // Its place in the order stays that of the read: the rows do not move under the pointer.
            (rows[i], isChanged) = (rows[i] with { LastAt = row.LastMessageAt, Name = row.ClientName }, true);
        }

        return isChanged ? RefreshAsync() : Task.CompletedTask;
    }

    private Task HearAsync(ClientsNews news) => InCircuitAsync(async () =>
    {
        var mine = rows.Where(r => news.Ids.Contains(r.Id)).Select(r => r.Id).ToList();
        foreach (var id in mine)
        {
            try
            {
                var row = await news.ReadAsync(id, Desk.OneAsync);
                var at = rows.FindIndex(r => r.Id == id);
                if (at < 0) continue;
                if (row is null) rows.RemoveAt(at);
                else rows[at] = row;
            }
            catch (Exception exception)
            {
                ClientsLog.NotRead(Logger, exception, id);
            }
        }

        if (mine.Count > 0) await RefreshAsync();
    });

    private async Task RefreshAsync()
    {
        // The provider answers from memory, so this ends at once and only makes the rows be taken anew.
        if (shown is { } list) await list.RefreshDataAsync();
        StateHasChanged();
    }

    private void Typed()
    {
        // A blank more asks for nothing new.
        if (typed.Trim() == wanted) return;
        wanted = typed.Trim();
        pending++;
        Navigation.NavigateTo(Links.ClientList((view with { Text = wanted }).Query), replace: true);
    }

    private void OnLocationChanged(object? sender, LocationChangedEventArgs e)
    {
        if (Navigation.ToBaseRelativePath(e.Location).Split('?', '#')[0] == Links.Clients[1..]) _ = InvokeAsync(() => ShowAsync(e.Location));
    }

    // An address that comes back of what was typed may be older than what stands in the box by now.
    private void Follow(string text)
    {
        if (pending > 0) pending--;
        else if (text != typed.Trim()) typed = text;
        if (pending == 0) wanted = typed.Trim();
    }

    private async Task ShowAsync(string uri)
    {
        var next = ClientsView.Of(uri);
        Follow(next.Text);
        if (phase is not LoadPhase.None && next == view) return;
        view = next;
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        // The latest view wins; the read before is given up in the database as well.
        reading?.Cancel();
        reading?.Dispose();
        var own = reading = new CancellationTokenSource();
        if (phase is not LoadPhase.Ready) phase = LoadPhase.Loading;
        try
        {
            await Zone.LoadAsync();
            var asked = view;
            var part = await Desk.ReadAsync(asked, null, own.Token);
            if (own != reading) return;
            rows.Clear();
            rows.AddRange(part.Rows);
            (hasMore, isMoreFailed, phase) = (part.HasMore, false, LoadPhase.Ready);
            end = KeyOf(part.Rows);
            count = part.HasMore ? null : part.Rows.Count;
            await RefreshAsync();
            if (part.HasMore) count = await Desk.CountAsync(asked, own.Token);
            if (choices is null && asked.Values(ClientFacet.Source).Count + asked.Values(ClientFacet.Tag).Count > 0) choices = await Desk.ChoicesAsync(own.Token);
        }
        catch (OperationCanceledException) when (own.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            if (own != reading) return;
            ClientsLog.ListNotRead(Logger, exception);
            phase = LoadPhase.Failed;
        }

        StateHasChanged();
    }

    private static ClientsKey? KeyOf(IReadOnlyList<ClientsRow> read) => read.Count == 0 ? null : ClientsKey.Of(read[^1]);

    private ItemsProviderResult<ClientsRow> Provide(ItemsProviderRequest request)
    {
        var total = rows.Count + (hasMore ? RowsBelow : 0);
        if (hasMore && !isMore && !isMoreFailed && request.StartIndex + request.Count > rows.Count - RowsBelow) _ = InvokeAsync(MoreAsync);
        var asked = Math.Clamp(total - request.StartIndex, 0, request.Count);
        var window = new ClientsRow[asked];
        for (var i = 0; i < asked && request.StartIndex + i < rows.Count; i++) window[i] = rows[request.StartIndex + i];
        return new ItemsProviderResult<ClientsRow>(window, total);
    }

    private async Task MoreAsync()
    {
        if (isMore || !hasMore || rows.Count == 0) return;
        var own = reading;
        (isMore, isMoreFailed) = (true, false);
        try
        {
            var part = await Desk.ReadAsync(view, end, own?.Token ?? default);
            if (own != reading) return;
            var known = rows.Select(r => r.Id).ToHashSet();
            rows.AddRange(part.Rows.Where(r => !known.Contains(r.Id)));
            (hasMore, end) = (part.HasMore, KeyOf(part.Rows) ?? end);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception exception)
        {
            ClientsLog.ListNotRead(Logger, exception);
            isMoreFailed = true;
        }
        finally
        {
            isMore = false;
        }

        await RefreshAsync();
    }
}
