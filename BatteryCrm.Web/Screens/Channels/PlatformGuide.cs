using System.Text.RegularExpressions;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>Something to paste from a platform's cabinet.</summary>
/// <param name="Name">In the credentials' JSON.</param>
/// <param name="IsSecret">Never shown again.</param>
/// <param name="Shape">What it looks like.</param>
public sealed record GuideField(string Name, bool IsSecret, Regex Shape);

/// <summary>What has to be pasted to connect a platform, and the one secret that we make ourselves.</summary>
public static partial class PlatformGuide
{
    private static readonly Dictionary<string, GuideField[]> Pasted = new(StringComparer.Ordinal)
    {
        [Platforms.Telegram] = [new("bot_token", IsSecret: true, BotToken())],
        [Platforms.Vk] = [new("group_id", IsSecret: false, Digits()), new("access_token", IsSecret: true, Token()), new("confirmation_code", IsSecret: true, Code())],
        [Platforms.WhatsApp] = [new("phone_number_id", IsSecret: false, Digits()), new("access_token", IsSecret: true, Token()), new("app_secret", IsSecret: true, Hex())],
        [Platforms.Avito] = [new("client_id", IsSecret: false, Token()), new("client_secret", IsSecret: true, Token()), new("user_id", IsSecret: false, Digits())],
        [Platforms.Max] = [new("access_token", IsSecret: true, Token())],
        [Platforms.Form] = [],
        [Platforms.Phone] = [],
    };

    public static IReadOnlyList<GuideField> Fields(string platform) => Pasted[platform];

    /// <summary>The field that we make: by it the platform, or the site, is known.</summary>
    public static string MadeField(string platform) => platform switch
    {
        Platforms.Vk => "secret",
        Platforms.WhatsApp => "verify_token",
        Platforms.Form => "form_key",
        _ => "webhook_secret",
    };

    /// <summary>Our secret has to be pasted over there by hand, and so is shown once.</summary>
    public static bool IsPastedByHand(string platform) => platform is Platforms.Vk or Platforms.WhatsApp or Platforms.Max;

    /// <summary>Our secret stands in the webhook's address, which so is shown whole only once.</summary>
    public static bool IsInAddress(string platform) => platform is Platforms.Avito or Platforms.Phone;

    /// <param name="root">Of this installation as its people open it, with "/" at the end.</param>
    /// <param name="secret">Null = not to be shown.</param>
    public static string Address(string root, string platform, Guid channelId, string? secret = null) =>
        $"{root}webhooks/{platform}/{channelId}" + (IsInAddress(platform) ? "/" + (secret ?? "…") : null);

    /// <summary>Origins as typed, one a line: null when one is no page's origin ("https://shop.ru").</summary>
    public static IReadOnlyList<string>? Origins(string? typed)
    {
        List<string> origins = [];
        foreach (var line in (typed ?? string.Empty).Split(['\n', ',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!Uri.TryCreate(line, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.PathAndQuery is not "/" || uri.UserInfo.Length > 0 || uri.Fragment.Length > 0) return null;
            origins.Add(uri.GetLeftPart(UriPartial.Authority));
        }

        return [.. origins.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    [GeneratedRegex("^[0-9]+:[A-Za-z0-9_-]{10,}$", RegexOptions.NonBacktracking)]
    private static partial Regex BotToken();

    [GeneratedRegex("^[0-9]{1,20}$", RegexOptions.NonBacktracking)]
    private static partial Regex Digits();

    [GeneratedRegex("^[!-~]{8,1000}$", RegexOptions.NonBacktracking)]
    private static partial Regex Token();

    [GeneratedRegex("^[A-Za-z0-9]{4,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Code();

    [GeneratedRegex("^[0-9a-fA-F]{32}$", RegexOptions.NonBacktracking)]
    private static partial Regex Hex();
}
