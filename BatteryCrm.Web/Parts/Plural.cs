using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>A number with its word in the right form.</summary>
public static class Plural
{
    /// <param name="forms">Forms with {0}, parted by "|": one, few, many in Russian; one, many in English.</param>
    public static string Of(int number, string forms)
    {
        var words = forms.Split('|');
        var at = words.Length == 3 ? Russian(number) : number == 1 ? 0 : words.Length - 1;
        return words[at].Replace("{0}", number.ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);
    }

    private static int Russian(int number)
    {
        var (tens, ones) = (Math.Abs(number) % 100, Math.Abs(number) % 10);
        if (tens is >= 11 and <= 14) return 2;
        return ones == 1 ? 0 : ones is >= 2 and <= 4 ? 1 : 2;
    }
}
