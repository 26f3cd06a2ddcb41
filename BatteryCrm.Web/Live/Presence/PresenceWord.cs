using System.Text.Json;
using System.Text.Json.Serialization;

namespace BatteryCrm.Web.Live.Presence;

/// <summary>What somebody does at an appeal.</summary>
public enum PresenceKind
{
    Viewing,
    Typing,

    /// <summary>He has gone: known at once, where silence would be believed for ten seconds.</summary>
    Left,
}

/// <summary>One sign of life, as it travels between nodes: ids only, no names and no texts.</summary>
/// <param name="Session">The circuit; a person may have several.</param>
/// <param name="AgoMs">How long ago, in ms: nodes need no common clock.</param>
internal sealed record PresenceWord(
    [property: JsonPropertyName("a")] Guid Appeal, [property: JsonPropertyName("o")] Guid Operator, [property: JsonPropertyName("s")] Guid Session,
    [property: JsonPropertyName("k")] PresenceKind Kind, [property: JsonPropertyName("ms")] int AgoMs);

/// <summary>Words of one tenant in the payload of a NOTIFY.</summary>
internal sealed record PresencePayload([property: JsonPropertyName("t")] Guid Tenant, [property: JsonPropertyName("w")] IReadOnlyList<PresenceWord> Words)
{
    public const string Channel = "presence";

    // PostgreSQL refuses 8,000 bytes; a word takes under 200.
    private const int WordsAtOnce = 38;

    private static readonly JsonSerializerOptions Json = new()
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) }, MaxDepth = 4,
        RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    };

    /// <summary>As many payloads as the words of one tenant need.</summary>
    public static IEnumerable<string> Write(Guid tenant, IEnumerable<PresenceWord> words) =>
        words.Chunk(WordsAtOnce).Select(some => JsonSerializer.Serialize(new PresencePayload(tenant, some), Json));

    /// <summary>Null for anything else than <see cref="Write"/> makes: any session of the database can notify.</summary>
    public static PresencePayload? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<PresencePayload>(text, Json) is { Words: var words } payload && words.All(w => w is { AgoMs: >= 0 }) ? payload : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
