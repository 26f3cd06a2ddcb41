namespace BatteryCrm.Web.Screens.Inbox;

internal static partial class InboxLog
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "The queue could not be read")]
    public static partial void QueueNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "The counters of the queue could not be read")]
    public static partial void CountsNotRead(ILogger logger, Exception exception);
}
