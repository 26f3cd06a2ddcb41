using System.Text.RegularExpressions;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Intake;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.People.Import;

/// <summary>Who stands in one line.</summary>
/// <param name="Phone">E.164.</param>
/// <param name="Email">In small letters.</param>
/// <param name="Telegram">A number, or "@name" in small letters.</param>
/// <param name="Vk">The same.</param>
internal sealed record ImportPerson(string? Name, string? Phone, string? Email, string? Telegram, string? Vk, string? Note, string? Tags, bool Consented, bool Unsubscribed)
{
    /// <summary>By what he is told from others; the strongest first.</summary>
    public IEnumerable<string> Marks => new[] { Phone, Email, Telegram is null ? null : "tg " + Telegram, Vk is null ? null : "vk " + Vk }.OfType<string>();
}

/// <summary>Reads a person out of the cells of a line, by what the columns are; or says why not.</summary>
internal static partial class ImportPersons
{
    public const string Phone = "phone";

    /// <summary>Excel has made "7,92E+10" of a number: its last digits are lost.</summary>
    public const string Excel = "excel";
    public const string Email = "email";
    public const string Account = "account";
    public const string TooLong = "long";

    /// <summary>Neither name nor number nor address.</summary>
    public const string Nobody = "nobody";
    public const string Quotes = "quotes";
    private const int LongestName = 200;
    private const int LongestNote = 4000;
    private const int LongestTags = 1000;
    private static readonly string[] Yes = ["да", "yes", "y", "1", "true", "истина", "+", "x", "х", "есть", "v"];

    /// <returns>A person, or the reason why there is none.</returns>
    public static (ImportPerson? Person, string? Reason) Read(SheetLine line, IReadOnlyList<string> mapping)
    {
        if (line.IsBroken) return (null, Quotes);
        var words = ImportFields.All.ToDictionary(f => f, _ => new List<string>(), StringComparer.Ordinal);
        for (var i = 0; i < line.Cells.Length && i < mapping.Count; i++)
            if (StorableText.Of(line.Cells[i]).Trim() is { Length: > 0 } cell) words[mapping[i]].Add(cell);

        var (phone, spoilt) = PhoneIn(words[ImportFields.Phone]);
        if (spoilt is not null) return (null, spoilt);
        var email = words[ImportFields.Email].FirstOrDefault()?.ToLowerInvariant();
        if (email is not null && !IsAddress().IsMatch(email)) return (null, Email);
        var (telegram, vk) = (AccountIn(words[ImportFields.Telegram]), AccountIn(words[ImportFields.Vk]));
        if ((telegram is null && words[ImportFields.Telegram].Count > 0) || (vk is null && words[ImportFields.Vk].Count > 0)) return (null, Account);
        var name = words[ImportFields.Name].Count == 0 ? null : string.Join(' ', words[ImportFields.Name]);
        var (note, tags) = (Joined(words[ImportFields.Note], "\n"), Joined(words[ImportFields.Tags], ","));
        if (name?.Length > LongestName || note?.Length > LongestNote || tags?.Length > LongestTags) return (null, TooLong);
        if (name is null && phone is null && email is null && telegram is null && vk is null) return (null, Nobody);
        return (new ImportPerson(name, phone, email, telegram, vk, note, tags, IsYes(words[ImportFields.Consent]), IsYes(words[ImportFields.Unsubscribed])), null);
    }

    // Of several numbers in one cell, or in several columns, the first that is one.
    private static (string? Phone, string? Reason) PhoneIn(List<string> cells)
    {
        foreach (var cell in cells)
        {
            if (Spoilt().IsMatch(cell)) return (null, Excel);
            var number = Phones.Normalize(cell.TrimStart('\'')) ?? cell.Split([',', ';', '/', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(Phones.Normalize).FirstOrDefault(p => p is not null);
            if (number is not null) return (number, null);
        }

        return (null, cells.Count == 0 ? null : Phone);
    }

    // "@anna", "https://t.me/anna", "vk.com/id123", "123".
    private static string? AccountIn(List<string> cells)
    {
        if (cells.Count == 0) return null;
        var name = cells[0].ToLowerInvariant();
        if (name.LastIndexOf('/') is >= 0 and var slash) name = name[(slash + 1)..];
        name = name.TrimStart('\'', '@');
        if (Numbered().IsMatch(name)) name = name[2..];
        return name.Length is > 0 and <= 20 && name.All(char.IsAsciiDigit) ? name : Named().IsMatch(name) ? "@" + name : null;
    }

    private static string? Joined(List<string> cells, string between) => cells.Count == 0 ? null : string.Join(between, cells);

    private static bool IsYes(List<string> cells) => cells.Count > 0 && Yes.Contains(cells[0].ToLowerInvariant(), StringComparer.Ordinal);

    [GeneratedRegex(@"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex IsAddress();

    [GeneratedRegex(@"^\d([.,]\d+)?E\+\d+$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Spoilt();

    [GeneratedRegex(@"^id\d+$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^[a-z0-9_.]{2,64}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Named();
}
