using System.Text.Json;
using System.Text.Json.Serialization;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>getMe and getWebhookInfo, setWebhook.</summary>
internal sealed class TelegramDesk(TelegramApi api, TimeProvider time) : IChannelDesk
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>What <see cref="TelegramPayloads"/> reads.</summary>
    public static readonly IReadOnlyList<string> Updates = ["message", "edited_message", "callback_query"];

    public string Platform => Platforms.Telegram;

    public Task<ChannelCheck> CheckAsync(ChannelCredentials credentials, CancellationToken cancellation) => InTimeAsync(
        async inTime =>
        {
            var me = await api.CallAsync("getMe", new { }, credentials, inTime);
            if (me.Result is not { } bot) return NotFine(me);
            var hook = await api.CallAsync("getWebhookInfo", new { }, credentials, inTime);
            if (hook.Result is not { } known) return NotFine(hook);
            return new ChannelCheck.Fine(
                Text(bot, "username") is { Length: > 0 } name ? "@" + name : Text(bot, "first_name"), Text(known, "url"), TelegramApi.Number(known, "pending_update_count") ?? 0,
                Text(known, "last_error_message"), TelegramApi.Number(known, "last_error_date") is { } at and > 0 and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(at) : null);
        },
        cancellation);

    public Task<ChannelCheck> SetWebhookAsync(ChannelCredentials credentials, Uri address, string secret, CancellationToken cancellation) => InTimeAsync(
        async inTime => await api.CallAsync("setWebhook", new Webhook(address.AbsoluteUri, secret, Updates), credentials, inTime) is { Result: null } not ? NotFine(not) : new ChannelCheck.Fine(null, address.AbsoluteUri),
        cancellation);

    private async Task<ChannelCheck> InTimeAsync(Func<CancellationToken, Task<ChannelCheck>> ask, CancellationToken cancellation)
    {
        using var timeout = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            return await ask(either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new ChannelCheck.NoAnswer();
        }
    }

    private static ChannelCheck NotFine(TelegramAnswer answer) => answer.Status == 0 ? new ChannelCheck.NoAnswer() : new ChannelCheck.Refused(answer.Words);

    private static string? Text(JsonElement of, string name) =>
        of.ValueKind is JsonValueKind.Object && of.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

    private sealed record Webhook(
        [property: JsonPropertyName("url")] string Url, [property: JsonPropertyName("secret_token")] string Secret, [property: JsonPropertyName("allowed_updates")] IReadOnlyList<string> Updates);
}
