using System.Text.Json.Nodes;

namespace BatteryCrm.Tests.Intake;

/// <summary>Telegram updates as Telegram posts them.</summary>
internal static class Updates
{
    public const long Date = 1_763_600_000;

    public static string Text(long update, long user, long message, string text, string key = "message", long date = Date, Action<JsonObject>? more = null, string? first = "Ирина")
    {
        var body = new JsonObject
        {
            ["message_id"] = message,
            ["date"] = date,
            ["from"] = new JsonObject { ["id"] = user, ["is_bot"] = false, ["first_name"] = first, ["username"] = "user" + user },
            ["chat"] = new JsonObject { ["id"] = user, ["type"] = "private", ["first_name"] = first },
        };
        if (text.Length > 0) body["text"] = text;
        more?.Invoke(body);
        return new JsonObject { ["update_id"] = update, [key] = body }.ToJsonString();
    }

    public static string Edit(long update, long user, long message, string text, long editDate = Date + 60) =>
        Text(update, user, message, text, "edited_message", more: m => m["edit_date"] = editDate);

    public static string Contact(long update, long user, long message, string phone, long? owner) =>
        Text(update, user, message, string.Empty, more: m => m["contact"] = new JsonObject { ["phone_number"] = phone, ["first_name"] = "И", ["user_id"] = owner });
}
