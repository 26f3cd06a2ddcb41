namespace BatteryCrm.Web.Reminders;

internal static partial class RemindersLog
{
    [LoggerMessage(EventId = 4601, Level = LogLevel.Warning, Message = "{Round} could not do its round: {Reason}")]
    public static partial void RoundFailed(ILogger logger, string round, string reason);

    [LoggerMessage(EventId = 4604, Level = LogLevel.Warning, Message = "An automatic reply in appeal {AppealId} could not be queued: {Reason}")]
    public static partial void ReplyFailed(ILogger logger, Guid appealId, string reason);
}
