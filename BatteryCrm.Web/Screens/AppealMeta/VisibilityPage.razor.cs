using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>
/// Which parameters of an appeal are shown for which kind of deal, and how that looks. A press is kept at once and shown before it is; what a colleague switches is shown switched.
/// </summary>
public sealed partial class VisibilityPage
{
    private VisibilityMatrix? matrix;
    private bool isFailed;
    private string? problem;
    private string copyFrom = string.Empty;
    private int asked;

    /// <summary>Presses that are not kept yet: what is read meanwhile may not know them.</summary>
    private int pending;
    private bool isMissed;

    [SupplyParameterFromQuery(Name = "deal")] private string? DealCode { get; set; }

    [SupplyParameterFromQuery(Name = "appeal")] private Guid? AppealId { get; set; }

    [Inject] private VisibilityQueries Queries { get; set; } = null!;

    [Inject] private VisibilityActions Actions { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private ILogger<VisibilityPage> Logger { get; set; } = null!;

    private DealColumn? Chosen => matrix?.Deals.FirstOrDefault(d => d.Code == DealCode) ?? (matrix is { Deals: [var first, ..] } ? first : null);

    private DealColumn? Source => matrix?.Deals.FirstOrDefault(d => d.Code == copyFrom && d != Chosen);

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.SettingsChanged)) return;
        if (pending > 0)
        {
            isMissed = true;
            return;
        }

        await ReadAsync();
        StateHasChanged();
    }

    // The latest question is answered; what is shown stays when it cannot be read anew.
    private async Task ReadAsync()
    {
        var mine = ++asked;
        try
        {
            var read = await Queries.MatrixAsync(CancellationToken.None);
            if (mine == asked) (matrix, isFailed) = (read, false);
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotRead(Logger, exception);
            if (mine == asked) isFailed = matrix is null;
        }
    }

    private Task SetAsync(CellsWanted wanted) =>
        WriteAsync(before => before.With(wanted.Cells, wanted.IsShown), wanted.Cells, () => Actions.SetAsync(wanted.Cells, wanted.IsShown, CancellationToken.None));

    private async Task CopyAsync()
    {
        if (Source is not { } from || Chosen is not { } to) return;
        await WriteAsync(before => before.Copy(from.Id, to.Id), matrix!.Column(to.Id), () => Actions.CopyAsync(from.Id, to.Id, CancellationToken.None));
        copyFrom = string.Empty;
    }

    // Shown at once; taken back, these cells alone, when it is not kept.
    private async Task WriteAsync(Func<VisibilityMatrix, VisibilityMatrix> change, IReadOnlyList<Cell> cells, Func<Task<VisibilityOutcome>> write)
    {
        var before = matrix!;
        (matrix, problem) = (change(before), null);
        (pending, asked) = (pending + 1, asked + 1);
        StateHasChanged();
        try
        {
            if (await write() == VisibilityOutcome.NotAllowed) problem = AppealMetaTexts.NotAllowed;
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotWritten(Logger, exception);
            problem = AppealMetaTexts.NotWritten;
        }

        pending--;
        if (problem is not null) matrix = matrix.With(cells.Where(before.Shows), isShown: true).With(cells.Where(c => !before.Shows(c)), isShown: false);
        if (pending > 0 || !isMissed) return;
        isMissed = false;
        await ReadAsync();
    }

    private void ChooseDeal(ChangeEventArgs e) => Go((string?)e.Value, null);

    private void Choose(DealColumn deal) => Go(deal.Code, null);

    private void ChooseAppeal(Guid appealId) => Go(DealCode, appealId);

    private void Go(string? deal, Guid? appeal) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?>(StringComparer.Ordinal) { ["deal"] = deal, ["appeal"] = appeal }), replace: true);
}

/// <summary>Cells that somebody wants shown or hidden.</summary>
public sealed record CellsWanted(IReadOnlyList<Cell> Cells, bool IsShown);
