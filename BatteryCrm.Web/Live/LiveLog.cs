namespace BatteryCrm.Web.Live;

internal static partial class LiveLog
{
    [LoggerMessage(LogLevel.Information, "Live: listening")]
    public static partial void Listening(ILogger log);

    [LoggerMessage(LogLevel.Warning, "Live: lost the database ({Reason}); trying again")]
    public static partial void Lost(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Live: changes may have been missed (a restore, or a long time away); all consoles read anew")]
    public static partial void Restored(ILogger log);

    [LoggerMessage(LogLevel.Warning, "Live: a console could not take a delivery ({Reason})")]
    public static partial void DeliveryFailed(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Presence: what consoles say could not be sent ({Reason}); they repeat it")]
    public static partial void PresenceNotSent(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Presence: an operator's name could not be read ({Reason})")]
    public static partial void PresenceNotRead(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Attendance: who is here could not be written ({Reason})")]
    public static partial void AttendanceNotWritten(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Live: old facts could not be dropped ({Reason})")]
    public static partial void SweepFailed(ILogger log, string reason);
}
