using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>Where a saved reply is written, edited and archived.</summary>
public sealed partial class ReplyDialog
{
    private Guid? id;
    private DateTimeOffset seenAt;
    private string title = string.Empty;
    private string shortcut = string.Empty;
    private string text = string.Empty;
    private bool isShared;
    private ReplyOutcome outcome;
    private ReplyRow? theirs;
    private bool isFailed;
    private bool isBusy;

    /// <summary>As the list has it; null for a new one.</summary>
    [Parameter] public ReplyRow? Row { get; set; }

    [CascadingParameter] private IMudDialogInstance Dialog { get; set; } = null!;

    [Inject] private ReplyActions Actions { get; set; } = null!;

    [Inject] private ReplyQueries Queries { get; set; } = null!;

    [Inject] private ILogger<ReplyDialog> Logger { get; set; } = null!;

    private string? Trouble => this switch
    {
        { isFailed: true } => Texts.NotSaved,
        { outcome: ReplyOutcome.NotAllowed } => ReplyTexts.NotAllowed,
        { outcome: ReplyOutcome.Changed, theirs: null } => ReplyTexts.Gone,
        { outcome: ReplyOutcome.Changed } => ReplyTexts.Changed,
        _ => null,
    };

    protected override void OnInitialized()
    {
        if (Row is null) return;
        (id, seenAt, title, shortcut, text, isShared) = (Row.Id, Row.UpdatedAt, Row.Title, Row.Shortcut ?? string.Empty, Row.Text, Row.IsShared);
    }

    private static string NameOf(ReplyVariable variable) =>
        $"{{{(string.Equals(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, "ru", StringComparison.Ordinal) ? variable.Russian : variable.Name)}}}";

    private string? Is(params ReplyOutcome[] wrong) => wrong.Contains(outcome) ? "true" : null;

    private Task SaveAsync() => DoAsync(() => Actions.SaveAsync(new ReplyEdit(id, seenAt, title, shortcut, text, isShared), CancellationToken.None));

    private Task ArchiveAsync() => DoAsync(() => id is { } own ? Actions.ArchiveAsync(own, seenAt, CancellationToken.None) : Task.FromResult(ReplyOutcome.Changed));

    private async Task DoAsync(Func<Task<ReplyOutcome>> change)
    {
        if (isBusy) return;
        (outcome, theirs, isFailed, isBusy) = (ReplyOutcome.Done, null, false, true);
        try
        {
            outcome = await change();
            if (outcome == ReplyOutcome.Done) Dialog.Close();
            else if (outcome == ReplyOutcome.Changed && id is { } own) await LookAgainAsync(own);
        }
        catch (Exception exception)
        {
            ReplyLog.NotWritten(Logger, exception);
            isFailed = true;
        }
        finally
        {
            isBusy = false;
        }
    }

    // The colleague's words are shown beside what was typed; whoever saves again has seen them. One that is gone is saved as a new one.
    private async Task LookAgainAsync(Guid own)
    {
        theirs = await Queries.OneAsync(own, CancellationToken.None);
        if (theirs is null) id = null;
        else seenAt = theirs.UpdatedAt;
    }
}
