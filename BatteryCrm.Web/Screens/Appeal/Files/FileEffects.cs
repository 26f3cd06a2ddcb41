using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Files;

/// <summary>Reads what stands beside an answer when it may have changed.</summary>
public sealed class FileEffects(AppealActions actions, ILogger<FileEffects> logger) : IEffect
{
    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        FilesTold told => ReadAsync(told.AppealId, dispatcher),
        AnswerRefused { Refusal: SendRefusal.FilesChanged } refused => ReadAsync(refused.AppealId, dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task ReadAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        try
        {
            dispatcher.Dispatch(new FilesRead(appealId, (await actions.LoadDraftAsync(appealId, CancellationToken.None)).Files));
        }
        catch (Exception exception)
        {
            // What is shown may be out of date; the next change, or the sending itself, reads it again.
            AppealLog.NotRead(logger, exception, appealId);
        }
    }
}

/// <summary>Action: files beside an answer have changed.</summary>
public sealed record FilesTold(Guid AppealId);

public sealed record FilesRead(Guid AppealId, IReadOnlyList<DraftFileRow> Files);
