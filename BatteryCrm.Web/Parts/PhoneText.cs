namespace BatteryCrm.Web.Parts;

/// <summary>Phone numbers as people read them.</summary>
public static class PhoneText
{
    /// <summary>"+7 917 123-45-67" for a Russian number; anything else as it is stored.</summary>
    public static string Of(string phone) =>
        phone.Length == 12 && phone.StartsWith("+7", StringComparison.Ordinal) && phone.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0
            ? $"+7 {phone[2..5]} {phone[5..8]}-{phone[8..10]}-{phone[10..]}"
            : phone;
}
