using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.People.Import;

/// <summary>What the columns of a file are, by the words over them.</summary>
internal static class ImportColumns
{
    // Whole headings first: "номер телефона клиента" is a phone, whatever else stands in it. In this order the beginnings are tried.
    private static readonly (string Field, string[] Words)[] Known =
    [
        (ImportFields.Unsubscribed, ["отпис", "не беспок", "unsubscr", "opt-out", "optout"]),
        (ImportFields.Consent, ["согласи", "consent", "пдн"]),
        (ImportFields.Email, ["почт", "e-mail", "email", "емейл", "имейл", "mail", "эл. "]),
        (ImportFields.Telegram, ["telegram", "телеграм", "тг", "tg"]), // before the phone, which begins like it
        (ImportFields.Vk, ["vk", "вк", "вконтакте"]),
        (ImportFields.Phone, ["телефон", "тел.", "тел", "моб", "сотов", "phone", "mobile", "номер", "tel"]),
        (ImportFields.Note, ["примеч", "замет", "коммент", "описан", "note", "comment"]),
        (ImportFields.Tags, ["тег", "метк", "групп", "катег", "tag", "group", "label"]),
        (ImportFields.Name, ["имя", "фио", "ф.и.о", "фамил", "отчест", "клиент", "контакт", "name", "client", "customer", "contact", "surname"]),
    ];

    /// <summary>Of a file whose first line is somebody already, all headings are empty.</summary>
    public static string[] HeadingsOf(IReadOnlyList<SheetLine> head) =>
        head.Count == 0 ? [] : IsSomebody(head[0]) ? [.. head[0].Cells.Select(_ => string.Empty)] : [.. head[0].Cells.Select(Trimmed)];

    public static bool HasHeadings(IReadOnlyList<string> headings) => headings.Any(h => h.Length > 0);

    /// <summary>A guess; without headings by what stands in the first line.</summary>
    public static string[] Guess(IReadOnlyList<string> headings, IReadOnlyList<SheetLine> head)
    {
        if (HasHeadings(headings)) return [.. headings.Select(FieldOf)];
        return head.Count == 0 ? [] : [.. head[0].Cells.Select(FieldOfCell)];
    }

    private static string FieldOf(string heading)
    {
        var words = heading.ToLowerInvariant();
        foreach (var (field, beginnings) in Known)
            if (beginnings.Any(b => words.StartsWith(b, StringComparison.Ordinal))) return field;
        foreach (var (field, beginnings) in Known)
            if (beginnings.Any(b => b.Length > 2 && words.Contains(b, StringComparison.Ordinal))) return field;
        return ImportFields.Skip;
    }

    private static string FieldOfCell(string cell) =>
        Phones.Normalize(cell) is not null ? ImportFields.Phone
        : cell.Contains('@', StringComparison.Ordinal) && cell.Contains('.', StringComparison.Ordinal) ? ImportFields.Email
        : cell.Any(char.IsLetter) ? ImportFields.Name
        : ImportFields.Skip;

    private static bool IsSomebody(SheetLine line) => line.Cells.Any(c => Phones.Normalize(c) is not null || (c.Contains('@', StringComparison.Ordinal) && c.Contains('.', StringComparison.Ordinal)));

    private static string Trimmed(string heading)
    {
        var words = Data.Messages.StorableText.Of(heading).Trim();
        return words.Length <= 100 ? words : Data.Messages.StorableText.Of(words[..100]);
    }
}
