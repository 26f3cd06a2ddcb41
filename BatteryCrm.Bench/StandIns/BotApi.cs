using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Bench.StandIns;

/// <param name="Method">sendMessage, getFile … ; <c>file</c> for a download.</param>
/// <param name="Body">The parameters, from JSON, form or query.</param>
public sealed record BotRequest(string Method, string Token, JsonObject Body, DateTimeOffset At)
{
    public string? ChatId => Body["chat_id"]?.ToString();

    public string? Text => Body["text"]?.GetValue<string>();

    /// <summary>What was uploaded with it, by parameter.</summary>
    public IReadOnlyDictionary<string, BotUpload> Uploads { get; init; } = new Dictionary<string, BotUpload>(StringComparer.Ordinal);
}

/// <param name="Name">As the sender called it.</param>
public sealed record BotUpload(string Name, string? MimeType, byte[] Content);

/// <summary>
/// Telegram's Bot API on loopback, over a real HTTP server: the shapes and errors of the real one for what this project calls. Answers can be scripted;
/// every request is kept.
/// </summary>
public sealed class BotApi : IAsyncDisposable
{
    private const int TextLimit = 4096;
    private const int CaptionLimit = 1024;
    private const int PhotoLimit = 10 * 1024 * 1024;
    private const int UploadLimit = 50 * 1024 * 1024;
    private const int DownloadLimit = 20 * 1024 * 1024;
    private readonly ConcurrentQueue<BotAnswer> script = new();
    private readonly ConcurrentQueue<BotRequest> requests = new();
    private readonly ConcurrentDictionary<string, BotFile> files = new(StringComparer.Ordinal);
    private readonly Channel<BotRequest> arrivals = Channel.CreateUnbounded<BotRequest>();
    private readonly CancellationTokenSource ending = new();
    private readonly TimeProvider time;
    private WebApplication? app;
    private readonly ConcurrentDictionary<long, string> sent = new();
    private long lastMessageId = 1_000_000;

    private BotApi(TimeProvider time) => this.time = time;

    /// <summary>http://127.0.0.1:port; the channel's api_base_url.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The only token that is accepted; null = any.</summary>
    public string? Token { get; set; }

    /// <summary>Decides by request, before the queue of <see cref="Next"/>; null = no opinion.</summary>
    public Func<BotRequest, BotAnswer?>? Decide { get; set; }

    /// <summary>Where setWebhook told it to post to; null before.</summary>
    public Uri? WebhookUrl { get; private set; }

    /// <summary>The secret of setWebhook, to be sent with every update; null when it named none.</summary>
    public string? WebhookSecret { get; private set; }

    /// <summary>Everything that was asked so far, in order of arrival.</summary>
    public IReadOnlyList<BotRequest> Requests => [.. requests];

    /// <summary>What was asked to be sent, whatever the answer was.</summary>
    public IReadOnlyList<BotRequest> Sends => [.. requests.Where(r => r.Method.StartsWith("send", StringComparison.Ordinal))];

    /// <param name="port">0 = a free one.</param>
    public static async Task<BotApi> StartAsync(int port = 0, TimeProvider? time = null)
    {
        var api = new BotApi(time ?? TimeProvider.System);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        api.app = builder.Build();
        api.app.Map("/bot{token}/{method}", api.CallAsync);
        api.app.MapGet("/file/bot{token}/{**path}", api.DownloadAsync);
        await api.app.StartAsync();
        api.Address = new Uri(api.app.Urls.First());
        return api;
    }

    /// <summary>The next calls (of any method but downloads) are answered so, one each; after them as usual.</summary>
    public void Next(params ReadOnlySpan<BotAnswer> answers)
    {
        foreach (var answer in answers) script.Enqueue(answer);
    }

    /// <summary>A file that getFile knows.</summary>
    public void Add(string fileId, BotFile file) => files[fileId] = file;

