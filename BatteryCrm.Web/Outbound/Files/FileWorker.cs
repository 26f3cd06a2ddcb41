namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Fetches clients' files as they come.</summary>
internal sealed class FileWorker(FileFetcher fetcher, FileQueue queue, TimeProvider time, ILogger<FileWorker> log) : RoundWorker(time)
{
    protected override async Task<int> RoundAsync(CancellationToken cancellation) => await fetcher.RoundAsync(cancellation) + await queue.ForgetAsync(cancellation);

    protected override void LogNotRead(string reason) => FilesLog.NotRead(log, reason);
}

internal static partial class FilesLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Attachment {AttachmentId} could not be fetched ({Reason})")]
    public static partial void NotFetched(ILogger log, Guid attachmentId, string reason);

    [LoggerMessage(2102, LogLevel.Error, "The list of files to fetch could not be read ({Reason}), trying again")]
    public static partial void NotRead(ILogger log, string reason);
}
