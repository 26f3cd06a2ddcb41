namespace BatteryCrm.Web.Screens.Search;

/// <summary>A screen to go to or something to do, by name. Exactly one of the four ways is set.</summary>
/// <param name="Icon">A sign of the sprite.</param>
/// <param name="Href">A screen.</param>
/// <param name="Key">What carries this key on the page is pressed; the command is shown while there is such a thing.</param>
/// <param name="Theme">system, light or dark.</param>
/// <param name="Form">A form of the document with the value that its button sends; the name is null for a form without one.</param>
public sealed record PaletteCommand(string Id, string Icon, string Title, string? Href = null, string? Key = null, string? Theme = null, (string Id, string? Name, string? Value)? Form = null)
{
    /// <summary>Those whose title has every word of the text, in the language of the circuit; all for an empty text.</summary>
    public static IReadOnlyList<PaletteCommand> Matching(string text)
    {
        var words = Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. All().Where(c => Fold(c.Title) is var title && Array.TrueForAll(words, w => title.Contains(w, StringComparison.Ordinal)))];
    }

    // Made when shown: the language is the circuit's.
    private static IEnumerable<PaletteCommand> All()
    {
        yield return new("waiting", "inbox", SearchTexts.Waiting, Href: Links.Inbox);
        yield return new("mine", "inbox", SearchTexts.Mine, Href: Links.InboxTab("mine"));
        yield return new("all", "inbox", SearchTexts.All, Href: Links.InboxTab("all"));
        yield return new("profile", "profile", Texts.Profile, Href: Links.Profile);
        yield return new("reply", "reply", SearchTexts.Reply, Key: "r");
        yield return new("replies", "reply", SearchTexts.Replies, Key: "/");
        yield return new("take", "hand", SearchTexts.Take, Key: "t");
        yield return new("keys", "keyboard", SearchTexts.Keys, Key: "?");
        yield return new("light", "sun", SearchTexts.ThemeLight, Theme: "light");
        yield return new("dark", "moon", SearchTexts.ThemeDark, Theme: "dark");
        yield return new("system", "screen", SearchTexts.ThemeSystem, Theme: "system");
        yield return new("ru", "globe", SearchTexts.LanguageRu, Form: ("preferences", "language", "ru"));
        yield return new("en", "globe", SearchTexts.LanguageEn, Form: ("preferences", "language", "en"));
        yield return new("sign-out", "sign-out", Texts.SignOut, Form: ("sign-out", null, null));
    }

    private static string Fold(string text) => text.ToLowerInvariant().Replace('ё', 'е');
}
