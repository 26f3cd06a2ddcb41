using System.Globalization;
using System.Text.Json;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Live;
using StorableText = BatteryCrm.Data.Messages.StorableText;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>Receives Telegram's updates. Checks in the order of the contract: 404, 413, 401, 429, 400; answers after the commit.</summary>
internal sealed class TelegramWebhook(TimeProvider clock, ILogger<TelegramWebhook> log)
{
    private const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    public async Task HandleAsync(HttpContext http)
    {
        var receivedAt = clock.GetUtcNow();
        if (await WebhookBody.ChannelAsync(http, Platforms.Telegram) is not { } channel) return;

        if (await WebhookBody.ReadAsync(http.Request) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var secret = http.Request.Headers[SecretHeader];

        // While the secret is being changed Telegram may know either.
        if (!WebhookBody.SameSecret(secret, channel.Credentials["webhook_secret"]) && !WebhookBody.SameSecret(secret, channel.Credentials["webhook_secret_before"]))
        {
            IntakeLog.Forged(log, channel.Id);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!await WebhookBody.IsWithinRateAsync(http, channel, body)) return;
        if (Understand(channel, body, receivedAt) is not { } inbound)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        await WebhookBody.StoreAsync(http, inbound);
    }

    /// <summary>Null only for bytes that are not a JSON object; whatever else is authentic goes to the journal, understood or not.</summary>
    private static InboundEvent? Understand(ChannelEntry channel, byte[] body, DateTimeOffset receivedAt)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(StorableText.Json(body));
        }
        catch (JsonException)
        {
            return null;
        }

        using (document)
        {
            var update = document.RootElement;
            if (update.ValueKind is not JsonValueKind.Object) return null;
            var key = update.TryGetProperty("update_id", out var id) && id.ValueKind is JsonValueKind.Number && id.TryGetInt64(out var number)
                ? number.ToString(CultureInfo.InvariantCulture)
                : WebhookBody.Hash(body);
            InboundMessage? message = null;
            string? error = null;
            try
            {
                message = TelegramPayloads.Message(update);
            }
            catch (Exception e) when (e is InvalidOperationException or FormatException or KeyNotFoundException or OverflowException or ArgumentException)
            {
                error = e.GetType().Name;
            }

            return new InboundEvent(channel.Inbound(), key, body, receivedAt, message, error);
        }
    }
}
