namespace BatteryCrm.Web.Screens.Channels;

internal static partial class ChannelsLog
{
    [LoggerMessage(EventId = 5881, Level = LogLevel.Warning, Message = "The channels could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5882, Level = LogLevel.Warning, Message = "A channel could not be changed")]
    public static partial void NotWritten(ILogger logger, Exception exception);
}
