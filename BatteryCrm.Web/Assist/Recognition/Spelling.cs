using System.Globalization;
using System.Text;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>What stands between a word and the one before it.</summary>
internal enum Gap
{
    /// <summary>Nothing: "а54" is two words.</summary>
    Glued,

    /// <summary>A hyphen without spaces.</summary>
    Hyphen,

    /// <summary>Spaces, quotes, brackets.</summary>
    Space,

    /// <summary>A point, comma or colon between two numbers: an hour, a date, a sum.</summary>
    Point,

    /// <summary>The end of a clause, or the beginning of the text.</summary>
    Break,
}

/// <summary>A run of letters or of digits.</summary>
/// <param name="Folded">Letters of one form (<see cref="Spelling.Fold"/>), or digits.</param>
/// <param name="IsCyrillic">Written in Cyrillic letters only: tells "13т" (thousands) from "13T".</param>
internal readonly record struct Word(string Folded, bool IsNumber, bool IsCyrillic, Gap Before, int Start, int Length)
{
    public int End => Start + Length;

    public bool IsLetter => !IsNumber && Folded.Length == 1;
}

/// <summary>Splits what people type into words of one spelling, so that "А54", "a-54" and "A 54" are the same two words.</summary>
internal static class Spelling
{
    private static readonly string[] ProMax = [Fold("промакс"), Fold("promax")];

    // Spoken endings of ordinals: 13-й, 13-го, 13-м …
    private static readonly HashSet<string> Ordinals =
        [.. new[] { "й", "ый", "ой", "го", "ого", "му", "ому", "м", "ым", "ом", "я", "ая", "е", "ые", "х", "ых", "ю", "ую" }.Select(Fold)];

    /// <summary>
    /// Lower case; Cyrillic letters that look like Latin ones become these; ё, э → e; й → и; no hard and soft signs; no doubled letters ("аккум", "эппл", "pocco").
    /// </summary>
    public static string Fold(string letters)
    {
        var folded = new StringBuilder(letters.Length);
        foreach (var c in letters)
        {
            var one = FoldLetter(char.ToLowerInvariant(c));
            if (one != '\0' && (folded.Length == 0 || folded[^1] != one)) folded.Append(one);
        }

        return folded.ToString();
    }

    public static List<Word> Split(string text)
    {
        var words = new List<Word>();
        var (at, end) = (0, -1);
        while (at < text.Length)
        {
            var start = at;
            var c = text[at++];
            if (char.IsAsciiDigit(c))
            {
                while (at < text.Length && char.IsAsciiDigit(text[at])) at++;
                Add(words, new Word(text[start..at], IsNumber: true, IsCyrillic: false, Before(text, end, start), start, at - start));
            }
            else if (char.IsLetter(c))
            {
                while (at < text.Length && (char.IsLetter(text[at]) || IsSilent(text[at]))) at++;
                var letters = text[start..at];
                if (Fold(letters) is { Length: > 0 } folded)
                    Add(words, new Word(folded, IsNumber: false, letters.All(l => l is >= '\u0400' and <= '\u04ff' || IsSilent(l)), Before(text, end, start), start, at - start));
            }
            else if (c is '%' or '₽' or '$' or '€' or '№' or '#' || (c is '+' && start == end && !(at < text.Length && char.IsAsciiDigit(text[at]))))
            {
                words.Add(new Word(c.ToString(), IsNumber: false, IsCyrillic: false, Before(text, end, start), start, 1));
            }
            else
            {
                continue;
            }

            end = at;
        }

        return words;
    }

    private static void Add(List<Word> words, Word word)
    {
        if (words.Count > 0 && words[^1] is { IsNumber: true } number)
        {
            // 13-й, 13го: the ending belongs to the number.
            if (word is { IsCyrillic: true, Before: Gap.Glued or Gap.Hyphen } && Ordinals.Contains(word.Folded))
            {
                words[^1] = number with { Length = word.End - number.Start };
                return;
            }

            // "двадцать третий": both were words, so the sum is what was said.
            if (NumberWords.Value(word.Folded) is { } ones and < 10 && word.Before is Gap.Space && number.IsCyrillic && NumberWords.IsTens(number.Folded))
            {
                words[^1] = number with { Folded = NumberWords.Sum(number.Folded, ones), Length = word.End - number.Start };
                return;
            }
        }

        if (ProMax.Contains(word.Folded))
        {
            words.Add(word with { Folded = "pro" });
            words.Add(word with { Folded = "max", Before = Gap.Glued });
        }
        else if (!word.IsNumber && NumberWords.Value(word.Folded) is { } value)
        {
            words.Add(word with { Folded = value.ToString(CultureInfo.InvariantCulture), IsNumber = true });
        }
        else
        {
            words.Add(word);
        }
    }

    private static Gap Before(string text, int end, int start)
    {
        if (end < 0) return Gap.Break;
        var (spaces, hyphens, points) = (0, 0, 0);
        foreach (var c in text.AsSpan(end, start - end))
        {
            if (IsSilent(c)) continue;
            if (c is '-' or '\u2010' or '\u2011' or '\u2013') hyphens++;
            else if (c is '.' or ',' or ':') points++;
            else if (c is '\n' or '\r' or ';' or '!' or '?' or '/' or '\\' or '|' or '+' or '=' or '\u2014' or '\u2026') return Gap.Break;
            else spaces++;
        }

        return (spaces, hyphens, points) switch
        {
            (0, 0, 0) => Gap.Glued,
            (0, 1, 0) => Gap.Hyphen,
            (0, 0, 1) when char.IsAsciiDigit(text[end - 1]) && char.IsAsciiDigit(text[start]) => Gap.Point,
            (_, 0, 0) => Gap.Space,
            _ => Gap.Break,
        };
    }

    // Accents, zero-width marks, soft hyphens and apostrophes are not seen as letters and part nothing.
    private static bool IsSilent(char c) =>
        c is '\'' or '\u2019' or '`' or '\u00ad' or '\ufeff' or '\u2060' or (>= '\u200b' and <= '\u200f') || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark;

    private static char FoldLetter(char c) => c switch
    {
        'а' => 'a', 'в' => 'b', 'е' or 'ё' or 'э' => 'e', 'к' => 'k', 'м' => 'm', 'н' => 'h', 'о' => 'o', 'р' => 'p', 'с' => 'c', 'т' => 't', 'у' => 'y', 'х' => 'x',
        'і' => 'i', 'ј' => 'j', 'ѕ' => 's', 'й' => 'и', 'ъ' or 'ь' => '\0',
        _ => char.IsLetter(c) ? c : '\0',
    };
}
