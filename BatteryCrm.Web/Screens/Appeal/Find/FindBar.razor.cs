using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Appeal.Find;

/// <summary>Finding within the open conversation.</summary>
public sealed partial class FindBar : IDisposable
{
    private CancellationTokenSource? asking;
    private IReadOnlyList<Guid> hits = [];
    private Guid? shownFor;

    // The text to which the ids belong; the browser follows none of them while another stands in the field.
    private string answered = string.Empty;
    private bool isFailed;

    /// <summary>The open appeal.</summary>
    [Parameter, EditorRequired] public Guid? AppealId { get; set; }

    [Inject] private FindQueries Queries { get; set; } = null!;

    [Inject] private ILogger<FindBar> Logger { get; set; } = null!;

    private string State => isFailed ? "failed" : answered.Length == 0 ? "none" : hits.Count == 0 ? "nothing" : "found";

    public void Dispose()
    {
        asking?.Cancel();
        asking?.Dispose();
    }

    protected override void OnParametersSet()
    {
        if (shownFor == AppealId) return;
        (shownFor, hits, answered, isFailed) = (AppealId, [], string.Empty, false);
    }

    private async Task OnTypedAsync(SearchTypedEventArgs e)
    {
        // The latest text wins; the one before is given up in the database as well.
        asking?.Cancel();
        asking?.Dispose();
        var (own, appeal) = (asking = new CancellationTokenSource(), AppealId);
        var (found, failed) = await ReadAsync(appeal, e.Text, own.Token);
        if (own != asking || appeal != AppealId) return;
        (hits, isFailed, answered) = (found, failed, e.Text);
    }

    private async Task<(IReadOnlyList<Guid> Hits, bool IsFailed)> ReadAsync(Guid? appeal, string text, CancellationToken cancellation)
    {
        if (appeal is not { } id) return ([], false);
        try
        {
            return (await Queries.FindAsync(id, text, cancellation), false);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ([], false);
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(Logger, exception, id);
            return ([], true);
        }
    }
}
