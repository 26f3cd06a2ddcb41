namespace BatteryCrm.Web.Bulk;

// Names of exceptions only: their words may hold a line of somebody's file.
internal static partial class BulkLog
{
    [LoggerMessage(EventId = 4701, Level = LogLevel.Warning, Message = "A step of {JobId} failed and is taken again: {Reason}")]
    public static partial void StepFailed(ILogger logger, Guid jobId, string reason);

    [LoggerMessage(EventId = 4702, Level = LogLevel.Warning, Message = "What is done in steps could not be looked for: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);
}
