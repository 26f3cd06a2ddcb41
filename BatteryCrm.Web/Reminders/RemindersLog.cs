namespace BatteryCrm.Web.Reminders;

internal static partial class RemindersLog
{
    [LoggerMessage(EventId = 4601, Level = LogLevel.Warning, Message = "Appeals that were put off could not be brought back: {Reason}")]
    public static partial void NotWoken(ILogger logger, string reason);

    [LoggerMessage(EventId = 4602, Level = LogLevel.Warning, Message = "Operators could not be told of clients who wait too long: {Reason}")]
    public static partial void NotEscalated(ILogger logger, string reason);

    [LoggerMessage(EventId = 4603, Level = LogLevel.Warning, Message = "What people hold who have left could not be set free: {Reason}")]
    public static partial void NotReleased(ILogger logger, string reason);
}
