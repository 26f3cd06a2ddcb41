using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Security;

/// <summary>What is wrong with credentials; never a value of theirs.</summary>
/// <param name="Fields">Those that it concerns.</param>
public sealed record CredentialProblem(CredentialProblem.Kinds Kind, IReadOnlyList<string> Fields)
{
    public enum Kinds
    {
        Missing,
        NotText,
        NotList,
        NotAddress,
    }
}

/// <summary>A channel's credentials as the contract has them, before they are sealed; the command line and the screen alike. Calls no platform and knows no token formats.</summary>
public static partial class ChannelAccounts
{
    public const string AllowedOrigins = "allowed_origins";

    // What a channel cannot do without: the proof of who sends, and what sending needs.
    private static readonly Dictionary<string, string[]> NeededOf = new(StringComparer.Ordinal)
    {
        [Platforms.Telegram] = ["bot_token", "webhook_secret"],
        [Platforms.Vk] = ["group_id", "access_token", "secret", "confirmation_code"],
        [Platforms.WhatsApp] = ["phone_number_id", "access_token", "app_secret", "verify_token"],
        [Platforms.Avito] = ["client_id", "client_secret", "user_id", "webhook_secret"],
        [Platforms.Max] = ["access_token", "webhook_secret"],
        [Platforms.Form] = ["form_key"],
        [Platforms.Phone] = ["webhook_secret"],
    };

    /// <summary>The fields that a channel of the platform cannot do without, by their names in the JSON.</summary>
    public static IReadOnlyList<string> Needed(string platform) => NeededOf[platform];

    /// <returns>Null when a channel can be made of them.</returns>
    public static CredentialProblem? Check(string platform, JsonObject plain)
    {
        foreach (var (name, value) in plain)
        {
            var isFine = name == AllowedOrigins
                ? value is JsonArray list && list.All(x => x?.GetValueKind() == JsonValueKind.String)
                : value?.GetValueKind() is JsonValueKind.String or JsonValueKind.Number;
            if (!isFine) return new CredentialProblem(name == AllowedOrigins ? CredentialProblem.Kinds.NotList : CredentialProblem.Kinds.NotText, [name]);
        }

        var missing = NeededOf[platform].Where(n => plain[n] is null || plain[n]!.ToString().Length == 0).ToList();
        if (missing.Count > 0) return new CredentialProblem(CredentialProblem.Kinds.Missing, missing);
        return plain[ChannelCredentials.ApiBaseUrlName] is { } url && !(Uri.TryCreate(url.ToString(), UriKind.Absolute, out var address) && address.Scheme is "http" or "https")
            ? new CredentialProblem(CredentialProblem.Kinds.NotAddress, [ChannelCredentials.ApiBaseUrlName]) : null;
    }

    /// <summary>The account's id as the platform knows it: the number before a bot token's colon; null when the credentials do not say.</summary>
    public static string? ExternalId(JsonObject plain) =>
        plain["bot_token"]?.ToString() is { } token && BotId().Match(token) is { Success: true } match ? match.Groups["id"].Value : null;

    [GeneratedRegex("^(?<id>[0-9]+):", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex BotId();
}
