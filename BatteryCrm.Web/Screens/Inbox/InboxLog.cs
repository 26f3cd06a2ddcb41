namespace BatteryCrm.Web.Screens.Inbox;

internal static partial class InboxLog
{
    [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "The queue could not be read")]
    public static partial void QueueNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5102, Level = LogLevel.Warning, Message = "The counters of the queue could not be read")]
    public static partial void CountsNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5103, Level = LogLevel.Warning, Message = "What the queue can be narrowed by could not be read")]
    public static partial void ChoicesNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5104, Level = LogLevel.Warning, Message = "A view could not be kept or removed")]
    public static partial void ViewNotSaved(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5105, Level = LogLevel.Warning, Message = "Work on many appeals could not be started, undone or looked at")]
    public static partial void BulkFailed(ILogger logger, Exception exception);
}
