using System.Text.Json;

namespace BatteryCrm.Data.Clients.Duplicates;

/// <summary>One thing that speaks for two clients being one person.</summary>
/// <param name="Kind">One of <see cref="EvidenceKinds"/>.</param>
/// <param name="Value">The number (E.164), the e-mail or username in small letters; with <see cref="EvidenceKinds.Device"/> the id of the model.</param>
public sealed record Evidence(string Kind, string Value)
{
    /// <summary>The username's platform, when it is the same on both sides; the device's name. Null else.</summary>
    public string? Of { get; init; }

    public static IReadOnlyList<Evidence> Read(string json) => JsonSerializer.Deserialize<List<Evidence>>(json, JsonSerializerOptions.Web) ?? [];

    public static string Write(IReadOnlyList<Evidence> evidence) => JsonSerializer.Serialize(evidence, JsonSerializerOptions.Web);
}

/// <summary>Values of <see cref="Evidence.Kind"/>, the strongest first.</summary>
public static class EvidenceKinds
{
    /// <summary>Both have the number.</summary>
    public const string Phone = "phone";
    public const string Email = "email";

    /// <summary>Both are called so on a platform.</summary>
    public const string Username = "username";

    /// <summary>One has typed in a conversation the number of the other.</summary>
    public const string Chat = "chat";

    /// <summary>The same name, and the same model within 30 days.</summary>
    public const string Device = "device";
}
