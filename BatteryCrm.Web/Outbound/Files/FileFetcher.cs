using System.Security.Cryptography;
using BatteryCrm.Data.Files;
using BatteryCrm.Web.Channels;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Brings clients' files from the platforms into the store, a few at a time.</summary>
internal sealed class FileFetcher(FileQueue queue, FileDownload download, IEnumerable<IFileSource> sources, SecretSeal seal, ILogger<FileFetcher> log)
{
    private const int AtOnce = 4;

    // About a day: a token may be wrong over a night.
    private const int MaxAttempts = 24;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromHours(2);
    private readonly Dictionary<string, IFileSource> sources = sources.ToDictionary(s => s.Platform, StringComparer.Ordinal);

    /// <summary>Fetches what is due.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var claimed = await queue.ClaimAsync([.. sources.Keys], AtOnce, cancellation);
        await Task.WhenAll(claimed.Select(a => FetchAsync(a, cancellation)));
        return claimed.Count;
    }

    private async Task FetchAsync(ClaimedAttachment attachment, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(attachment, await OutcomeAsync(attachment, cancellation), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The node stops: another one, or this one later, need not wait for the lease.
            await queue.PostponeAsync(attachment, TimeSpan.Zero, CancellationToken.None);
        }
#pragma warning disable CA1031 // one file must not stop the others; the end of its lease brings it back
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            FilesLog.NotFetched(log, attachment.Id, e.GetType().Name);
        }
#pragma warning restore CA1031
    }

    private async Task<FetchOutcome> OutcomeAsync(ClaimedAttachment attachment, CancellationToken cancellation)
    {
        if (attachment.SizeBytes > StoredFile.MaxBytes) return new FetchOutcome.Refused("too_large");
        try
        {
            var location = await sources[attachment.Platform].LocateAsync(attachment.ExternalFileId, seal.Open(attachment.Credentials), cancellation);
            return location switch
            {
                FileLocation.Found found => await download.FetchAsync(found, attachment.FileName, cancellation),
                FileLocation.TooLarge => new FetchOutcome.Refused("too_large"),
                FileLocation.Later later => new FetchOutcome.Later(later.After),
                _ => new FetchOutcome.Gone(),
            };
        }
        catch (Exception e) when (e is CryptographicException or UriFormatException)
        {
            // The channel's credentials are no good now; they may be mended.
            return new FetchOutcome.Later();
        }
    }

    private async Task WriteAsync(ClaimedAttachment attachment, FetchOutcome outcome, CancellationToken cancellation)
    {
        switch (outcome)
        {
            case FetchOutcome.Fetched fetched:
                await using (fetched.File) await queue.StoreAsync(attachment, fetched.File, cancellation);
                break;
            case FetchOutcome.Refused refused:
                await queue.GiveUpAsync(attachment, "refused", refused.Reason, cancellation);
                break;
            case FetchOutcome.Later when attachment.Attempts >= MaxAttempts:
                await queue.GiveUpAsync(attachment, "failed", "not_available", cancellation);
                break;
            case FetchOutcome.Later later:
                await queue.PostponeAsync(attachment, later.After ?? RetryAfter(attachment.Attempts), cancellation);
                break;
            default:
                await queue.GiveUpAsync(attachment, "failed", "gone", cancellation);
                break;
        }
    }

    private static TimeSpan RetryAfter(int attempts)
    {
        var delay = FirstRetry * Math.Pow(2, attempts - 1);
        return delay < LongestRetry ? delay : LongestRetry;
    }
}
