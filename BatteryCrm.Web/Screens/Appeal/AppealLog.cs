namespace BatteryCrm.Web.Screens.Appeal;

internal static partial class AppealLog
{
    [LoggerMessage(EventId = 5201, Level = LogLevel.Warning, Message = "Appeal {AppealId} could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception, Guid appealId);

    [LoggerMessage(EventId = 5202, Level = LogLevel.Error, Message = "A change of appeal {AppealId} could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception, Guid appealId);
}
