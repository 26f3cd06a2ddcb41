using System.Text.RegularExpressions;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Web.Screens.LeadSources;

/// <summary>Links that bring a client with the marks of a source. Nothing but these addresses: the text of a mark never leaves its place in them.</summary>
public static partial class LeadLinks
{
    /// <summary>What a client is given to say, whatever language the console speaks.</summary>
    public const string Greeting = "Здравствуйте!";

    /// <summary>The page with the source's UTM marks behind what it has already; null for what is no page's address, or a source without such marks.</summary>
    public static string? Site(string? site, LeadMarks marks)
    {
        if (Page(site) is not { } page || !marks.HasUtm) return null;
        var parts = page.Split('#', 2);
        (string Name, string? Value)[] utm = [("utm_source", marks.UtmSource), ("utm_medium", marks.UtmMedium), ("utm_campaign", marks.UtmCampaign), ("utm_term", marks.UtmTerm), ("utm_content", marks.UtmContent)];
        var query = string.Join('&', utm.Where(u => !string.IsNullOrWhiteSpace(u.Value)).Select(u => $"{u.Name}={Uri.EscapeDataString(u.Value!.Trim())}"));
        return parts[0] + (parts[0].Contains('?', StringComparison.Ordinal) ? "&" : "?") + query + (parts.Length > 1 ? "#" + parts[1] : null);
    }

    /// <param name="name">Of the bot or community, a telephone for WhatsApp, as <see cref="Name"/> gives it.</param>
    /// <param name="greeting">What the client says where the code goes in his words.</param>
    /// <returns>Null where the platform has no such links, or the code does not fit one.</returns>
    public static string? Chat(string platform, string name, string code, string greeting) => !LeadCodes.IsFit(code) ? null : platform switch
    {
        Platforms.Telegram => $"https://t.me/{name}?start={code}",
        Platforms.Vk => $"https://vk.me/{name}?ref={code}",
        Platforms.Max => $"https://max.ru/{name}?start={code}",
        Platforms.WhatsApp => $"https://wa.me/{name}?text={Uri.EscapeDataString(LeadCodes.TextOf(greeting, code))}",
        _ => null,
    };

    /// <summary>The platform's chats can be opened by a link.</summary>
    public static bool Has(string platform) => platform is Platforms.Telegram or Platforms.Vk or Platforms.Max or Platforms.WhatsApp;

    /// <summary>A bot's or community's name, or a telephone, as it stands in a link: out of "@name", "https://t.me/name", "+7 846 …". Null for what is none.</summary>
    public static string? Name(string platform, string? typed)
    {
        var text = typed?.Trim() ?? string.Empty;
        if (platform == Platforms.WhatsApp) return BatteryCrm.Web.Phones.Normalize(text) is { } phone ? phone.TrimStart('+') : null;
        text = Address().Replace(text, string.Empty).TrimStart('@').Split('?', '/')[0];
        if (platform == Platforms.Vk && text.Length > 0 && text.All(char.IsAsciiDigit)) text = "club" + text;
        return Account().IsMatch(text) ? text : null;
    }

    /// <summary>A page's address, with https where no scheme was typed; null for what is none.</summary>
    public static string? Page(string? typed)
    {
        if (typed?.Trim() is not { Length: > 0 } text) return null;
        if (!text.Contains("://", StringComparison.Ordinal)) text = "https://" + text;
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Host.Contains('.', StringComparison.Ordinal) && uri.UserInfo.Length == 0 ? uri.AbsoluteUri : null;
    }

    [GeneratedRegex("^(https?://)?(t\\.me|vk\\.me|vk\\.com|max\\.ru)/", RegexOptions.IgnoreCase | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Address();

    [GeneratedRegex("^[A-Za-z0-9_.]{3,64}$", RegexOptions.NonBacktracking)]
    private static partial Regex Account();
}
