namespace BatteryCrm.Web.Screens.Audit;

internal static partial class AuditLog
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Error, Message = "The log of what was changed was not read")]
    public static partial void NotRead(ILogger logger, Exception exception);
}
