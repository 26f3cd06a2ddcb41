using BatteryCrm.Data.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Inbox.Bulk;

/// <summary>Counts, starts, undoes and follows work on many appeals.</summary>
public sealed class BulkEffects(Store<InboxState> store, BulkActions actions, CurrentOperator current, ILogger<BulkEffects> logger) : IEffect
{
    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        PickingToggled when store.State.Pick.Picked is not null => LoadAsync(dispatcher),
        AllPicked when store.State.Pick.IsAll => CountAsync(dispatcher),
        BulkWanted wanted => StartAsync(wanted, dispatcher),
        BulkUndoWanted undo => UndoAsync(undo.JobId, dispatcher),
        LiveArrived { Batch: var batch } when batch.Events.Any(e => e.Kind == LiveKinds.BulkChanged && e.SubjectId == current.Id) => LoadAsync(dispatcher),
        LiveArrived { Batch.Resync: true } when store.State.Pick.Job is not null => LoadAsync(dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task CountAsync(ActionDispatcher dispatcher)
    {
        var (view, period) = (store.State.View, store.State.Period);
        try
        {
            var count = await actions.CountAsync(view, period, CancellationToken.None);
            if (store.State.View == view) dispatcher.Dispatch(new AllCounted(count));
        }
        catch (Exception exception)
        {
            Failed(exception, dispatcher);
        }
    }

    private async Task StartAsync(BulkWanted wanted, ActionDispatcher dispatcher)
    {
        var state = store.State;
        if (state.Pick.Picked is null || state.Pick.Count is null or 0) return;
        try
        {
            var job = await actions.StartAsync(state.View, state.Period, state.Pick.IsAll ? null : state.Pick.Picked, wanted.Kind, wanted.Target, CancellationToken.None);
            if (job is null)
            {
                dispatcher.Dispatch(new BulkFailed(IsRefused: true));
                return;
            }

            dispatcher.Dispatch(new BulkStarted());
            await LoadAsync(dispatcher);
        }
        catch (Exception exception)
        {
            Failed(exception, dispatcher);
        }
    }

    private async Task UndoAsync(Guid jobId, ActionDispatcher dispatcher)
    {
        try
        {
            if (!await actions.UndoAsync(jobId, CancellationToken.None)) dispatcher.Dispatch(new BulkFailed(IsRefused: true));
            await LoadAsync(dispatcher);
        }
        catch (Exception exception)
        {
            Failed(exception, dispatcher);
        }
    }

    private async Task LoadAsync(ActionDispatcher dispatcher)
    {
        try
        {
            dispatcher.Dispatch(new BulkLoaded(await actions.LastAsync(CancellationToken.None)));
        }
        catch (Exception exception)
        {
            Failed(exception, dispatcher);
        }
    }

    private void Failed(Exception exception, ActionDispatcher dispatcher)
    {
        InboxLog.BulkFailed(logger, exception);
        dispatcher.Dispatch(new BulkFailed(IsRefused: false));
    }
}
