namespace BatteryCrm.Web.Parts;

/// <summary>Phone numbers as people read and dial them.</summary>
public static class PhoneText
{
    /// <summary>"+7 917 123-45-67" for a Russian number, also one that a platform gave without its plus; anything else as it is stored.</summary>
    public static string Of(string phone) =>
        Dial(phone) is { Length: 12 } full && full.StartsWith("+7", StringComparison.Ordinal) && AreDigits(full.AsSpan(1))
            ? $"+7 {full[2..5]} {full[5..8]}-{full[8..10]}-{full[10..]}"
            : phone;

    /// <summary>The number for a tel: link: Russian digits without a plus get it, since a telephone would read them as a number of its own town.</summary>
    public static string Dial(string phone) => phone.Length == 11 && phone[0] is '7' or '8' && AreDigits(phone) ? $"+7{phone[1..]}" : phone;

    private static bool AreDigits(ReadOnlySpan<char> text) => text.IndexOfAnyExceptInRange('0', '9') < 0;
}
