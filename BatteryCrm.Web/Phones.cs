using PhoneNumbers;

namespace BatteryCrm.Web;

/// <summary>Telephone numbers as people in Russia write them: 8…, 7… or 9… of ten digits become +7….</summary>
public static class Phones
{
    private const int FewestDigits = 10;
    private const int MostInText = 10;
    private const int MostTries = 100;
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

    /// <summary>Whether a number can stand in a text at all: as many digits as one has. Costs nothing, for every message is asked.</summary>
    public static bool MayBeIn(string text)
    {
        var digits = 0;
        foreach (var c in text)
            if (char.IsAsciiDigit(c) && ++digits == FewestDigits) return true;
        return false;
    }

    /// <summary>The numbers that stand in a text, in E.164 and as they were typed; the first ten at most.</summary>
    public static IReadOnlyList<(string Number, string Typed)> In(string text) =>
        [.. Util.FindNumbers(text, "RU", PhoneNumberUtil.Leniency.VALID, MostTries).Select(m => (Util.Format(m.Number, PhoneNumberFormat.E164), m.RawString)).DistinctBy(n => n.Item1).Take(MostInText)];

    /// <summary>E.164, or null when the text is not a number that could be called.</summary>
    public static string? Normalize(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > 40) return null;
        var digits = string.Concat(text.Where(char.IsAsciiDigit));

        // A number of another country often comes without "+" (platforms send bare digits): eleven digits from 7 or 8 are Russian, others are tried as international.
        var isRussian = digits.Length == 10 || (digits.Length == 11 && digits[0] is '7' or '8');
        var candidate = text.Contains('+', StringComparison.Ordinal) ? "+" + digits : isRussian ? digits : "+" + digits;
        if (digits.Length == 11 && digits[0] is '7' && !candidate.StartsWith('+')) candidate = "+" + digits;
        try
        {
            var number = Util.Parse(candidate, "RU");
            return Util.IsPossibleNumber(number) && Util.IsValidNumber(number) ? Util.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
