namespace BatteryCrm.Web.Parts.Sessions;

internal static partial class SessionsLog
{
    [LoggerMessage(EventId = 6401, Level = LogLevel.Warning, Message = "Sessions of operator {OperatorId} could not be read or ended")]
    public static partial void Failed(ILogger logger, Exception exception, Guid operatorId);
}
