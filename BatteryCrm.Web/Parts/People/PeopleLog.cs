namespace BatteryCrm.Web.Parts.People;

internal static partial class PeopleLog
{
    [LoggerMessage(EventId = 5306, Level = LogLevel.Warning, Message = "Who may be the same person as client {ClientId} could not be read")]
    public static partial void LookalikesNotRead(ILogger logger, Exception exception, Guid clientId);
}
