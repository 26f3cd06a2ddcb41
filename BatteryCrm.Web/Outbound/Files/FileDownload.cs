using System.Net;
using BatteryCrm.Data.Files;
using BatteryCrm.Web.Channels;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>How a download ended; closed.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome()
    {
    }

    internal sealed record Fetched(FileInHand File) : FetchOutcome;

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

    private const int MaxRedirects = 3;
    private static readonly TimeSpan WholeTime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(1);

    /// <param name="name">As the sender called it; null when it has none.</param>
    public async Task<FetchOutcome> FetchAsync(FileLocation.Found found, string? name, CancellationToken cancellation)
    {
        if (found.SizeBytes > StoredFile.MaxBytes) return new FetchOutcome.Refused("too_large");
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
                    if (response.Content.Headers.ContentLength > StoredFile.MaxBytes) return new FetchOutcome.Refused("too_large");
                    await using (var body = await response.Content.ReadAsStreamAsync(cancellation))
                        return await FileInHand.ReadAsync(body, name, cancellation) is var (file, reason) && file is not null ? new FetchOutcome.Fetched(file) : new FetchOutcome.Refused(reason!);
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
}
