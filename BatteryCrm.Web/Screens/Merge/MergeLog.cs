namespace BatteryCrm.Web.Screens.Merge;

internal static partial class MergeLog
{
    [LoggerMessage(EventId = 5701, Level = LogLevel.Warning, Message = "Clients {One} and {Other} could not be read for a merge")]
    public static partial void NotRead(ILogger logger, Exception exception, Guid one, Guid other);

    [LoggerMessage(EventId = 5702, Level = LogLevel.Warning, Message = "Client {Merged} could not be merged into {Master}")]
    public static partial void NotMerged(ILogger logger, Exception exception, Guid merged, Guid master);

    [LoggerMessage(EventId = 5703, Level = LogLevel.Warning, Message = "Merge {MergeId} could not be undone")]
    public static partial void NotUndone(ILogger logger, Exception exception, Guid mergeId);
}
