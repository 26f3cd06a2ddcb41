using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>The reports that were kept under a name.</summary>
public sealed partial class ReportViews
{
    private IReadOnlyList<NamedReport> views = [];
    private string name = string.Empty;
    private bool isShared;
    private bool isBusy;
    private string? trouble;

    /// <summary>What would be kept: "leads?period=30d".</summary>
    [Parameter, EditorRequired] public string Address { get; set; } = string.Empty;

    [Inject] private ReportViewActions Actions { get; set; } = null!;

    [Inject] private ILogger<ReportViews> Logger { get; set; } = null!;

    // Read when it is opened.
    private Task ToggledAsync() => DoAsync(() => Task.FromResult(KeptView.Done));

    private Task SaveAsync() => DoAsync(async () =>
    {
        var kept = await Actions.SaveAsync(name, Address, isShared, CancellationToken.None);
        if (kept == KeptView.Done) (name, isShared) = (string.Empty, false);
        return kept;
    });

    private Task ArchiveAsync(NamedReport view) => DoAsync(() => Actions.ArchiveAsync(view.Id, CancellationToken.None));

    private async Task DoAsync(Func<Task<KeptView>> deed)
    {
        if (isBusy) return;
        (isBusy, trouble) = (true, null);
        try
        {
            trouble = await deed() switch
            {
                KeptView.NameMissing => ReportTexts.ViewNameMissing,
                KeptView.NameTaken => ReportTexts.ViewNameTaken,
                KeptView.NotAllowed => ReportTexts.ViewNotAllowed,
                _ => null,
            };
            views = await Actions.ReadAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            ReportsLog.ViewsFailed(Logger, exception);
            trouble = ReportTexts.ViewFailed;
        }
        finally
        {
            isBusy = false;
        }
    }
}
