namespace BatteryCrm.Web.Screens.LeadSources;

internal static partial class LeadSourcesLog
{
    [LoggerMessage(EventId = 6401, Level = LogLevel.Warning, Message = "Lead sources could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6402, Level = LogLevel.Warning, Message = "Lead sources could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception);
}
