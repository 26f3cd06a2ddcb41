using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BatteryCrm.Web.Screens.Settings;

/// <summary>Values between their JSON and what an input shows.</summary>
internal static class SettingJson
{
    // Russian stands as it is written: it is read in the log of changes too.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text of a string, the digits of a number; empty for nothing.</summary>
    public static string TextOf(string? json) => json is null ? string.Empty : JsonElement.Parse(json) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : JsonElement.Parse(json).GetRawText();

    /// <returns>Null for nothing typed.</returns>
    public static string? OfText(string? typed) => string.IsNullOrWhiteSpace(typed) ? null : JsonSerializer.Serialize(typed.Trim(), Plain);

    /// <returns>A number; what is none stays a text, and is refused as such.</returns>
    public static string? OfWhole(string? typed) =>
        long.TryParse(typed?.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : OfText(typed);

    public static JsonObject ObjectOf(string? json) => json is not null && JsonNode.Parse(json) is JsonObject value ? value : [];

    public static IReadOnlyList<string> ListOf(string? json) =>
        json is not null && JsonNode.Parse(json) is JsonArray list ? [.. list.OfType<JsonValue>().Select(v => v.ToString())] : [];

    public static string Of(JsonNode value) => value.ToJsonString(Plain);

    public static string OfList(IEnumerable<string> values) => JsonSerializer.Serialize(values, Plain);
}
