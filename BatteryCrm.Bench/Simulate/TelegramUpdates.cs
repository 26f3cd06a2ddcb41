using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatteryCrm.Bench.Simulate;

/// <summary>Updates in the shapes that Telegram sends.</summary>
internal static class TelegramUpdates
{
    public static byte[] Message(long updateId, JsonObject message) => Update(updateId, "message", message);

    /// <summary>The same message with another text; the platform sends it under a new update id.</summary>
    public static byte[] Edit(long updateId, JsonObject message, string text, DateTimeOffset at)
    {
        var edited = (JsonObject)message.DeepClone();
        edited["text"] = text;
        edited["edit_date"] = at.ToUnixTimeSeconds();
        return Update(updateId, "edited_message", edited);
    }

    public static JsonObject Text(Person who, long messageId, DateTimeOffset at, string text)
    {
        var message = Plain(who, messageId, at);
        message["text"] = text;
        if (text.StartsWith('/')) message["entities"] = new JsonArray(new JsonObject { ["type"] = "bot_command", ["offset"] = 0, ["length"] = text.Split(' ')[0].Length });
        return message;
    }

    public static JsonObject Photo(Person who, long messageId, DateTimeOffset at, string fileId, int size, string? caption)
    {
        var message = Plain(who, messageId, at);
        message["photo"] = new JsonArray(Size(fileId + "-s", 90, 120, size / 8), Size(fileId, 360, 480, size));
        if (caption is not null) message["caption"] = caption;
        return message;

        static JsonObject Size(string id, int width, int height, int bytes) =>
            new() { ["file_id"] = id, ["file_unique_id"] = "u" + id, ["width"] = width, ["height"] = height, ["file_size"] = bytes };
    }

    public static JsonObject Voice(Person who, long messageId, DateTimeOffset at, string fileId, int size, int seconds)
    {
        var message = Plain(who, messageId, at);
        message["voice"] = new JsonObject { ["file_id"] = fileId, ["file_unique_id"] = "u" + fileId, ["duration"] = seconds, ["mime_type"] = "audio/ogg", ["file_size"] = size };
        return message;
    }

    /// <summary>The own number, sent with the button of the chat.</summary>
    public static JsonObject OwnContact(Person who, long messageId, DateTimeOffset at, string phone)
    {
        var message = Plain(who, messageId, at);
        message["contact"] = new JsonObject { ["phone_number"] = phone, ["first_name"] = who.FirstName, ["user_id"] = who.Id };
        return message;
    }

    private static JsonObject Plain(Person who, long messageId, DateTimeOffset at) => new()
    {
        ["message_id"] = messageId,
        ["date"] = at.ToUnixTimeSeconds(),
        ["from"] = Who(who, isChat: false),
        ["chat"] = Who(who, isChat: true),
    };

    private static JsonObject Who(Person who, bool isChat)
    {
        var json = new JsonObject { ["id"] = who.Id, ["first_name"] = who.FirstName };
        if (who.LastName is not null) json["last_name"] = who.LastName;
        if (who.Username is not null) json["username"] = who.Username;
        if (isChat) json["type"] = "private";
        else (json["is_bot"], json["language_code"]) = (false, "ru");
        return json;
    }

    private static byte[] Update(long updateId, string kind, JsonObject message) =>
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["update_id"] = updateId, [kind] = message.DeepClone() });
}
