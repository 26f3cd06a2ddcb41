using System.Globalization;
using System.Text.Json;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What a message carries besides text and files, read from its JSON; anything of another shape is left out.</summary>
public sealed record MessageExtra(SharedContact? Contact, SharedLocation? Location, IReadOnlyList<FormField> Form, bool IsStart, bool IsForwarded, bool IsErased)
{
    private static readonly MessageExtra None = new(Contact: null, Location: null, [], IsStart: false, IsForwarded: false, IsErased: false);

    public static MessageExtra Read(string? json)
    {
        if (string.IsNullOrEmpty(json)) return None;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            return root.ValueKind != JsonValueKind.Object ? None : new MessageExtra(
                ContactIn(root), LocationIn(root), FormIn(root), root.TryGetProperty("start", out _), root.TryGetProperty("forwarded", out var f) && f.ValueKind is not JsonValueKind.False,
                root.TryGetProperty("erased", out var e) && e.ValueKind is JsonValueKind.True);
        }
        catch (JsonException)
        {
            return None;
        }
    }

    private static SharedContact? ContactIn(JsonElement root) =>
        ObjectIn(root, "contact") is { } contact && TextIn(contact, "phone") is { } phone
            ? new SharedContact(phone, TextIn(contact, "name"), contact.TryGetProperty("own", out var own) && own.ValueKind == JsonValueKind.True)
            : null;

    private static SharedLocation? LocationIn(JsonElement root) =>
        ObjectIn(root, "location") is { } place && NumberIn(place, "lat") is { } lat && NumberIn(place, "lon") is { } lon
            ? new SharedLocation(lat, lon, TextIn(place, "title"), TextIn(place, "address"))
            : null;

    private static List<FormField> FormIn(JsonElement root) =>
        ObjectIn(root, "form") is { } form
            ? [.. form.EnumerateObject().Select(p => new FormField(p.Name, TextOf(p.Value) ?? string.Empty)).Where(f => f.Value.Length > 0)]
            : [];

    private static JsonElement? ObjectIn(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? TextIn(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? TextOf(value) : null;

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when !string.IsNullOrWhiteSpace(value.GetString()) => value.GetString(),
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };

    private static double? NumberIn(JsonElement parent, string name) =>
        parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;
}

/// <param name="IsOwn">The platform says that it is the sender's own number.</param>
public sealed record SharedContact(string Phone, string? Name, bool IsOwn);

/// <summary>Degrees.</summary>
public sealed record SharedLocation(double Latitude, double Longitude, string? Title, string? Address)
{
    /// <summary>The client's own map application opens it; nothing is fetched from a map's host.</summary>
    public string Link => string.Create(CultureInfo.InvariantCulture, $"geo:{Latitude:0.######},{Longitude:0.######}");

    public string Degrees => string.Create(CultureInfo.InvariantCulture, $"{Latitude:0.#####}, {Longitude:0.#####}");
}

/// <summary>A field as the form sent it.</summary>
public sealed record FormField(string Name, string Value);
