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
    public static IReadOnlyList<PaletteCommand> Matching(string text) => [.. All().Where(c => IsNamed(c.Title, text))];

    /// <summary>Whether a name has every word of the text.</summary>
    public static bool IsNamed(string name, string text) =>
        Fold(name) is var folded && Array.TrueForAll(Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries), w => folded.Contains(w, StringComparison.Ordinal));

    /// <summary>The key as people see it; null when none leads there.</summary>
    public string? KeyShown => Key?.ToUpperInvariant();

    // Made when shown: the language is the circuit's.
    private static IEnumerable<PaletteCommand> All()
    {
        yield return new("waiting", "inbox", SearchTexts.Waiting, Href: Links.Inbox);
        yield return new("mine", "inbox", SearchTexts.Mine, Href: Links.InboxTab("mine"));
        yield return new("all", "inbox", SearchTexts.All, Href: Links.InboxTab("all"));
        yield return new("merges", "merge", SearchTexts.Merges, Href: Links.Merges);
        yield return new("clients", "people", Texts.Clients, Href: Links.Clients);
        yield return new("new-client", "plus", SearchTexts.NewClient, Href: Links.NewClient());
        yield return new("duplicates", "merge", SearchTexts.Duplicates, Href: Links.Duplicates);
        yield return new("profile", "profile", Texts.Profile, Href: Links.Profile);
        yield return new("reply", "reply", SearchTexts.Reply, Key: "r");
        yield return new("replies", "reply", SearchTexts.Replies, Key: "/");
        yield return new("note", "pencil", Texts.KeyNote, Key: "n");
        yield return new("attach", "clip", Texts.KeyAttach, Key: "o");
        yield return new("price", "device", Texts.KeyPrice, Key: "p");
        yield return new("take", "hand", SearchTexts.Take, Key: "t");
        yield return new("assign", "handover", Texts.KeyAssign, Key: "h");
        yield return new("settle", "calm", Texts.KeyNoReply, Key: "d");
        yield return new("snooze", "snooze", Texts.KeySnooze, Key: "z");
        yield return new("stage", "right", Texts.StageMove, Key: "s");
        yield return new("merge", "merge", SearchTexts.Merge, Key: "m");
        yield return new("card", "panel", Texts.KeyCard, Key: "c");
        yield return new("find", "search", SearchTexts.InConversation, Key: "i");
        yield return new("timeline", "layers", SearchTexts.Timeline, Key: "l");
        yield return new("unanswered", "arrow-up", SearchTexts.ToUnanswered, Key: "u");
        yield return new("filter", "filter", Texts.KeyFilter, Key: "f");
        yield return new("pick", "picks", Texts.KeyPick, Key: "v");
        yield return new("notices", "bell", Texts.KeyNotices, Key: "b");
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
