using BatteryCrm.Data;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The reads of the inbox. One that fails is a state with "try again", not a broken page.</summary>
public sealed class InboxEffects(
    Store<InboxState> store, InboxQueries queries, QueueChoicesQuery choices, IDbContextFactory<CrmDb> factory, CurrentOperator current, InboxTime time, ILogger<InboxEffects> logger) : IEffect
{
    private int choosing;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        InboxOpened opened => Task.WhenAll(LoadAsync(dispatcher), CountAsync(dispatcher), opened.View.IsNarrowed ? ChooseAsync(dispatcher) : Task.CompletedTask),
        ChoicesWanted => ChooseAsync(dispatcher),
        QueueReadAgain => Task.WhenAll(LoadAsync(dispatcher), CountAsync(dispatcher)),
        QueueMoreWanted wanted => LoadMoreAsync(wanted.IsAbove, dispatcher),
        LiveArrived { Batch.Resync: true } when store.State.Queue.Phase != LoadPhase.None => ReadAgainAsync(dispatcher),
        // The node hears the database again: what could not be read can be now.
        LiveArrived or LiveConnected when store.State.Queue.Phase == LoadPhase.Failed => ReadAgainAsync(dispatcher),
        _ => Task.CompletedTask,
    };

    private static Task ReadAgainAsync(ActionDispatcher dispatcher)
    {
        dispatcher.Dispatch(new QueueReadAgain());
        return Task.CompletedTask;
    }

    private async Task LoadAsync(ActionDispatcher dispatcher)
    {
        var (view, queue) = (store.State.View, store.State.Queue);
        // Read anew, a window that was scrolled stays where it is.
        var from = queue.Offset > 0 && queue.Rows.Count > 0 ? QueueOrder.KeyOf(queue.Rows[0], view) : null;
        var count = Math.Clamp(queue.Rows.Count, QueueState.PageSize, QueueState.WindowSize);
        try
        {
            var period = await time.PeriodOfAsync(view);
            var page = await queries.BelowAsync(view, from, including: true, count, CancellationToken.None, period);
            var isNew = page.Rows.Count == 0 && !view.IsNarrowed && !await queries.HasAnyAsync(CancellationToken.None);
            dispatcher.Dispatch(new QueueLoaded(queue.Version, page, queue.Offset, isNew, period));
        }
        catch (Exception exception)
        {
            InboxLog.QueueNotRead(logger, exception);
            dispatcher.Dispatch(new QueueFailed(queue.Version, IsAbove: null));
        }
    }

    private async Task LoadMoreAsync(bool isAbove, ActionDispatcher dispatcher)
    {
        var (view, queue, period) = (store.State.View, store.State.Queue, store.State.Period);
        if (queue.Rows.Count == 0) return;
        try
        {
            var page = isAbove
                ? await queries.AboveAsync(view, QueueOrder.KeyOf(queue.Rows[0], view), QueueState.PageSize, CancellationToken.None, period)
                : await queries.BelowAsync(view, QueueOrder.KeyOf(queue.Rows[^1], view), including: false, QueueState.PageSize, CancellationToken.None, period);
            dispatcher.Dispatch(new QueueMoreLoaded(queue.Version, isAbove, page));
        }
        catch (Exception exception)
        {
            InboxLog.QueueNotRead(logger, exception);
            dispatcher.Dispatch(new QueueFailed(queue.Version, isAbove));
        }
    }

    private async Task ChooseAsync(ActionDispatcher dispatcher)
    {
        var mine = ++choosing;
        try
        {
            // Of two reads under way the later one is believed.
            var read = await choices.ReadAsync(CancellationToken.None);
            if (mine == choosing) dispatcher.Dispatch(new ChoicesLoaded(read));
        }
        catch (Exception exception)
        {
            // The queue itself is there; whoever opens the filters again asks again.
            InboxLog.ChoicesNotRead(logger, exception);
        }
    }

    private async Task CountAsync(ActionDispatcher dispatcher)
    {
        if (current.Identity.TenantId is not { } tenant) return;
        try
        {
            await using var db = await factory.CreateDbContextAsync();
            dispatcher.Dispatch(new CountsLoaded(await QueueCountsQuery.ReadAsync(db, tenant, CancellationToken.None)));
        }
        catch (Exception exception)
        {
            // The counters come again with the next change.
            InboxLog.CountsNotRead(logger, exception);
        }
    }
}
