using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Search;

/// <summary>One box for clients, appeals, messages, saved views and replies, screens and actions. It stays with the frame: opened again it shows what was last looked for.</summary>
public sealed partial class Palette : IDisposable
{
    private CancellationTokenSource? asking;
    private SearchResult result = SearchResult.Empty;
    private IReadOnlyList<PaletteCommand> commands = [];
    private IReadOnlyList<ViewHit> views = [];

    // The text to which the rows belong; the browser presses none of them while another stands in the box.
    private string answered = string.Empty;
    private bool isAsked;
    private bool isFailed;

    // Of the operator's saved views those that the text names.
    private IEnumerable<ViewHit> NamedViews => views.Where(v => PaletteCommand.IsNamed(v.Name, answered)).Take(SearchQueries.MostHits);

    [Inject] private SearchQueries Queries { get; set; } = null!;

    [Inject] private CurrentOperator Operator { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Inject] private ILogger<Palette> Logger { get; set; } = null!;

    public void Dispose()
    {
        asking?.Cancel();
        asking?.Dispose();
    }

    protected override void OnInitialized() => commands = PaletteCommand.Matching(string.Empty);

    private async Task OnOpenedAsync()
    {
        if (Operator.Identity.TenantId is null) return;
        try
        {
            views = await Queries.ViewsAsync(Operator.Id, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // Those of the last time are still shown; opened again it reads again.
            SearchLog.NotRead(Logger, exception);
        }
    }

    private async Task OnTypedAsync(SearchTypedEventArgs e)
    {
        // The latest text wins; the one before is given up in the database as well.
        asking?.Cancel();
        asking?.Dispose();
        var own = asking = new CancellationTokenSource();
        var (found, failed) = await ReadAsync(e.Text, own.Token);
        if (own != asking) return;
        (result, isFailed, answered, isAsked) = (found, failed, e.Text, Operator.Identity.TenantId is not null && !SearchText.Of(e.Text).IsEmpty);
        commands = PaletteCommand.Matching(e.Text);
    }

    private async Task<(SearchResult Result, bool IsFailed)> ReadAsync(string text, CancellationToken cancellation)
    {
        // The platform's people see no client data.
        if (Operator.Identity.TenantId is null) return (SearchResult.Empty, false);
        try
        {
            await Zone.LoadAsync();
            return (await Queries.FindAsync(text, cancellation), false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return (SearchResult.Empty, false);
        }
        catch (Exception exception)
        {
            SearchLog.NotRead(Logger, exception);
            return (SearchResult.Empty, true);
        }
    }
}
