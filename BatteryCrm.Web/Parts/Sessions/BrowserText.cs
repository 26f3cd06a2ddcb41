namespace BatteryCrm.Web.Parts.Sessions;

/// <summary>A browser and its machine in two words, from what it calls itself.</summary>
public static class BrowserText
{
    // The first that fits: everybody says that he is Safari, and most that they are Chrome.
    private static readonly (string Sign, string Name)[] Browsers =
    [
        ("YaBrowser/", "Yandex Browser"), ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("CrOS", "ChromeOS"), ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    public static string Of(string? agent)
    {
        var (browser, system) = (Name(Browsers, agent), Name(Systems, agent));
        return (browser, system) switch
        {
            (null, null) => SessionTexts.UnknownDevice,
            (null, { } one) => one,
            ({ } one, null) => one,
            _ => $"{browser} · {system}",
        };
    }

    /// <summary>Whether it is a phone or a tablet.</summary>
    public static bool IsMobile(string? agent) => Name(Systems, agent) is "Android" or "iPhone" or "iPad";

    private static string? Name((string Sign, string Name)[] among, string? agent) =>
        agent is null ? null : among.FirstOrDefault(a => agent.Contains(a.Sign, StringComparison.OrdinalIgnoreCase)).Name;
}
