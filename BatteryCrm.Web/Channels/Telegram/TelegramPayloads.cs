using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Intake;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>
/// Telegram's updates in our words. Read from the JSON itself, not through a typed library: an update of tomorrow's API must be journalled and answered, never fail to parse.
/// </summary>
internal static class TelegramPayloads
{
    // In UTF-16 units. Telegram's own names are shorter; a name stands in lists and indexes, whoever serves the API.
    private const int LongestName = 512;

    private static readonly string[] Files = ["voice", "audio", "video", "video_note", "animation", "document", "sticker"];

    /// <summary>The client's message, or null for updates that make none (group traffic, service messages, kinds that we do not know).</summary>
    /// <exception cref="InvalidOperationException">A field has a type that Telegram never sends.</exception>
    /// <exception cref="KeyNotFoundException">A field is missing that Telegram always sends.</exception>
    public static InboundMessage? Message(JsonElement update)
    {
        if (update.TryGetProperty("message", out var message)) return FromMessage(message, isEdit: false);
        if (update.TryGetProperty("edited_message", out var edited)) return FromMessage(edited, isEdit: true);
        return update.TryGetProperty("callback_query", out var press) ? FromButton(press) : null;
    }

    private static InboundMessage? FromMessage(JsonElement message, bool isEdit)
    {
        var chat = message.GetProperty("chat");
        if (chat.GetProperty("type").GetString() is not "private" || !message.TryGetProperty("from", out var from)) return null;
        if (from.TryGetProperty("is_bot", out var bot) && bot.ValueKind is JsonValueKind.True) return null;

        var text = Text(message, "text") ?? Text(message, "caption") ?? string.Empty;
        var attachments = Attachments(message);
        var extra = Extra(message, from, text, out var contact);
        if (text.Length == 0 && attachments.Count == 0 && extra is null) return null; // a service message: pinned, title changed …

        var id = message.GetProperty("message_id").GetInt64();
        var at = isEdit && message.TryGetProperty("edit_date", out var editDate) ? editDate : message.GetProperty("date");
        return new InboundMessage
        {
            Sender = Sender(from),
            ChatId = Number(chat.GetProperty("id")),
            MessageId = id == 0 ? null : id.ToString(CultureInfo.InvariantCulture), // 0 = ephemeral, no key
            Text = text,
            SentAt = DateTimeOffset.FromUnixTimeSeconds(at.GetInt64()),
            IsEdit = isEdit,
            ReplyToMessageId = message.TryGetProperty("reply_to_message", out var reply) ? Number(reply.GetProperty("message_id")) : null,
            Extra = extra?.ToJsonString(),
            Summary = Summary(extra, attachments),
            Contact = contact,
            Referral = StartCode(text) is { } code ? InboundReferral.None with { Code = code } : InboundReferral.None,
            Attachments = attachments,
        };
    }

    /// <summary>A pressed button is said in the button's words.</summary>
    private static InboundMessage? FromButton(JsonElement press)
    {
        if (!press.TryGetProperty("message", out var message) || message.GetProperty("chat").GetProperty("type").GetString() is not "private") return null;
        var data = Text(press, "data");
        return new InboundMessage
        {
            Sender = Sender(press.GetProperty("from")),
            ChatId = Number(message.GetProperty("chat").GetProperty("id")),
            MessageId = null,
            Text = ButtonTitle(message, data) ?? data ?? string.Empty,
            SentAt = DateTimeOffset.MaxValue, // the platform gives none: the arrival counts
            Summary = "🔘",
            Extra = new JsonObject { ["button"] = data }.ToJsonString(),
        };
    }

    private static string? ButtonTitle(JsonElement message, string? data)
    {
        if (data is null || !message.TryGetProperty("reply_markup", out var markup) || !markup.TryGetProperty("inline_keyboard", out var rows)) return null;
        return rows.EnumerateArray().SelectMany(row => row.EnumerateArray())
            .Where(button => string.Equals(Text(button, "callback_data"), data, StringComparison.Ordinal)).Select(button => Text(button, "text")).FirstOrDefault();
    }

    private static InboundSender Sender(JsonElement from) =>
        new(Number(from.GetProperty("id")), Name(from) is { Length: > 0 } name ? name : null, StorableText.Cut(Text(from, "username"), LongestName));

