using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Channels;

/// <summary>What all webhooks do alike: find the channel, bound the body, compare secrets, answer after the commit.</summary>
internal static class WebhookBody
{
    public const int Limit = 1024 * 1024;

    /// <summary>The channel of the address. Null when that was answered already: 404 where it is unknown or another platform's, 503 where too many ask at once.</summary>
    public static async ValueTask<ChannelEntry?> ChannelAsync(HttpContext http, string platform)
    {
        var answer = Guid.TryParse(http.Request.RouteValues["channelId"] as string, out var id)
            ? await http.RequestServices.GetRequiredService<ChannelDirectory>().FindAsync(id, http.RequestAborted)
            : default;
        if (answer.Entry is { } channel && string.Equals(channel.Platform, platform, StringComparison.Ordinal)) return channel;
        if (answer.IsBusy) ComeAgain(http);
        else http.Response.StatusCode = StatusCodes.Status404NotFound;
        return null;
    }

    /// <summary>The whole body, or null past the limit (413), whether or not the length was announced.</summary>
    public static async ValueTask<byte[]?> ReadAsync(HttpRequest request, int limit = Limit)
    {
        if (request.ContentLength > limit) return null;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(request.HttpContext.RequestAborted);
            if (result.Buffer.Length > limit)
            {
                reader.AdvanceTo(result.Buffer.End);
                return null;
            }

            if (result.IsCompleted)
            {
                var body = System.Buffers.BuffersExtensions.ToArray(result.Buffer);
                reader.AdvanceTo(result.Buffer.End);
                return body;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <summary>Within what its tenant may send in a second; else answered with 429 and when to come again.</summary>
    public static async ValueTask<bool> IsWithinRateAsync(HttpContext http, ChannelEntry channel, byte[] body)
    {
        if (http.RequestServices.GetRequiredService<TenantRates>().Take(channel, body.Length) is not { } wait) return true;
        http.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        http.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        await http.Response.WriteAsJsonAsync(new { error = "Слишком много обращений сразу, повторите позже. / Too many at once, come again later." }, http.RequestAborted);
        return false;
    }

    /// <summary>Equal in constant time; false when either is missing or empty.</summary>
    public static bool SameSecret(string? given, string? expected) =>
        !string.IsNullOrEmpty(given) && !string.IsNullOrEmpty(expected)
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given), Encoding.UTF8.GetBytes(expected));

    /// <summary>The channel as intake needs it.</summary>
    public static InboundChannel Inbound(this ChannelEntry channel) => new(channel.Id, channel.TenantId, channel.Platform, channel.Name, channel.SalesChannelId);

    /// <summary>The event key of a body that names none.</summary>
    public static string Hash(byte[] body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>Stores the event and answers: 200 once it is durable, else 503 with Retry-After so that the platform keeps it.</summary>
    public static async Task StoreAsync(HttpContext http, InboundEvent inbound)
    {
        var outcome = await http.RequestServices.GetRequiredService<IntakeQueue>().StoreAsync(inbound);
        if (outcome is IntakeOutcome.Durable)
        {
            http.Response.StatusCode = StatusCodes.Status200OK;
            return;
        }

        ComeAgain(http);
    }

    public static void ComeAgain(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        http.Response.Headers.RetryAfter = "1";
    }
}
