using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>Reads the saved replies once a circuit and again when one changed, and what their variables stand for with every card. Without them one can answer as well: a read that fails is tried again with the next appeal.</summary>
public sealed class ReplyEffects(Store<AppealState> store, ReplyQueries queries, ReplyActions actions, ILogger<ReplyEffects> logger) : IEffect
{
    private bool isListDue = true;
    private int list;
    private int values;

    public Task HandleAsync(object action, ActionDispatcher dispatcher)
    {
        isListDue |= action is RepliesWanted or LiveArrived { Batch.Resync: true } || (action is LiveArrived live && IsAboutSettings(live.Batch));
        if (action is ReplyUsed used) return CountAsync(used.Id);
        if (store.State.AppealId is not { } appeal || action is not (AppealLoaded or CardLoaded or RepliesWanted or LiveArrived or LiveConnected)) return Task.CompletedTask;

        // A setting that changed may be the address or the hours; a card is read again whenever something of its appeal changed.
        var areValuesDue = action is AppealLoaded or CardLoaded || (isListDue && action is LiveArrived);
        return Task.WhenAll(isListDue ? ReadListAsync(dispatcher) : Task.CompletedTask, areValuesDue ? ReadValuesAsync(appeal, dispatcher) : Task.CompletedTask);
    }

    private static bool IsAboutSettings(LiveBatch batch) => batch.Events.Any(e => e.Kind == LiveKinds.SettingsChanged);

    // The latest read wins; one that fails leaves the list due.
    private async Task ReadListAsync(ActionDispatcher dispatcher)
    {
        var mine = ++list;
        isListDue = false;
        try
        {
            var rows = await queries.ListAsync(CancellationToken.None);
            if (mine == list) dispatcher.Dispatch(new RepliesLoaded(rows));
        }
        catch (Exception exception)
        {
            isListDue |= mine == list;
            ReplyLog.NotRead(logger, exception);
        }
    }

    private async Task ReadValuesAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        var mine = ++values;
        try
        {
            var read = await queries.ValuesAsync(appealId, CancellationToken.None);
            if (mine == values) dispatcher.Dispatch(new ReplyValuesLoaded(appealId, read));
        }
        catch (Exception exception)
        {
            ReplyLog.NotRead(logger, exception);
        }
    }

    private async Task CountAsync(Guid id)
    {
        try
        {
            await actions.UsedAsync(id, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // The text stands in the answer; only the order of the list knows less.
            ReplyLog.NotCounted(logger, exception, id);
        }
    }
}
