using System.Globalization;
using System.Text.Json.Serialization;
using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Channels.Telegram;

/// <summary>Changes by editMessageText or editMessageCaption, withdraws by deleteMessage (up to 48 hours, says Telegram; its refusal is passed on).</summary>
internal sealed class TelegramEditor(TelegramApi api) : IChannelEditor
{
    public string Platform => Platforms.Telegram;

    public async Task<SendOutcome> ChangeAsync(OutgoingChange change, ChannelCredentials credentials, CancellationToken cancellation)
    {
        object chat = long.TryParse(change.ExternalChatId, CultureInfo.InvariantCulture, out var number) ? number : change.ExternalChatId;
        if (!long.TryParse(change.ExternalId, CultureInfo.InvariantCulture, out var id)) return new SendOutcome.Refused("The message has no number of Telegram's.");
        var method = change.Text is null ? "deleteMessage" : change.HasFile ? "editMessageCaption" : "editMessageText";
        var parameters = new Change(chat, id, change.HasFile ? null : change.Text, change.HasFile ? change.Text : null);
        var answer = await api.CallAsync(method, parameters, credentials, cancellation);
        return IsSoAlready(change, answer) ? new SendOutcome.Sent(ExternalId: null, At: null) : TelegramSender.Outcome(answer);
    }

    private static bool IsSoAlready(OutgoingChange change, TelegramAnswer answer) =>
        answer.Status == 400 && answer.Words.Contains(change.Text is null ? "message to delete not found" : "message is not modified", StringComparison.OrdinalIgnoreCase);

    private sealed record Change(
        [property: JsonPropertyName("chat_id")] object ChatId,
        [property: JsonPropertyName("message_id")] long MessageId,
        [property: JsonPropertyName("text"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Text,
        [property: JsonPropertyName("caption"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Caption);
}
