using System.Globalization;
using System.Text.RegularExpressions;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>A place in a saved reply for what differs from client to client.</summary>
/// <param name="Name">In braces: <c>{price}</c>.</param>
/// <param name="Russian">Its other name, which means the same.</param>
/// <param name="Value">What stands there for an appeal; null while unknown.</param>
/// <param name="Meaning">In the operator's language.</param>
public sealed record ReplyVariable(string Name, string Russian, Func<ReplyValues, string?> Value, Func<string> Meaning);

/// <summary>The texts of saved replies. Clients read Russian, whatever language the operator's console speaks.</summary>
public static partial class ReplyText
{
    public static readonly IReadOnlyList<ReplyVariable> Variables =
    [
        new("client", "клиент", v => v.Client, () => ReplyTexts.VariableClient),
        new("operator", "оператор", v => v.Operator, () => ReplyTexts.VariableOperator),
        new("device", "устройство", v => v.Device, () => ReplyTexts.VariableDevice),
        new("repair", "ремонт", v => v.Repair, () => ReplyTexts.VariableRepair),
        new("price", "цена", v => v.Price, () => ReplyTexts.VariablePrice),
        new("time", "время", v => v.Time, () => ReplyTexts.VariableTime),
        new("address", "адрес", v => v.Address, () => ReplyTexts.VariableAddress),
        new("hours", "часы", v => v.Hours, () => ReplyTexts.VariableHours),
        new("shop", "мастерская", v => v.Shop, () => ReplyTexts.VariableShop),
    ];

    private static readonly Dictionary<string, ReplyVariable> ByName =
        Variables.SelectMany(v => new[] { (v.Name, v), (Name: v.Russian, v) }).ToDictionary(v => v.Name, v => v.v, StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// The text with what is known of an appeal. What is unknown stays in its braces to be seen and filled in by hand; only a client without a name is left out,
    /// together with the comma and the blank that stood for the name alone.
    /// </summary>
    public static string Fill(string text, ReplyValues values)
    {
        var named = values.Client is null ? WithoutClient(text) : text;
        return Braces().Replace(named, m => ByName.TryGetValue(m.Groups["name"].Value, out var variable) ? variable.Value(values) ?? m.Value : m.Value);
    }

    /// <summary>The first known variable that still stands in an answer, in its braces; null when there is none. Other words in braces are the operator's own.</summary>
    public static string? Unfilled(string text) => Braces().Matches(text).FirstOrDefault(m => ByName.ContainsKey(m.Groups["name"].Value))?.Value;

    private static string WithoutClient(string text)
    {
        var begun = ClientFirst().Replace(text, m => m.Groups["head"].Value + m.Groups["next"].Value.ToUpper(CultureInfo.InvariantCulture));
        return ClientWithin().Replace(begun, string.Empty).TrimEnd();
    }

    [GeneratedRegex(@"\{(?<name>\p{L}{1,20})\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Braces();

    // Blanks are counted out: a text of nothing but blanks must not cost seconds.
    // At the head of a sentence: "{client}, your phone is ready" becomes "Your phone is ready".
    [GeneratedRegex(@"(?<head>(^|\n|[.!?…])\s{0,9})\{(client|клиент)\}[,.!:]?\s*(?<next>\p{L})?", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClientFirst();

    // Within one: "Thank you, {client}!" becomes "Thank you!"
    [GeneratedRegex(@"[ \t\u00a0]{0,9},?[ \t\u00a0]{0,9}\{(client|клиент)\}", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ClientWithin();
}
