namespace BatteryCrm.Web.Bulk;

internal static partial class BulkLog
{
    [LoggerMessage(EventId = 4701, Level = LogLevel.Warning, Message = "A step of job {JobId} failed and is taken again: {Reason}")]
    public static partial void StepFailed(ILogger logger, Guid jobId, string reason);

    [LoggerMessage(EventId = 4702, Level = LogLevel.Warning, Message = "Work on many appeals could not be looked for: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string reason);
}
