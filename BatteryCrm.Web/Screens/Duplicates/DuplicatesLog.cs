namespace BatteryCrm.Web.Screens.Duplicates;

internal static partial class DuplicatesLog
{
    [LoggerMessage(EventId = 5801, Level = LogLevel.Warning, Message = "The list of possible duplicates could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5802, Level = LogLevel.Warning, Message = "What was said of the pair {CandidateId} could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception, Guid candidateId);
}