    /// <summary>The next request in order of arrival that nobody has waited for yet.</summary>
    public async Task<BotRequest> NextRequestAsync(CancellationToken cancellation = default) => await arrivals.Reader.ReadAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        if (app is not null) await app.DisposeAsync();
        ending.Dispose();
    }

    private async Task CallAsync(HttpContext context)
    {
        var request = new BotRequest((string)context.Request.RouteValues["method"]!, (string)context.Request.RouteValues["token"]!, await ReadAsync(context.Request), time.GetUtcNow())
        {
            Uploads = await UploadsAsync(context.Request),
        };
        Keep(request);
        var answer = Decide?.Invoke(request) ?? (script.TryDequeue(out var scripted) ? scripted : BotAnswer.Ok);
        await SayAsync(context, answer, () => Usual(request));
    }

    private async Task DownloadAsync(HttpContext context)
    {
        var request = new BotRequest("file", (string)context.Request.RouteValues["token"]!, new JsonObject { ["path"] = (string?)context.Request.RouteValues["path"] }, time.GetUtcNow());
        Keep(request);
        if (Decide?.Invoke(request) is { } answer)
        {
            await SayAsync(context, answer, () => NotFound);
            return;
        }

        var file = files.Values.FirstOrDefault(f => string.Equals(f.Path, request.Body["path"]?.GetValue<string>(), StringComparison.Ordinal));
        if (file is null || !IsKnown(request.Token))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        // The real one calls every file that.
        context.Response.ContentType = "application/octet-stream";
        if (file.SaysLength) context.Response.ContentLength = file.Content.Length;
        await context.Response.Body.WriteAsync(file.Content, context.RequestAborted);
    }

    private void Keep(BotRequest request)
    {
        requests.Enqueue(request);
        arrivals.Writer.TryWrite(request);
    }

    private async Task SayAsync(HttpContext context, BotAnswer answer, Func<BotAnswer.Body> usual)
    {
        switch (answer)
        {
            case BotAnswer.Later later:
                await later.Gate.WaitAsync(ending.Token);
                await SayAsync(context, later.Then, usual);
                return;
            case BotAnswer.Hang:
                await WaitForEndAsync(context);
                return;
            case BotAnswer.Drop:
                context.Abort();
                return;
        }

        var body = answer as BotAnswer.Body ?? usual();
        context.Response.StatusCode = body.Status;
        context.Response.ContentType = body.ContentType;
        foreach (var (name, value) in body.Headers) context.Response.Headers[name] = value;
        await context.Response.WriteAsync(body.Content, context.RequestAborted);
    }

    private async Task WaitForEndAsync(HttpContext context)
    {
        var end = new TaskCompletionSource();
        await using var gone = context.RequestAborted.Register(end.SetResult);
        await using var stopped = ending.Token.Register(() => end.TrySetResult());
        await end.Task;
        context.Abort();
    }

    private static BotAnswer.Body NotFound => (BotAnswer.Body)BotAnswer.Error(404, "Not Found");

    private bool IsKnown(string token) => Token is null || string.Equals(token, Token, StringComparison.Ordinal);

    private BotAnswer.Body Usual(BotRequest request)
    {
        if (!IsKnown(request.Token)) return (BotAnswer.Body)BotAnswer.Unauthorized;
        return request.Method switch
        {
            "sendMessage" => Send(request),
            "sendPhoto" => SendFile(request, "photo", PhotoLimit),
            "sendDocument" => SendFile(request, "document", UploadLimit),
            "sendAudio" => SendFile(request, "audio", UploadLimit),
            "sendVideo" => SendFile(request, "video", UploadLimit),
            "sendVoice" => SendFile(request, "voice", UploadLimit),
            "editMessageText" => Edit(request, "text"),
            "editMessageCaption" => Edit(request, "caption"),
            "deleteMessage" => Delete(request),
            "sendAnimation" => SendFile(request, "animation", UploadLimit),
            "getMe" => Result(new JsonObject { ["id"] = BotId(request.Token), ["is_bot"] = true, ["first_name"] = "Stand-in", ["username"] = "stand_in_bot" }),
            "getFile" => File(request),
            "setWebhook" => SetWebhook(request),
            "getWebhookInfo" => Result(new JsonObject { ["url"] = WebhookUrl?.ToString() ?? string.Empty, ["has_custom_certificate"] = false, ["pending_update_count"] = 0 }),
            "deleteWebhook" or "answerCallbackQuery" => Result(true),
            _ => NotFound,
        };
    }

    private BotAnswer.Body Send(BotRequest request)
    {
        if (request.ChatId is not { Length: > 0 } chat) return Bad("chat_id is empty");
        var text = request.Text?.Trim();
        if (string.IsNullOrEmpty(text)) return Bad("message text is empty");
        if (text.Length > TextLimit) return Bad("message is too long");
        return Sent(request, chat, "text", text);
    }

    private BotAnswer.Body SendFile(BotRequest request, string field, int limit)
    {
        if (request.ChatId is not { Length: > 0 } chat) return Bad("chat_id is empty");
        if (!request.Uploads.TryGetValue(field, out var file) || file.Content.Length == 0) return Bad($"there is no {field} in the request");
        if (file.Content.Length > limit) return (BotAnswer.Body)BotAnswer.Error(413, "Request Entity Too Large");
        var caption = request.Body["caption"]?.GetValue<string>().Trim() ?? string.Empty;
        return caption.Length > CaptionLimit ? Bad("message caption is too long") : Sent(request, chat, "caption", caption);
    }

    private BotAnswer.Body Sent(BotRequest request, string chat, string field, string words)
    {
        var id = Interlocked.Increment(ref lastMessageId);
        sent[id] = words;
        return Message(request, chat, id, field, words);
    }

    private BotAnswer.Body Edit(BotRequest request, string field)
    {
        var words = request.Body[field]?.GetValue<string>().Trim() ?? string.Empty;
        if (words.Length == 0 && field is "text") return Bad("message text is empty");
        if (!sent.TryGetValue(MessageId(request), out var before)) return Bad("message to edit not found");
        if (string.Equals(before, words, StringComparison.Ordinal)) return Bad("message is not modified: specified new message content and reply markup are exactly the same");
        sent[MessageId(request)] = words;
        return Message(request, request.ChatId!, MessageId(request), field, words);
    }

    private BotAnswer.Body Delete(BotRequest request) => sent.TryRemove(MessageId(request), out _) ? Result(true) : Bad("message to delete not found");

    private static long MessageId(BotRequest request) => long.TryParse(request.Body["message_id"]?.ToString(), CultureInfo.InvariantCulture, out var id) ? id : 0;

    private BotAnswer.Body Message(BotRequest request, string chat, long messageId, string field, string words)
    {
        return Result(new JsonObject
        {
            ["message_id"] = messageId,
            ["from"] = new JsonObject { ["id"] = BotId(request.Token), ["is_bot"] = true, ["first_name"] = "Stand-in" },
            ["chat"] = new JsonObject { ["id"] = long.TryParse(chat, CultureInfo.InvariantCulture, out var id) ? id : 0, ["type"] = "private" },
            ["date"] = time.GetUtcNow().ToUnixTimeSeconds(),
            [field] = words,
        });
    }

    private BotAnswer.Body File(BotRequest request)
    {
        if (request.Body["file_id"]?.ToString() is not { } id || !files.TryGetValue(id, out var file)) return Bad("invalid file_id");
        if (file.Content.Length > DownloadLimit && !file.HidesSize) return Bad("file is too big");
        var result = new JsonObject { ["file_id"] = id, ["file_unique_id"] = "u" + id, ["file_path"] = file.Path };
        if (!file.HidesSize) result["file_size"] = file.Content.Length;
        return Result(result);
    }

    private BotAnswer.Body SetWebhook(BotRequest request)
    {
        WebhookUrl = request.Body["url"]?.ToString() is { Length: > 0 } url ? new Uri(url) : null;
        WebhookSecret = request.Body["secret_token"]?.ToString();
        return Result(true);
    }

    private static long BotId(string token) => long.TryParse(token.Split(':')[0], CultureInfo.InvariantCulture, out var id) ? id : 1;

    private static BotAnswer.Body Bad(string why) => (BotAnswer.Body)BotAnswer.Error(400, "Bad Request: " + why);

    private static BotAnswer.Body Result(JsonNode result) => new(200, new JsonObject { ["ok"] = true, ["result"] = result }.ToJsonString());

    private static async Task<IReadOnlyDictionary<string, BotUpload>> UploadsAsync(HttpRequest request)
    {
        var uploads = new Dictionary<string, BotUpload>(StringComparer.Ordinal);
        if (!request.HasFormContentType) return uploads;
        foreach (var file in (await request.ReadFormAsync()).Files)
        {
            var content = new byte[file.Length];
            await using var stream = file.OpenReadStream();
            await stream.ReadExactlyAsync(content);
            uploads[file.Name] = new BotUpload(file.FileName, file.ContentType, content);
        }

        return uploads;
    }

    private static async Task<JsonObject> ReadAsync(HttpRequest request)
    {
        var parameters = new JsonObject();
        foreach (var (name, value) in request.Query) parameters[name] = value.ToString();
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync()) parameters[name] = value.ToString();
        }
        else if (request.HasJsonContentType())
        {
            try
            {
                return await JsonSerializer.DeserializeAsync<JsonObject>(request.Body) ?? parameters;
            }
            catch (JsonException)
            {
                return parameters;
            }
        }

        return parameters;
    }
}

/// <param name="Path">file_path: what getFile says and the download takes.</param>
public sealed record BotFile(string Path, byte[] Content)
{
    /// <summary>False sends the content without a Content-Length.</summary>
    public bool SaysLength { get; init; } = true;

    /// <summary>getFile gives no file_size and refuses no size.</summary>
    public bool HidesSize { get; init; }
}
