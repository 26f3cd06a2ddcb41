using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>Reads the saved replies once a circuit, and again when one of them or a setting (the address, the hours) changed. Without them one can answer as well: a read that fails is tried again with whatever comes next.</summary>
public sealed class ReplyEffects(Store<AppealState> store, ReplyQueries queries, ReplyActions actions, ILogger<ReplyEffects> logger) : IEffect
{
    private bool isListDue = true;
    private int list;

    public Task HandleAsync(object action, ActionDispatcher dispatcher)
    {
        isListDue |= action is RepliesWanted or ScreenEntered or LiveArrived { Batch.Resync: true } || (action is LiveArrived live && IsAboutSettings(live.Batch));
        if (action is ReplyUsed used) return CountAsync(used.Id);
        var isReadable = store.State.AppealId is not null && action is (AppealLoaded or CardLoaded or RepliesWanted or LiveArrived or LiveConnected);
        return isReadable && isListDue ? ReadAsync(dispatcher) : Task.CompletedTask;
    }

    private static bool IsAboutSettings(LiveBatch batch) => batch.Events.Any(e => e.Kind == LiveKinds.SettingsChanged);

    // The latest read wins; one that fails leaves the list due.
    private async Task ReadAsync(ActionDispatcher dispatcher)
    {
        var mine = ++list;
        isListDue = false;
        try
        {
            var (rows, shop) = (queries.ListAsync(CancellationToken.None), queries.ShopAsync(CancellationToken.None));
            await Task.WhenAll(rows, shop);
            if (mine == list) dispatcher.Dispatch(new RepliesLoaded(await rows, await shop));
        }
        catch (Exception exception)
        {
            isListDue |= mine == list;
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
