namespace BatteryCrm.Web.Screens.Notices;

internal static partial class NoticeLog
{
    [LoggerMessage(EventId = 5501, Level = LogLevel.Warning, Message = "Notices could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5502, Level = LogLevel.Warning, Message = "Notices could not be marked as seen")]
    public static partial void NotWritten(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5503, Level = LogLevel.Warning, Message = "The settings of notices could not be read")]
    public static partial void SettingsNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5504, Level = LogLevel.Warning, Message = "The settings of notices could not be kept")]
    public static partial void SettingsNotWritten(ILogger logger, Exception exception);
}
