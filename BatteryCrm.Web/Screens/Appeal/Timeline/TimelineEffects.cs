using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Timeline;

/// <summary>The reads of a client's timeline.</summary>
public sealed class TimelineEffects(Store<AppealState> store, TimelineQueries queries, ILogger<TimelineEffects> logger) : IEffect
{
    // The version that is being read: what changes it, and nothing else, reads anew.
    private int reading;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        TimelineToggled or AppealReadAgain or LiveArrived when store.State is { Card: not null, Timeline: { IsOn: true, IsReading: true } line } && line.Version != reading => LoadAsync(dispatcher),
        TimelineOlderWanted when store.State is { Card: not null, Timeline: { IsShown: true, Older: LoadPhase.Loading } } => LoadOlderAsync(dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task LoadAsync(ActionDispatcher dispatcher)
    {
        var (card, version) = (store.State.Card!, reading = store.State.Timeline.Version);
        try
        {
            var appeals = queries.AppealsAsync(card.ClientId, CancellationToken.None);
            var page = queries.MessagesAsync(card.ClientId, before: null, AppealQueries.PageSize, CancellationToken.None);
            await Task.WhenAll(appeals, page);
            dispatcher.Dispatch(new TimelineLoaded(version, await appeals, await page));
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(logger, exception, card.AppealId);
            dispatcher.Dispatch(new TimelineFailed(version));
        }
    }

    private async Task LoadOlderAsync(ActionDispatcher dispatcher)
    {
        var (card, line) = (store.State.Card!, store.State.Timeline);
        try
        {
            var page = await queries.MessagesAsync(card.ClientId, MessageKey.Of(line.Messages[0]), AppealQueries.PageSize, CancellationToken.None);
            dispatcher.Dispatch(new TimelineOlderLoaded(line.Version, page));
        }
        catch (Exception exception)
        {
            AppealLog.NotRead(logger, exception, card.AppealId);
            dispatcher.Dispatch(new TimelineOlderFailed(line.Version));
        }
    }
}
