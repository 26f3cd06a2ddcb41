using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Reads what there is to hear of, and writes what was seen: by a press, or because its appeal was opened.</summary>
public sealed class NoticeEffects(Store<NoticeState> store, NoticeQueries queries, ILogger<NoticeEffects> logger) : IEffect
{
    private int reads;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        NoticesWanted => LoadAsync(dispatcher),
        NoticesRead read => WriteAsync(read.Ids),
        AppealSeen { AppealId: var id } when UnreadOf(id) is { Count: > 0 } seen => SeeAsync(seen, dispatcher),
        LiveConnected when store.State.IsFailed => LoadAsync(dispatcher),
        _ => Task.CompletedTask,
    };

    private List<Guid> UnreadOf(Guid appealId) => store.State.Rows?.Where(r => r.AppealId == appealId && !r.IsRead).Select(r => r.Id).ToList() ?? [];

    private static Task SeeAsync(List<Guid> seen, ActionDispatcher dispatcher)
    {
        dispatcher.Dispatch(new NoticesRead(seen));
        return Task.CompletedTask;
    }

    private async Task LoadAsync(ActionDispatcher dispatcher)
    {
        var mine = ++reads;
        try
        {
            // Of two reads under way the later one is believed.
            var rows = await queries.NewestAsync(CancellationToken.None);
            if (mine == reads) dispatcher.Dispatch(new NoticesLoaded(rows));
        }
        catch (Exception exception)
        {
            NoticeLog.NotRead(logger, exception);
            dispatcher.Dispatch(new NoticesFailed());
        }
    }

    private async Task WriteAsync(IReadOnlyList<Guid> ids)
    {
        try
        {
            await queries.ReadAsync(ids, CancellationToken.None);
        }
        catch (Exception exception)
        {
            // They are unread again with the next read: better twice than never.
            NoticeLog.NotWritten(logger, exception);
        }
    }
}
