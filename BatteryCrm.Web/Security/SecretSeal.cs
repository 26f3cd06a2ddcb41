using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using BatteryCrm.Data.Channels;
using Microsoft.AspNetCore.DataProtection;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Encrypts what must not be readable in a copy of the database: channel secrets, the tenants' signing keys, the second factors of operators.
/// In a jsonb column a sealed value is <c>{"sealed":"…"}</c>.
/// </summary>
public sealed class SecretSeal(IDataProtectionProvider provider)
{
    private const string Sealed = "sealed";

    // What may stand in the open; all else, known or not, is taken for a secret.
    private static readonly Dictionary<string, string[]> Public = new(StringComparer.Ordinal)
    {
        [Platforms.Telegram] = [],
        [Platforms.Vk] = ["group_id"],
        [Platforms.WhatsApp] = ["phone_number_id"],
        [Platforms.Avito] = ["client_id", "user_id"],
        [Platforms.Max] = [],
        [Platforms.Form] = ["form_key", "allowed_origins"],
        [Platforms.Phone] = [],
    };

    private readonly IDataProtector protector = provider.CreateProtector("BatteryCRM.Secret.v1");

    /// <summary>The secret as text that says nothing of it.</summary>
    public string Seal(string secret) => protector.Protect(secret);

    /// <exception cref="CryptographicException">Sealed under keys that are not here (another installation, a lost certificate), or damaged.</exception>
    public string Unseal(string sealedText) => protector.Unprotect(sealedText);

    /// <summary>The JSON for <see cref="Channel.Credentials"/>: public fields as text (ids may come as numbers), all others sealed.</summary>
    public string SealCredentials(string platform, JsonObject plain)
    {
        var open = Public[platform];
        var stored = new JsonObject();
        foreach (var (name, value) in plain)
            stored[name] = value switch
            {
                null => null,
                _ when !open.Contains(name, StringComparer.Ordinal) && name != ChannelCredentials.ApiBaseUrlName => new JsonObject { [Sealed] = Seal(TextOf(value)) },
                JsonArray list => list.DeepClone(),
                _ => TextOf(value),
            };
        return stored.ToJsonString();
    }

    /// <summary>Opens what <see cref="SealCredentials"/> made; null or an empty object gives credentials without fields.</summary>
    /// <exception cref="CryptographicException">A secret cannot be opened with the keys of this installation.</exception>
    public ChannelCredentials Open(string? json)
    {
        var fields = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (json is not null && JsonNode.Parse(json) is JsonObject stored)
            foreach (var (name, value) in stored)
                fields[name] = value switch
                {
                    null => [],
                    JsonObject box when box[Sealed] is JsonValue text => [Unseal(text.GetValue<string>())],
                    JsonArray list => [.. list.Where(x => x is not null).Select(x => TextOf(x!))],
                    _ => [TextOf(value)],
                };
        return new ChannelCredentials(fields);
    }

    private static string TextOf(JsonNode value) => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString();
}

/// <summary>A channel's credentials, opened: for the moment of use, never to be stored, logged or shown.</summary>
public sealed class ChannelCredentials(IReadOnlyDictionary<string, IReadOnlyList<string>> fields)
{
    internal const string ApiBaseUrlName = "api_base_url";

    /// <summary>The value of a field by its name in the JSON (<c>bot_token</c>, <c>webhook_secret</c>, …); null when the channel has none.</summary>
    public string? this[string name] => fields.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    /// <summary>Where the platform's API is instead of its own address; null = its own.</summary>
    public Uri? ApiBaseUrl => this[ApiBaseUrlName] is { } url ? new Uri(url) : null;

    /// <summary>All values of a list field (<c>allowed_origins</c>); empty when there is none.</summary>
    public IReadOnlyList<string> List(string name) => fields.TryGetValue(name, out var values) ? values : [];

    /// <summary>Deliberately without the values.</summary>
    public override string ToString() => $"credentials ({string.Join(", ", fields.Keys)})";
}
