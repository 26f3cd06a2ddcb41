using System.Buffers;
using System.Net;
using System.Security.Cryptography;
using BatteryCrm.Web.Channels;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>A file on its way into the store, in a temporary file that goes with it.</summary>
/// <param name="Content">At its beginning.</param>
/// <param name="Sha256">Hex.</param>
internal sealed record FetchedFile(Stream Content, long SizeBytes, string Sha256, FileType Type) : IAsyncDisposable
{
    public ValueTask DisposeAsync() => Content.DisposeAsync();
}

/// <summary>How a download ended; closed.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    internal sealed record Fetched(FetchedFile File) : FetchOutcome;

    /// <param name="Reason">too_large or type: for good.</param>
    internal sealed record Refused(string Reason) : FetchOutcome;

    /// <summary>Not there, or at an address where nothing may be fetched: for good.</summary>
    internal sealed record Gone : FetchOutcome;

    /// <param name="After">The delay that the platform asks for, an hour at most; null = ours.</param>
    internal sealed record Later(TimeSpan? After = null) : FetchOutcome;
}

/// <summary>Fetches a file from a platform, with all the mistrust that an address and bytes from outside deserve.</summary>
internal sealed class FileDownload(IHttpClientFactory clients, TimeProvider time)
{
    /// <summary>For addresses of platforms: public ones only.</summary>
    public const string PublicClient = "files";

    /// <summary>For a channel's own api_base_url, which may well be next door.</summary>
    public const string ConfiguredClient = "files-configured";

    public const long MaxBytes = 20 * 1024 * 1024;
    private const int MaxRedirects = 3;
    private static readonly TimeSpan WholeTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <param name="name">As the sender called it; null when it has none.</param>
    public async Task<FetchOutcome> FetchAsync(FileLocation.Found found, string? name, CancellationToken cancellation)
    {
        if (found.SizeBytes > MaxBytes) return new FetchOutcome.Refused("too_large");
        if (found.Address.Scheme != Uri.UriSchemeHttps && !found.IsConfigured) return new FetchOutcome.Gone();

        using var timeout = new CancellationTokenSource(WholeTime, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var client = clients.CreateClient(found.IsConfigured ? ConfiguredClient : PublicClient);
            return await FollowAsync(client, found.Address, name, either.Token);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return new FetchOutcome.Later();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new FetchOutcome.Later();
        }
    }

    private static async Task<FetchOutcome> FollowAsync(HttpClient client, Uri address, string? name, CancellationToken cancellation)
    {
        for (var step = 0; ; step++)
        {
            using var response = await client.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellation);
            switch (response.StatusCode)
            {
                case HttpStatusCode.OK:
                    if (response.Content.Headers.ContentLength > MaxBytes) return new FetchOutcome.Refused("too_large");
                    await using (var body = await response.Content.ReadAsStreamAsync(cancellation)) return await KeepAsync(body, name, cancellation);
                case HttpStatusCode.MovedPermanently or HttpStatusCode.Redirect or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect:
                    var next = response.Headers.Location is { } location ? new Uri(address, location) : null;
                    if (step >= MaxRedirects || next is null || !IsSameOrigin(address, next)) return new FetchOutcome.Gone();
                    address = next;
                    continue;
                case HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                    return new FetchOutcome.Later(response.Headers.RetryAfter?.Delta is { } delta && delta > LongestDelay ? LongestDelay : response.Headers.RetryAfter?.Delta);
                default:
                    return new FetchOutcome.Gone();
            }
        }
    }

    private static bool IsSameOrigin(Uri a, Uri b) =>
        Uri.Compare(a, b, UriComponents.SchemeAndServer | UriComponents.UserInfo, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) == 0;

    // The store wants to know size, hash and type before the first byte, and a database transaction must not wait for a platform: so it is on disk first.
    private static async Task<FetchOutcome> KeepAsync(Stream body, string? name, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        var isKept = false;
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            long size = 0;
            for (int read; (read = await body.ReadAsync(buffer, cancellation)) > 0;)
            {
                size += read;
                if (size > MaxBytes) return new FetchOutcome.Refused("too_large");
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            file.Position = 0;
            var head = await file.ReadAtLeastAsync(buffer.AsMemory(0, FileTypes.HeadLength), FileTypes.HeadLength, throwOnEndOfStream: false, cancellation);
            file.Position = 0;
            if (FileTypes.Recognise(buffer.AsSpan(0, head), name) is not { } type) return new FetchOutcome.Refused("type");
            isKept = true;
            return new FetchOutcome.Fetched(new FetchedFile(file, size, Convert.ToHexStringLower(hash.GetHashAndReset()), type));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            if (!isKept) await file.DisposeAsync();
        }
    }
}
