namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Looks every second for files to fetch, and again at once while there are any. Not woken by live events: most messages bring no file.</summary>
internal sealed class FileWorker(FileFetcher fetcher, TimeProvider time, ILogger<FileWorker> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await fetcher.RoundAsync(stoppingToken) > 0) continue;
                failures = 0;
            }
#pragma warning disable CA1031 // the database may be away; the worker outlives that
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (failures++ == 0) FilesLog.NotRead(log, e.GetType().Name);
            }
#pragma warning restore CA1031
            catch (Exception)
            {
                return; // the node stops
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}

internal static partial class FilesLog
{
    [LoggerMessage(2101, LogLevel.Warning, "Attachment {AttachmentId} could not be fetched ({Reason})")]
    public static partial void NotFetched(ILogger log, Guid attachmentId, string reason);

    [LoggerMessage(2102, LogLevel.Error, "The list of files to fetch could not be read ({Reason}), trying again")]
    public static partial void NotRead(ILogger log, string reason);
}
