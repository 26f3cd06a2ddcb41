using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Journeys;

/// <summary>
/// telegram-test-api from npm: a Bot API by other authors, with both a bot's and a client's side. It never sends the secret header, so its updates pass a
/// forwarder that adds it; the console's check stays as it is.
/// </summary>
internal sealed class TelegramPeer : IAsyncDisposable
{
    public const string Token = "700700:peer";
    private readonly Process node;
    private readonly HttpClient http = new();
    private WebApplication? forwarder;

    private TelegramPeer(Process node, Uri address) => (this.node, Address) = (node, address);

    public Uri Address { get; }

    public static async Task<TelegramPeer> StartAsync()
    {
        var port = FreePort();
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "Peers"));
        var start = new ProcessStartInfo("node", ["-e", $"const T=require('telegram-test-api');new T({{port:{port},host:'127.0.0.1'}}).start().then(()=>console.log('up'));process.stdin.on('end',()=>process.exit()).resume()"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardInput = true, UseShellExecute = false,
        };
        var process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            if (line.Contains("up", StringComparison.Ordinal)) return new TelegramPeer(process, new Uri($"http://127.0.0.1:{port}"));
        throw new InvalidOperationException("telegram-test-api did not start: run ./dev test, which installs it.");
    }

    public async Task ForwardToAsync(Uri console, Guid channel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        forwarder = builder.Build();
        forwarder.MapPost("/", async (HttpRequest request) =>
        {
            using var onward = new HttpRequestMessage(HttpMethod.Post, new Uri(console, $"/webhooks/telegram/{channel}")) { Content = new StreamContent(request.Body) };
            onward.Headers.Add("X-Telegram-Bot-Api-Secret-Token", "s3cr3t");
            using var answer = await http.SendAsync(onward);
            return Results.StatusCode((int)answer.StatusCode);
        });
        await forwarder.StartAsync();
        using var set = await http.PostAsJsonAsync(new Uri(Address, $"/bot{Token}/setWebhook"), new { url = forwarder.Urls.First() + "/" });
        set.EnsureSuccessStatusCode();
    }

    public async Task ClientWritesAsync(string text)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(Address, "/sendMessage"), new
        {
            botToken = Token, text, date = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(),
            from = new { id = 4242, first_name = "Клиент", is_bot = false }, chat = new { id = 4242, type = "private", first_name = "Клиент" },
        });
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>What the bot said so far.</summary>
    public async Task<IReadOnlyList<string>> AnswersAsync()
    {
        using var answer = await http.PostAsJsonAsync(new Uri(Address, "/getUpdatesHistory"), new { token = Token });
        var history = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["result"]!.AsArray();
        return [.. history.Where(u => u!["message"]?["chat_id"] is not null).Select(u => u!["message"]!["text"]!.GetValue<string>())];
    }

    public async ValueTask DisposeAsync()
    {
        if (forwarder is not null) await forwarder.DisposeAsync();
        http.Dispose();
        if (!node.HasExited) node.Kill(entireProcessTree: true);
        await node.WaitForExitAsync();
        node.Dispose();
    }

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
