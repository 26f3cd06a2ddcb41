namespace BatteryCrm.Web.Outbound;

internal static partial class OutboundLog
{
    [LoggerMessage(2001, LogLevel.Debug, "Answer {MessageId} in channel {ChannelId}: {Outcome}, attempt {Attempt}")]
    public static partial void Attempted(ILogger log, Guid messageId, Guid channelId, string outcome, int attempt);

    [LoggerMessage(2002, LogLevel.Warning, "Answer {MessageId} in channel {ChannelId} may or may not have arrived: {Reason}")]
    public static partial void Unknown(ILogger log, Guid messageId, Guid channelId, string reason);

    [LoggerMessage(2003, LogLevel.Error, "Channel {ChannelId} is not accepted by its platform; its answers wait until its credentials change")]
    public static partial void ChannelBroken(ILogger log, Guid channelId);

    [LoggerMessage(2004, LogLevel.Error, "Answer {MessageId}: the result could not be written ({Reason}), trying again")]
    public static partial void NotWritten(ILogger log, Guid messageId, string reason);

    [LoggerMessage(2005, LogLevel.Error, "The outbox could not be read ({Reason}), trying again")]
    public static partial void NotRead(ILogger log, string reason);

    [LoggerMessage(2006, LogLevel.Warning, "{Count} answers were being sent by somebody who did not come back; their outcome is unknown")]
    public static partial void Expired(ILogger log, int count);

    [LoggerMessage(2007, LogLevel.Information, "Channel {ChannelId} pauses for {Seconds} s, as its platform asks")]
    public static partial void Paused(ILogger log, Guid channelId, double seconds);

    [LoggerMessage(2008, LogLevel.Warning, "The change of message {MessageId} could not be made ({Reason}), it is tried again")]
    public static partial void ChangeNotMade(ILogger log, Guid messageId, string reason);
}
