namespace BatteryCrm.Web.Screens.Operators;

internal static partial class OperatorsLog
{
    [LoggerMessage(EventId = 6411, Level = LogLevel.Warning, Message = "The operators could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6412, Level = LogLevel.Warning, Message = "Rights of operator {OperatorId} could not be changed")]
    public static partial void NotSaved(ILogger logger, Exception exception, Guid? operatorId);
}
