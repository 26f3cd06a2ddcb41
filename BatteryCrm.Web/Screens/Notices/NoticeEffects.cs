using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Reads what there is to hear of, and writes what was seen: by a press, or because its appeal was opened.</summary>
public sealed class NoticeEffects(Store<NoticeState> store, NoticeQueries queries, TenantZone zone, ILogger<NoticeEffects> logger) : IEffect
{
    private bool isReading;
    private bool isWantedAgain;
    private Guid? seenBeforeRead;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        NoticesWanted => LoadAsync(dispatcher),
        NoticesLoaded when seenBeforeRead is { } seen => SeeAsync(seen, dispatcher),
        NoticesRead read => WriteAsync(() => queries.ReadAsync(read.Ids, CancellationToken.None)),
        AllNoticesRead => WriteAsync(() => queries.ReadAllAsync(CancellationToken.None)),
        AppealSeen seen => SeeAsync(seen.AppealId, dispatcher),
        LiveConnected when store.State.IsFailed => LoadAsync(dispatcher),
        _ => Task.CompletedTask,
    };

    private Task SeeAsync(Guid appealId, ActionDispatcher dispatcher)
    {
        // A page that begins with an appeal knows no notices yet.
        seenBeforeRead = store.State.Rows is null ? appealId : null;
        List<Guid> unread = [.. (store.State.Rows ?? []).Where(r => r.AppealId == appealId && !r.IsRead).Select(r => r.Id)];
        if (unread.Count > 0) dispatcher.Dispatch(new NoticesRead(unread));
        return Task.CompletedTask;
    }

    // One read at a time: what comes meanwhile is read once after it.
    private async Task LoadAsync(ActionDispatcher dispatcher)
    {
        isWantedAgain = isReading;
        if (isReading) return;
        isReading = true;
        try
        {
            do
            {
                isWantedAgain = false;
                await zone.LoadAsync();
                dispatcher.Dispatch(new NoticesLoaded(await queries.NewestAsync(CancellationToken.None)));
            }
            while (isWantedAgain);
        }
        catch (Exception exception)
        {
            NoticeLog.NotRead(logger, exception);
            dispatcher.Dispatch(new NoticesFailed());
        }
        finally
        {
            isReading = false;
        }
    }

    private async Task WriteAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception exception)
        {
            // They are unread again with the next read: better twice than never.
            NoticeLog.NotWritten(logger, exception);
        }
    }
}
