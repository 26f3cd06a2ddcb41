using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>An answer of the Bot API, or what happened instead of one.</summary>
/// <param name="Status">The API's error_code, else the HTTP status; 0 = no answer.</param>
/// <param name="MayHaveLeft">With no answer: the request had begun to leave.</param>
/// <param name="Result">The result of a call that went well.</param>
internal sealed record TelegramAnswer(int Status, bool MayHaveLeft, JsonElement? Result, string Words, TimeSpan? RetryAfter, string? MigrateToChatId);

/// <summary>One call of the Bot API, over plain HTTP. The token stands in the address, so addresses go nowhere.</summary>
internal sealed class TelegramApi(IHttpClientFactory clients, TimeProvider time)
{
    public const string ClientName = "telegram";
    private const int MaxAnswerBytes = 256 * 1024;
    private static readonly Uri OwnAddress = new("https://api.telegram.org");
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(30);

    // Whoever answers, a slip there must not stop a channel for years.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    /// <summary>Where this channel's API is: its api_base_url or Telegram's own; without a slash at the end.</summary>
    public static string BaseAddress(ChannelCredentials credentials) => (credentials.ApiBaseUrl ?? OwnAddress).ToString().TrimEnd('/');

    /// <summary>The token as a part of a path; null when the channel has none.</summary>
    public static string? PathToken(ChannelCredentials credentials) =>
        credentials["bot_token"] is { Length: > 0 } token ? Uri.EscapeDataString(token).Replace("%3A", ":", StringComparison.Ordinal) : null;

    /// <exception cref="OperationCanceledException"><paramref name="cancellation"/> asked for it; a time-out is an answer with status 0.</exception>
    public async Task<TelegramAnswer> CallAsync<T>(string method, T parameters, ChannelCredentials credentials, CancellationToken cancellation)
    {
        using var body = OneShotBody.Json(parameters, JsonSerializerOptions.Web);
        return await PostAsync(method, body, TimeSpan.Zero, credentials, cancellation);
    }

    /// <summary>As <see cref="CallAsync"/>, with a file in the parameter <paramref name="field"/>; the others are strings or JSON.</summary>
    public async Task<TelegramAnswer> UploadAsync(
        string method, IEnumerable<(string Name, string Value)> parameters, string field, OutgoingFile file, ChannelCredentials credentials, CancellationToken cancellation)
    {
        using var form = new MultipartFormDataContent();
        foreach (var (name, value) in parameters) form.Add(new StringContent(value), name);
        form.Add(new ReadOnlyMemoryContent(file.Content) { Headers = { ContentType = new MediaTypeHeaderValue(file.MimeType) } }, field, file.Name);
        using var body = new OneShotBody(form);
        return await PostAsync(method, body, OutgoingFile.TimeToLeave(file.Content.Length), credentials, cancellation);
    }

    private async Task<TelegramAnswer> PostAsync(string method, OneShotBody body, TimeSpan timeToLeave, ChannelCredentials credentials, CancellationToken cancellation)
    {
        if (PathToken(credentials) is not { } token) return NoAnswer(401, mayHaveLeft: false, "The channel has no bot_token.");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{BaseAddress(credentials)}/bot{token}/{method}")) { Content = body };
        using var timeout = new CancellationTokenSource(AnswerTimeout + timeToLeave, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            using var client = clients.CreateClient(ClientName);
            client.MaxResponseContentBufferSize = MaxAnswerBytes;
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token);
            return Read(response, await response.Content.ReadAsByteArrayAsync(either.Token));
        }
        catch (HttpRequestException)
        {
            return NoAnswer(0, body.Begun, "No connection");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return NoAnswer(0, body.Begun, "No answer in time");
        }
    }

    /// <summary>A whole number of an answer; null when it is missing or anything else.</summary>
    public static long? Number(JsonElement answer, string name) =>
        answer.ValueKind is JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number)
            ? number
            : null;

    private static TelegramAnswer NoAnswer(int status, bool mayHaveLeft, string words) => new(status, mayHaveLeft, Result: null, words, RetryAfter: null, MigrateToChatId: null);

    private static TelegramAnswer Read(HttpResponseMessage response, byte[] bytes)
    {
        var status = (int)response.StatusCode;
        var words = string.Create(CultureInfo.InvariantCulture, $"HTTP {status}");
        var retryAfter = response.Headers.RetryAfter?.Delta is { } delta ? AtMost(delta.TotalSeconds) : (TimeSpan?)null;
        if (Parse(bytes) is not { ValueKind: JsonValueKind.Object } answer)
            return new TelegramAnswer(status, MayHaveLeft: true, Result: null, words, retryAfter, MigrateToChatId: null);

        if (answer.TryGetProperty("ok", out var ok) && ok.ValueKind is JsonValueKind.True && answer.TryGetProperty("result", out var result))
            return new TelegramAnswer((int)HttpStatusCode.OK, MayHaveLeft: true, result, words, RetryAfter: null, MigrateToChatId: null);

        if (Number(answer, "error_code") is { } code and >= 300 and < 600) status = (int)code;
        if (answer.TryGetProperty("description", out var description) && description.ValueKind is JsonValueKind.String && description.GetString() is { Length: > 0 } text) words = text;
        string? movedTo = null;
        if (answer.TryGetProperty("parameters", out var parameters) && parameters.ValueKind is JsonValueKind.Object)
        {
            if (Number(parameters, "retry_after") is { } seconds) retryAfter = AtMost(seconds);
            movedTo = Number(parameters, "migrate_to_chat_id")?.ToString(CultureInfo.InvariantCulture);
        }

        return new TelegramAnswer(status, MayHaveLeft: true, Result: null, words, retryAfter, movedTo);
    }

    private static TimeSpan AtMost(double seconds) => TimeSpan.FromSeconds(Math.Clamp(seconds, 0, LongestDelay.TotalSeconds));

    private static JsonElement? Parse(byte[] bytes)
    {
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
