using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal.Files;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>The reads and writes of an open appeal. A read that fails is a state with "try again"; a write that fails says so beside its button.</summary>
public sealed class AppealEffects(Store<AppealState> store, AppealQueries queries, AppealActions actions, TenantZone zone, ILogger<AppealEffects> logger) : IEffect
{
    private int cards;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        AppealOpened { AppealId: { } id } when store.State is { Phase: LoadPhase.Loading } => LoadAsync(id, isAgain: false, dispatcher),
        AppealReadAgain when store.State.AppealId is { } id => LoadAsync(id, isAgain: store.State.Phase == LoadPhase.Ready, dispatcher),
        OlderWanted when store.State is { Older: LoadPhase.Loading, AppealId: { } id } => LoadOlderAsync(id, dispatcher),
        TakeWanted take => TakeAsync(take.AppealId, dispatcher),
        ReleaseWanted release => ReleaseAsync(release.AppealId, dispatcher),
        SettleWanted settle => SettleAsync(settle, dispatcher),
        NoteWanted note => KeepNoteAsync(note, dispatcher),
        AnswerWanted answer => SendAsync(answer, dispatcher),
        DraftTyped draft => KeepDraftAsync(draft, dispatcher),
        TakeBackWanted back => TakeBackAsync(back.MessageId),
        LiveArrived { Batch: var batch } when store.State.Phase == LoadPhase.Ready && store.State.ChannelsChangedBy(batch) => RefreshAsync(isAll: true, dispatcher),
        CardWanted wanted when wanted.AppealId == store.State.AppealId => RefreshAsync(isAll: false, dispatcher),
        LiveArrived { Batch: var batch } when store.State.Phase == LoadPhase.Ready && (batch.Resync || store.State.CardChangedBy(batch)) => RefreshAsync(batch.Resync, dispatcher),
        LiveArrived or LiveConnected when store.State.Phase == LoadPhase.Failed => RefreshAsync(isAll: true, dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task LoadAsync(Guid appealId, bool isAgain, ActionDispatcher dispatcher)
    {
        var version = store.State.Version;
        try
        {
            var card = queries.CardAsync(appealId, CancellationToken.None);
            var page = queries.MessagesAsync(appealId, before: null, AppealQueries.PageSize, CancellationToken.None);
            var channels = actions.AnswerChannelsAsync(appealId, CancellationToken.None);
            var draft = isAgain ? Task.FromResult<KeptDraft?>(null) : DraftAsync(appealId);
            await Task.WhenAll(card, page, channels, draft, zone.LoadAsync());
            dispatcher.Dispatch(new AppealLoaded(version, await card, await page, await channels, await draft, isAgain));
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(logger, exception, appealId);
            dispatcher.Dispatch(new AppealFailed(version));
        }
    }

    private async Task LoadOlderAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        var state = store.State;
        try
        {
            var page = await queries.MessagesAsync(appealId, MessageKey.Of(state.Messages[0]), AppealQueries.PageSize, CancellationToken.None);
            dispatcher.Dispatch(new OlderLoaded(state.Version, page));
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(logger, exception, appealId);
            dispatcher.Dispatch(new OlderFailed(state.Version));
        }
    }

    private async Task RefreshAsync(bool isAll, ActionDispatcher dispatcher)
    {
        if (isAll)
        {
            dispatcher.Dispatch(new AppealReadAgain());
            return;
        }

        var (state, mine) = (store.State, ++cards);
        try
        {
            // Of two reads under way the later one is believed.
            var card = await queries.CardAsync(state.AppealId!.Value, CancellationToken.None);
            if (mine == cards) dispatcher.Dispatch(new CardLoaded(state.Version, card));
        }
        catch (Exception exception)
        {
            // The card keeps what it shows; the next change reads it again.
            AppealLog.NotRead(logger, exception, state.AppealId!.Value);
        }
    }

