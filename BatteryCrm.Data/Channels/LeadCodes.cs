using System.Text;
using System.Text.RegularExpressions;

namespace BatteryCrm.Data.Channels;

/// <summary>The code of a lead source in links: what a start parameter may hold, how it stands in a text, how one is made of a name.</summary>
public static partial class LeadCodes
{
    /// <summary>Characters of a Telegram start parameter; the shortest limit of the platforms.</summary>
    public const int Longest = 64;

    // What is made of a name stays short enough to be dictated and leaves room for a number.
    private const int LongestMade = 32;

    /// <summary>In the alphabet's order from а.</summary>
    private static readonly string[] Latin =
        ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "h", "c", "ch", "sh", "sch", "", "y", "", "e", "yu", "ya"];

    /// <summary>It can stand in a start parameter: 1 to 64 of A–Z, a–z, 0–9, _ and -.</summary>
    public static bool IsFit(string? code) => code is not null && Fit().IsMatch(code);

    /// <summary>A message that a client sends from a link where the platform has no parameter (WhatsApp): a greeting with the code in it.</summary>
    public static string TextOf(string greeting, string code) => $"{greeting} [{code}]";

    /// <summary>The code in such a message; null without one.</summary>
    public static string? InText(string? text) => text is not null && Bracketed().Match(text) is { Success: true } match ? match.Groups["code"].Value : null;

    /// <summary>A fit code made of a name, by sound; "" when nothing of it can be said in such letters.</summary>
    public static string Of(string name)
    {
        var made = new StringBuilder();
        foreach (var letter in name.ToLowerInvariant())
        {
            if (letter is >= 'а' and <= 'я') made.Append(Latin[letter - 'а']);
            else if (letter == 'ё') made.Append('e');
            else if (char.IsAsciiLetterOrDigit(letter)) made.Append(letter);
            else if (made.Length > 0 && made[^1] != '_') made.Append('_');
            if (made.Length >= LongestMade) break;
        }

        return made.ToString(0, Math.Min(made.Length, LongestMade)).Trim('_');
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Fit();

    [GeneratedRegex(@"\[(?<code>[A-Za-z0-9_-]{1,64})\]", RegexOptions.NonBacktracking)]
    private static partial Regex Bracketed();
}
