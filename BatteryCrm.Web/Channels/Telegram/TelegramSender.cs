using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>Answers by sendMessage, files by the method of their kind. The Bot API has no key against repeats, so a lost answer stays unknown.</summary>
internal sealed class TelegramSender(TelegramApi api) : IChannelSender
{
    private const int MaxPhotoBytes = 10 * 1024 * 1024;

    public string Platform => Platforms.Telegram;

    public async Task<SendOutcome> SendAsync(OutgoingMessage message, ChannelCredentials credentials, CancellationToken cancellation)
    {
        var reply = long.TryParse(message.ReplyToExternalId, CultureInfo.InvariantCulture, out var replyTo) ? new ReplyParameters(replyTo) : null;
        object chat = long.TryParse(message.ExternalChatId, CultureInfo.InvariantCulture, out var number) ? number : message.ExternalChatId;
        var answer = message.File is { } file
            ? await SendFileAsync(message, file, reply, credentials, cancellation)
            : await api.CallAsync("sendMessage", new SendMessage(chat, message.Text, reply), credentials, cancellation);
        return Outcome(answer);
    }

    private Task<TelegramAnswer> SendFileAsync(OutgoingMessage message, OutgoingFile file, ReplyParameters? reply, ChannelCredentials credentials, CancellationToken cancellation)
    {
        var (method, field) = MethodOf(file);
        List<(string, string)> parameters = [("chat_id", message.ExternalChatId)];
        if (message.Text.Length > 0) parameters.Add(("caption", message.Text));
        if (reply is not null) parameters.Add(("reply_parameters", JsonSerializer.Serialize(reply)));
        return api.UploadAsync(method, parameters, field, file, credentials, cancellation);
    }

    // What Telegram would refuse as a picture goes as a document: over 10 MB, sides over 10,000 pixels together or 20 times as long as wide.
    private static (string Method, string Field) MethodOf(OutgoingFile file) => file.Kind switch
    {
        "photo" when file.Content.Length <= MaxPhotoBytes && IsPhotoSize(file.Width ?? 1, file.Height ?? 1) => ("sendPhoto", "photo"),
        "animation" => ("sendAnimation", "animation"),
        "voice" => ("sendVoice", "voice"),
        "audio" when file.MimeType is "audio/mpeg" or "audio/mp4" => ("sendAudio", "audio"),
        "video" when file.MimeType is "video/mp4" => ("sendVideo", "video"),
        _ => ("sendDocument", "document"),
    };

    private static bool IsPhotoSize(int width, int height) => width + height <= 10_000 && Math.Max(width, height) <= 20 * Math.Min(width, height);

    internal static SendOutcome Outcome(TelegramAnswer answer) => answer switch
    {
        { Result: { } sent } => Sent(sent),
        { Status: 0, MayHaveLeft: false } => new SendOutcome.Retry(),
        { Status: 429 } => new SendOutcome.Retry(answer.RetryAfter, PauseChannel: true),
        { Status: 503 } => new SendOutcome.Retry(answer.RetryAfter),
        { MigrateToChatId: { Length: > 0 } chat } => new SendOutcome.ChatMoved(chat),
        { Status: 401 or 404 } or { Status: >= 300 and < 400 } => new SendOutcome.ChannelBroken(answer.Words),
        { Status: >= 400 and < 500 } => new SendOutcome.Refused(answer.Words),

        // No answer, an answer that makes no sense, any other 5xx: it may well be in the chat already.
        _ => new SendOutcome.Unknown(),
    };

    private static SendOutcome.Sent Sent(JsonElement message)
    {
        // 0 is no id; a date that is none does not make a sent message unsent.
        var id = TelegramApi.Number(message, "message_id") is { } number and not 0 ? number.ToString(CultureInfo.InvariantCulture) : null;
        var at = TelegramApi.Number(message, "date") is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : (DateTimeOffset?)null;
        return new SendOutcome.Sent(id, at);
    }

    private sealed record SendMessage(
        [property: JsonPropertyName("chat_id")] object ChatId,
        [property: JsonPropertyName("text")] string Text,
        [property: JsonPropertyName("reply_parameters"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ReplyParameters? Reply);

    private sealed record ReplyParameters([property: JsonPropertyName("message_id")] long MessageId)
    {
        // A client may have deleted the message meanwhile: the answer goes out all the same.
        [JsonPropertyName("allow_sending_without_reply")]
        public bool AllowSendingWithoutReply => true;
    }
}
