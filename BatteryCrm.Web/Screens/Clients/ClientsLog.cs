namespace BatteryCrm.Web.Screens.Clients;

// Whom somebody looked for, names and numbers are never in a log.
internal static partial class ClientsLog
{
    [LoggerMessage(EventId = 5801, Level = LogLevel.Warning, Message = "The list of clients could not be read")]
    public static partial void ListNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5802, Level = LogLevel.Warning, Message = "Client {ClientId} could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception, Guid clientId);

    [LoggerMessage(EventId = 5803, Level = LogLevel.Warning, Message = "Client {ClientId} could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception, Guid clientId);

    [LoggerMessage(EventId = 5804, Level = LogLevel.Warning, Message = "An appeal by hand could not be opened")]
    public static partial void NotOpened(ILogger logger, Exception exception);
}
