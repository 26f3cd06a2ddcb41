namespace BatteryCrm.Web.Parts.People;

/// <summary>What the text of the one box asks for; pure. What is not asked for is empty, and the database finds nothing for it.</summary>
/// <param name="Name">Any part of a client's name.</param>
/// <param name="Phone">A telephone number in any writing, or its last digits.</param>
/// <param name="Order">An order number or its end.</param>
/// <param name="Device">Words of brand and model.</param>
/// <param name="Words">Words of messages.</param>
public sealed record SearchText(string Name, string Phone, string Order, string Device, string Words)
{
    /// <summary>The longest text that is looked for; the rest is ignored.</summary>
    public const int MostCharacters = 200;

    private const int LastDigits = 4;
    private const int OrderCharacters = 3;
    private const int WordCharacters = 3;

    // Nobody writes a price, a year or an order of so many digits.
    private const int SurelyPhone = 10;
    private const int LongestOrder = 9;

    /// <summary>Nothing is asked for: too short, or signs only.</summary>
    public bool IsEmpty => Name.Length + Phone.Length + Order.Length + Device.Length + Words.Length == 0;

    public static SearchText Of(string? typed)
    {
        var text = (typed ?? string.Empty).Trim();
        if (text.Length > MostCharacters) text = text[..MostCharacters];
        var digits = text.Count(char.IsAsciiDigit);
        var letters = text.Count(char.IsLetter);
        if (digits + letters < 2) return new SearchText(string.Empty, string.Empty, string.Empty, string.Empty, string.Empty);

        var isPhone = digits >= SurelyPhone;
        return new SearchText(
            Name: letters > 0 && !isPhone ? text : string.Empty,
            Phone: isPhone || (letters == 0 && digits >= LastDigits) ? text : string.Empty,
            Order: IsOrder(text, digits, letters) ? text : string.Empty,
            Device: isPhone ? string.Empty : text,
            Words: isPhone || digits + letters < WordCharacters ? string.Empty : text);
    }

    // One word with a digit: "1024", "№ 1024", "A-1024".
    private static bool IsOrder(string text, int digits, int letters) =>
        digits is > 0 and <= LongestOrder && digits + letters >= OrderCharacters && text.TrimStart('#', '№', ' ').IndexOf(' ', StringComparison.Ordinal) < 0;
}
