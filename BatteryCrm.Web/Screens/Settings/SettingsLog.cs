namespace BatteryCrm.Web.Screens.Settings;

internal static partial class SettingsLog
{
    [LoggerMessage(EventId = 5891, Level = LogLevel.Warning, Message = "The settings could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5892, Level = LogLevel.Warning, Message = "The setting {Key} could not be changed")]
    public static partial void NotWritten(ILogger logger, Exception exception, string key);
}
