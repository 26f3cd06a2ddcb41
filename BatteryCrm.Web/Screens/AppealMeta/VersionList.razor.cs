using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Cards;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>The changes of the matrix, live; each can be taken back together with all that came after it.</summary>
public sealed partial class VersionList
{
    private const int Page = 10;

    // Of one change: what is longer is counted.
    private const int MostParameters = 6;

    private IReadOnlyList<VisibilityChange>? changes;
    private int count = Page;
    private VisibilityChange? asking;
    private IReadOnlyList<CellChange>? back;
    private string? problem;
    private string? done;
    private bool isWriting;
    private bool isFailed;
    private int asked;

    /// <summary>Says how parameters and kinds of deal are called.</summary>
    [Parameter, EditorRequired] public VisibilityMatrix Matrix { get; set; } = null!;

    [Inject] private VisibilityVersions Versions { get; set; } = null!;

    [Inject] private VisibilityActions Actions { get; set; } = null!;

    [Inject] private TenantZone Zone { get; set; } = null!;

    [Inject] private ILogger<VersionList> Logger { get; set; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync();

    protected override async Task OnLiveAsync(LiveBatch batch)
    {
        if (!batch.Resync && !batch.Events.Any(e => e.Kind is LiveKinds.SettingsChanged)) return;
        await ReadAsync();
        if (asking is { } change) await LookAsync(change);
        StateHasChanged();
    }

    private async Task ReadAsync()
    {
        var mine = ++asked;
        try
        {
            await Zone.LoadAsync();
            var read = await Versions.NewestAsync(count, CancellationToken.None);
            if (mine == asked) (changes, isFailed) = (read, false);
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotRead(Logger, exception);
            if (mine == asked) isFailed = changes is null;
        }
    }

    private Task MoreAsync()
    {
        count += Page;
        return ReadAsync();
    }

    private Task AskAsync(VisibilityChange change)
    {
        (problem, done, back, asking) = (null, null, null, null);
        return LookAsync(change);
    }

    private async Task LookAsync(VisibilityChange change)
    {
        try
        {
            var cells = await Versions.BackAsync(change.ChangeId, CancellationToken.None);
            (asking, back, done) = cells.Count == 0 ? (null, null, AppealMetaTexts.SoAlready) : (change, cells, done);
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotRead(Logger, exception);
            (asking, back, problem) = (null, null, AppealMetaTexts.NotRead);
        }
    }

    private void Leave() => (asking, back) = (null, null);

    private async Task RollBackAsync()
    {
        if (asking is not { } change || back is not { } cells || isWriting) return;
        (isWriting, problem, done) = (true, null, null);
        try
        {
            switch (await Actions.RollBackAsync(change.ChangeId, cells, CancellationToken.None))
            {
                case VisibilityOutcome.Kept:
                    Leave();
                    done = Plural.Of(cells.Count, AppealMetaTexts.RolledBack);
                    break;
                case VisibilityOutcome.ChangedMeanwhile:
                    problem = AppealMetaTexts.ChangedMeanwhile;
                    await LookAsync(change);
                    break;
                default:
                    problem = AppealMetaTexts.NotAllowed;
                    break;
            }
        }
        catch (Exception exception)
        {
            AppealMetaLog.NotWritten(Logger, exception);
            problem = AppealMetaTexts.NotWritten;
        }
        finally
        {
            isWriting = false;
        }
    }

    private string? WordsOf(VisibilityChange change, bool isShown)
    {
        var byParameter = change.Cells.Where(c => c.IsShown == isShown).GroupBy(c => c.Cell.ParameterId, StringComparer.Ordinal).ToList();
        if (byParameter.Count == 0) return null;
        var words = byParameter.Take(MostParameters).Select(g => $"{LabelOf(g.Key)} ({string.Join(", ", g.Select(c => Matrix.Deals.FirstOrDefault(d => d.Id == c.Cell.DealTypeId)?.Words ?? Texts.Unknown))})");
        return string.Join(", ", words) + (byParameter.Count > MostParameters ? " " + Plural.Of(byParameter.Count - MostParameters, AppealMetaTexts.AndMore) : null);
    }

    private string LabelOf(string parameterId) => Matrix.Parameters.Concat(Matrix.Inactive).FirstOrDefault(p => p.Id == parameterId) is { } parameter ? FieldText.LabelOf(parameter) : parameterId;
}