    private static string Name(JsonElement person) =>
        StorableText.Cut(string.Join(' ', new[] { Text(person, "first_name"), Text(person, "last_name") }.Where(part => !string.IsNullOrWhiteSpace(part))), LongestName);

    /// <summary>The payload of <c>/start payload</c>; null for plain /start and other texts.</summary>
    private static string? StartCode(string text)
    {
        if (!text.StartsWith("/start ", StringComparison.Ordinal)) return null;
        var code = text["/start ".Length..].Trim();
        return code.Length is > 0 and <= 64 ? code : null;
    }

    private static JsonObject? Extra(JsonElement message, JsonElement from, string text, out InboundContact contact)
    {
        contact = InboundContact.None;
        var extra = new JsonObject();
        if (text.StartsWith("/start", StringComparison.Ordinal) && (text.Length == 6 || text[6] == ' ')) extra["start"] = StartCode(text) ?? string.Empty;
        if (message.TryGetProperty("contact", out var card))
        {
            var own = card.TryGetProperty("user_id", out var user) && user.GetInt64() == from.GetProperty("id").GetInt64();
            var phone = Text(card, "phone_number");
            extra["contact"] = new JsonObject { ["phone"] = phone, ["name"] = Name(card), ["own"] = own };
            if (own) contact = new InboundContact(Phones.Normalize(phone), PhoneIsOwn: true, null);
        }

        if (message.TryGetProperty("location", out var place))
        {
            var venue = message.TryGetProperty("venue", out var v) ? v : default;
            extra["location"] = new JsonObject
            {
                ["lat"] = place.GetProperty("latitude").GetDouble(), ["lon"] = place.GetProperty("longitude").GetDouble(),
                ["title"] = venue.ValueKind is JsonValueKind.Object ? Text(venue, "title") : null,
                ["address"] = venue.ValueKind is JsonValueKind.Object ? Text(venue, "address") : null,
            };
        }

        if (message.TryGetProperty("sticker", out var sticker)) extra["sticker"] = Text(sticker, "emoji");
        if (message.TryGetProperty("forward_origin", out _)) extra["forwarded"] = true;
        if (Text(message, "media_group_id") is { } album) extra["album"] = album;
        return extra.Count == 0 ? null : extra;
    }

    private static List<InboundAttachment> Attachments(JsonElement message)
    {
        var list = new List<InboundAttachment>(1);
        if (message.TryGetProperty("photo", out var sizes) && sizes.GetArrayLength() > 0)
        {
            var largest = sizes[sizes.GetArrayLength() - 1];
            list.Add(new InboundAttachment("photo", largest.GetProperty("file_id").GetString()!, null, "image/jpeg", Long(largest, "file_size"), Int(largest, "width"), Int(largest, "height")));
        }

        foreach (var kind in Files)
        {
            // An animation comes as "document" too, for old clients.
            if (!message.TryGetProperty(kind, out var file) || (kind is "document" && message.TryGetProperty("animation", out _))) continue;
            list.Add(new InboundAttachment(
                kind is "video_note" ? "video" : kind, file.GetProperty("file_id").GetString()!, Text(file, "file_name"), Text(file, "mime_type"),
                Long(file, "file_size"), Int(file, "width"), Int(file, "height"), Int(file, "duration")));
        }

        return list;
    }

    private static string? Summary(JsonObject? extra, List<InboundAttachment> attachments)
    {
        if (attachments is [var first, ..])
        {
            return first.Kind switch
            {
                "photo" => "📷",
                "voice" or "audio" => $"🎤 {first.DurationSeconds / 60 ?? 0}:{first.DurationSeconds % 60 ?? 0:00}",
                "video" or "animation" => "🎬",
                "sticker" => extra?["sticker"]?.GetValue<string>() ?? "🙂",
                _ => "📎 " + first.FileName,
            };
        }

        return extra?["contact"] is JsonObject card ? "👤 " + card["name"] : extra?["location"] is not null ? "📍" : null;
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? StorableText.Of(value.GetString()) : null;

    private static string Number(JsonElement value) => value.GetInt64().ToString(CultureInfo.InvariantCulture);

    private static long? Long(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : null;

    private static int? Int(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.TryGetInt32(out var number) ? number : null;
}
