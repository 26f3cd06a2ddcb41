namespace BatteryCrm.Web.Screens.Erase;

internal static partial class EraseLog
{
    [LoggerMessage(EventId = 5801, Level = LogLevel.Warning, Message = "What would be erased with client {ClientId} could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception, Guid clientId);

    // Without the exception: its statement may hold what is being erased.
    [LoggerMessage(EventId = 5802, Level = LogLevel.Error, Message = "Client {ClientId} could not be erased ({Reason})")]
    public static partial void NotErased(ILogger logger, Guid clientId, string reason);
}
