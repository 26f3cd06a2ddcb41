using System.Text;
using System.Text.Json;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Live;
using Microsoft.AspNetCore.WebUtilities;
using StorableText = BatteryCrm.Data.Messages.StorableText;

namespace BatteryCrm.Web.Channels.Form;

/// <summary>
/// Receives a site's form, as JSON or urlencoded, from a browser or a server. A public page can keep no secret: the proof is the form's key and, from a browser, the origin.
/// </summary>
internal sealed class FormWebhook(TimeProvider clock, ILogger<FormWebhook> log)
{
    public async Task HandleAsync(HttpContext http)
    {
        var receivedAt = clock.GetUtcNow();
        if (await WebhookBody.ChannelAsync(http, Platforms.Form) is not { } channel) return;

        var isAllowed = FormOrigins.Allow(http, channel);
        if (HttpMethods.IsOptions(http.Request.Method))
        {
            http.Response.StatusCode = isAllowed ? StatusCodes.Status204NoContent : StatusCodes.Status401Unauthorized;
            return;
        }

        if (await WebhookBody.ReadAsync(http.Request) is not { } body)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }

        var fields = Fields(http.Request.ContentType, body);
        var key = fields?.GetValueOrDefault("form_key");
        if (!isAllowed || channel.PrivateOnly || (fields is not null && !WebhookBody.SameSecret(key, channel.Credentials["form_key"])))
        {
            IntakeLog.Forged(log, channel.Id);
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }

        if (!await WebhookBody.IsWithinRateAsync(http, channel, body)) return;
        if (fields is null || FormPayloads.Message(fields, receivedAt, WebhookBody.Hash(body)) is not { } message)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await http.Response.WriteAsJsonAsync(new { error = "Нужен хотя бы один из ответов: имя, телефон, e-mail или сообщение. / One of name, phone, email or message is needed." }, http.RequestAborted);
            return;
        }

        await WebhookBody.StoreAsync(http, new InboundEvent(channel.Inbound(), message.ChatId, body, receivedAt, message));
        if (http.Response.StatusCode is StatusCodes.Status200OK) await http.Response.WriteAsJsonAsync(new { ok = true }, http.RequestAborted);
    }

    /// <summary>The form's answers by name, or null when the body is neither a JSON object nor urlencoded.</summary>
    private static Dictionary<string, string?>? Fields(string? contentType, byte[] body)
    {
        if (contentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) is true)
        {
            return QueryHelpers.ParseQuery(Encoding.UTF8.GetString(body))
                .ToDictionary(f => f.Key, string? (f) => StorableText.Of(f.Value.ToString()), StringComparer.OrdinalIgnoreCase);
        }

        try
        {
            using var document = JsonDocument.Parse(StorableText.Json(body));
            if (document.RootElement.ValueKind is not JsonValueKind.Object) return null;
            var fields = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                fields[property.Name] = property.Value.ValueKind switch
                {
                    JsonValueKind.String => StorableText.Of(property.Value.GetString()),
                    JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => property.Value.GetRawText(),
                    _ => null,
                };
            }

            return fields;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
