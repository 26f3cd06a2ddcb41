namespace BatteryCrm.Web.Screens.Appeal.Replies;

internal static partial class ReplyLog
{
    [LoggerMessage(EventId = 5211, Level = LogLevel.Warning, Message = "Saved replies could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5212, Level = LogLevel.Error, Message = "A saved reply could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5213, Level = LogLevel.Warning, Message = "The use of saved reply {ReplyId} could not be counted")]
    public static partial void NotCounted(ILogger logger, Exception exception, Guid replyId);
}
