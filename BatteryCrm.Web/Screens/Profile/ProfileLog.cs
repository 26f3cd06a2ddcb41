namespace BatteryCrm.Web.Screens.Profile;

internal static partial class ProfileLog
{
    [LoggerMessage(EventId = 6421, Level = LogLevel.Warning, Message = "The own profile could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);
}
