using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>Sums and durations of the price list as people read them, staff and clients alike.</summary>
public static class MoneyText
{
    private static readonly NumberFormatInfo Thousands = new() { NumberGroupSeparator = "\u00a0", NumberDecimalSeparator = "," };

    /// <summary>"8 500 ₽", the blanks unbreakable; kopecks only where there are some.</summary>
    public static string Of(decimal roubles) => Number(roubles) + "\u00a0₽";

    /// <summary>"8 500": as <see cref="Of"/> without the sign.</summary>
    public static string Number(decimal roubles) => roubles.ToString(roubles == decimal.Truncate(roubles) ? "#,0" : "#,0.00", Thousands);

    /// <summary>"40 мин", "1 ч 20 мин", "2 ч".</summary>
    public static string OfMinutes(int minutes) => Duration(minutes, Texts.WaitingHours, Texts.WaitingMinutes);

    /// <summary>As <see cref="OfMinutes"/>, with given words: a client reads Russian whatever the operator's console speaks.</summary>
    /// <param name="hours">With {0}.</param>
    /// <param name="rest">Minutes, with {0}.</param>
    public static string Duration(int minutes, string hours, string rest)
    {
        var (whole, left) = (minutes / 60, minutes % 60);
        var words = string.Join(' ', new[] { whole > 0 ? Fill(hours, whole) : null, left > 0 || whole == 0 ? Fill(rest, left) : null }.Where(w => w is not null));
        return words.Replace(' ', '\u00a0');
    }

    private static string Fill(string words, int number) => words.Replace("{0}", number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
