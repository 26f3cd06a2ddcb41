namespace BatteryCrm.Web.Screens.Search;

internal static partial class SearchLog
{
    // What was looked for is people's names and numbers: never in a log.
    [LoggerMessage(EventId = 5301, Level = LogLevel.Warning, Message = "A search could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);
}
