namespace BatteryCrm.Web.Screens.AppealMeta;

internal static partial class AppealMetaLog
{
    [LoggerMessage(EventId = 6301, Level = LogLevel.Warning, Message = "What is shown beside appeals could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6302, Level = LogLevel.Warning, Message = "What is shown beside appeals could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception);
}