    private async Task TakeAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        try
        {
            var result = await actions.TakeAsync(appealId, CancellationToken.None);
            dispatcher.Dispatch(new TakeDone(appealId, result.HolderId, result.HolderName, result.Taken ? null : result.HolderName ?? string.Empty));
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, appealId);
            dispatcher.Dispatch(new TakeFailed(appealId));
        }
    }

    private async Task ReleaseAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        try
        {
            var isReleased = await actions.ReleaseAsync(appealId, CancellationToken.None);
            if (isReleased) dispatcher.Dispatch(new TakeDone(appealId, HolderId: null, HolderName: null, LostTo: null));
            else dispatcher.Dispatch(new AppealReadAgain());
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, appealId);
            dispatcher.Dispatch(new TakeFailed(appealId));
        }
    }

    private async Task SettleAsync(SettleWanted settle, ActionDispatcher dispatcher)
    {
        if (store.State.LastSpokenId is not { } seen) return;
        try
        {
            // Refused because more was said meanwhile: that comes live and is there to see.
            if (settle.IsNeeded) await actions.UnsettleAsync(settle.AppealId, seen, CancellationToken.None);
            else await actions.SettleAsync(settle.AppealId, seen, CancellationToken.None);
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, settle.AppealId);
            dispatcher.Dispatch(new SettleFailed(settle.AppealId));
        }
    }

    private async Task KeepNoteAsync(NoteWanted note, ActionDispatcher dispatcher)
    {
        try
        {
            var isKept = await actions.NoteAsync(note.AppealId, note.Text, note.Key, CancellationToken.None);
            object outcome = isKept ? new NoteKept(note.AppealId, note.Key) : new AnswerRefused(note.AppealId, note.Key, SendRefusal.Empty);
            dispatcher.Dispatch(outcome);
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, note.AppealId);
            dispatcher.Dispatch(new AnswerRefused(note.AppealId, note.Key, Refusal: null));
        }
    }

    private async Task SendAsync(AnswerWanted answer, ActionDispatcher dispatcher)
    {
        try
        {
            var result = await actions.SendAsync(RequestOf(answer), CancellationToken.None);
            object outcome = result.MessageId is null
                ? new AnswerRefused(answer.AppealId, answer.Key, result.Refusal)
                : new AnswerAccepted(answer.AppealId, answer.Key, answer.IsTyped);
            dispatcher.Dispatch(outcome);
            // What made it stale has to be there to look at, also while nothing comes live.
            if (result.Refusal == SendRefusal.Stale && store.State.AppealId == answer.AppealId) dispatcher.Dispatch(new AppealReadAgain());
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, answer.AppealId);
            dispatcher.Dispatch(new AnswerRefused(answer.AppealId, answer.Key, Refusal: null));
        }
    }

    private async Task<KeptDraft?> DraftAsync(Guid appealId) => await actions.LoadDraftAsync(appealId, CancellationToken.None);

    private static SendRequest RequestOf(AnswerWanted answer) =>
        new(answer.AppealId, answer.Text, answer.ChannelId, answer.Key, answer.IsTyped, answer.SeenId, answer.OfferId) { FileIds = answer.FileIds, AgainId = answer.AgainId, ReplyToId = answer.ReplyToId };

    private async Task KeepDraftAsync(DraftTyped draft, ActionDispatcher dispatcher)
    {
        try
        {
            var isKept = await actions.SaveDraftAsync(draft.AppealId, draft.Text, draft.Key, CancellationToken.None);
            object outcome = isKept ? new DraftKept(draft.AppealId, draft.Text) : new AnswerAccepted(draft.AppealId, draft.Key!);
            dispatcher.Dispatch(outcome);
        }
        catch (Exception exception)
        {
            // The browser has the text; the next pause in typing tries again.
            AppealLog.NotWritten(logger, exception, draft.AppealId);
        }
    }

    private async Task TakeBackAsync(Guid messageId)
    {
        try
        {
            // Too late or not: the message's own state says what became of it, and comes live.
            await actions.TakeBackAsync(messageId, CancellationToken.None);
        }
        catch (Exception exception)
        {
            AppealLog.NotWritten(logger, exception, store.State.AppealId ?? Guid.Empty);
        }
    }
}
