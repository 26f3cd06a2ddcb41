using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Quotes;

/// <summary>Keeps the quotation for the operator's other devices; one write after the other, so that the last wish is what is kept.</summary>
public sealed class QuoteEffects(Store<AppealState> store, QuoteActions actions, ILogger<QuoteEffects> logger) : IEffect
{
    private Task writing = Task.CompletedTask;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        QuoteWanted wanted => writing = KeepAsync(writing, wanted.AppealId, () => wanted.Message?.Id, dispatcher),
        // Chosen and sent so fast that it would be kept after its answer.
        AnswerAccepted { IsTyped: true } accepted when !writing.IsCompleted => writing = KeepAsync(writing, accepted.AppealId, () => QuotedIn(accepted.AppealId), dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task KeepAsync(Task before, Guid appealId, Func<Guid?> quotedId, ActionDispatcher dispatcher)
    {
        await before;
        try
        {
            var id = quotedId();
            if (!await actions.KeepAsync(appealId, id, CancellationToken.None)) dispatcher.Dispatch(new QuoteGone(appealId, id!.Value));
        }
        catch (Exception exception)
        {
            // It stands here and goes with the answer; only another device does not know of it.
            AppealLog.NotWritten(logger, exception, appealId);
        }
    }

    private Guid? QuotedIn(Guid appealId) => store.State.AppealId == appealId ? store.State.Composer.Quote?.Id : null;
}
