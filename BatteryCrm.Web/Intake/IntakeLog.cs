namespace BatteryCrm.Web.Intake;

/// <summary>Ids, numbers and error codes only: a PostgresException's message may quote what a client wrote.</summary>
internal static partial class IntakeLog
{
    [LoggerMessage(LogLevel.Warning, "Intake: {Count} events not stored ({Reason}); their senders are asked to come again")]
    public static partial void Unavailable(ILogger log, int count, string reason);

    [LoggerMessage(LogLevel.Warning, "Intake: a batch of {Count} failed ({Reason}); writing its halves")]
    public static partial void Halving(ILogger log, int count, string reason);

    [LoggerMessage(LogLevel.Error, "Intake: an event of channel {ChannelId} is kept in the journal as failed ({Reason})")]
    public static partial void SetAside(ILogger log, Guid channelId, string reason);

    [LoggerMessage(LogLevel.Warning, "Duplicates could not be looked for and are with the next round: {Reason}")]
    public static partial void DuplicatesNotSought(ILogger log, string reason);

    [LoggerMessage(LogLevel.Warning, "Webhook: channel {ChannelId} refused a sender without the right secret")]
    public static partial void Forged(ILogger log, Guid channelId);
}
