using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>A person as two letters on a quiet ground: the first letters of the first two words of the name.</summary>
public static class Initials
{
    private const int Hues = 6;

    /// <summary>One or two letters in upper case; "·" when the name has none.</summary>
    public static string Of(string? name)
    {
        Span<string?> found = [null, null];
        var count = 0;
        foreach (var word in (name ?? string.Empty).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (FirstLetter(word) is not { } letter) continue;
            found[count++] = letter;
            if (count == found.Length) break;
        }

        return count == 0 ? "·" : string.Concat(found[0], found[1]).ToUpper(CultureInfo.CurrentCulture);
    }

    /// <summary>The class of the avatar; the same person has the same ground everywhere.</summary>
    public static string ClassOf(Guid id) => $"avatar hue-{(uint)id.GetHashCode() % Hues}";

    // A whole letter with its marks, never half of a surrogate pair; a word of signs only has none.
    private static string? FirstLetter(string word)
    {
        foreach (var rune in word.EnumerateRunes())
            if (System.Text.Rune.IsLetterOrDigit(rune)) return rune.ToString();
        return null;
    }
}
