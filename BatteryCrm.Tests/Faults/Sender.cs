using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;

namespace BatteryCrm.Tests.Faults;

/// <summary>
/// A platform's side of a webhook: posts updates, remembers which were acknowledged, and posts again what was not, as Telegram does.
/// </summary>
public sealed class Sender(Uri address, Guid channel, string secret) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    private readonly ConcurrentDictionary<string, byte> acknowledged = new(StringComparer.Ordinal);

    /// <summary>Texts whose updates were answered 200.</summary>
    public ICollection<string> Acknowledged => acknowledged.Keys;

    /// <summary>One try; false when it was not acknowledged, whatever the reason.</summary>
    public async Task<bool> TryAsync(string update, string text)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, string.Create(CultureInfo.InvariantCulture, $"/webhooks/telegram/{channel}"))
            {
                Content = new StringContent(update, Encoding.UTF8, "application/json"),
            };
            request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
            using var answer = await http.SendAsync(request);
            if (answer.StatusCode is HttpStatusCode.OK) acknowledged[text] = 0;
            return answer.StatusCode is HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return false;
        }
    }

    /// <summary>Posts until it is acknowledged, with the pauses that a platform makes.</summary>
    public async Task DeliverAsync(string update, string text)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await TryAsync(update, text)) await pace.WaitForNextTickAsync(patience.Token);
    }

    public void Dispose() => http.Dispose();
}
