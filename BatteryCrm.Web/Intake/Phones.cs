using PhoneNumbers;

namespace BatteryCrm.Web.Intake;

/// <summary>Telephone numbers as people in Russia write them: 8…, 7… or 9… of ten digits become +7….</summary>
public static class Phones
{
    private static readonly PhoneNumberUtil Util = PhoneNumberUtil.GetInstance();

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
