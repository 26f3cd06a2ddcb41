using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Reads what the operator has chosen and keeps what he chooses, in the order of his presses.</summary>
public sealed class NoticeSettingsEffects(NoticeSettingsQueries queries, ILogger<NoticeSettingsEffects> logger) : IEffect
{
    private NoticeSettings kept = NoticeSettings.Default;
    private NoticeSettings? wanted;
    private bool isRead;
    private bool isWriting;
    private int version;

    public Task HandleAsync(object action, ActionDispatcher dispatcher) => action switch
    {
        NoticeSettingsWanted => ReadAsync(dispatcher),
        LiveConnected when !isRead => ReadAsync(dispatcher),
        NoticeSettingsChosen chosen => KeepAsync(chosen.Settings, dispatcher),
        _ => Task.CompletedTask,
    };

    private async Task ReadAsync(ActionDispatcher dispatcher)
    {
        var before = ++version;
        try
        {
            var read = await queries.ReadAsync(CancellationToken.None);
            // What is chosen meanwhile is newer, and tells of itself when it is kept.
            if (before != version || isWriting) return;
            (kept, isRead) = (read, true);
            dispatcher.Dispatch(new NoticeSettingsLoaded(read));
        }
        catch (Exception exception)
        {
            NoticeLog.SettingsNotRead(logger, exception);
        }
    }

    private async Task KeepAsync(NoticeSettings settings, ActionDispatcher dispatcher)
    {
        version++;
        wanted = settings;
        if (isWriting) return;
        isWriting = true;
        try
        {
            while (wanted is { } next)
            {
                wanted = null;
                await queries.SaveAsync(next, CancellationToken.None);
                kept = next;
            }
        }
        catch (Exception exception)
        {
            NoticeLog.SettingsNotWritten(logger, exception);
            wanted = null;
            dispatcher.Dispatch(new NoticeSettingsNotKept(kept));
        }
        finally
        {
            isWriting = false;
        }
    }
}
