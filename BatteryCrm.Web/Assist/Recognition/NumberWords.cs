using System.Globalization;

namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>Numbers as people say them, in the forms that a voice message has: "двадцать третьем", "тринадцатый".</summary>
internal static class NumberWords
{
    private static readonly string[] Endings = ["ый", "ий", "ой", "ая", "ое", "ого", "ому", "ым", "ом", "ую", "ые", "ых"];
    private static readonly string[] Teens =
        ["десят", "одиннадцат", "двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат"];

    private static readonly Dictionary<string, int> Values = Make();

    /// <summary>1 to 90; null when the folded word is no number.</summary>
    public static int? Value(string folded) => Values.TryGetValue(folded, out var value) ? value : null;

    public static bool IsTens(string digits) => digits.Length == 2 && digits[1] == '0' && digits[0] != '1';

    public static string Sum(string tens, int ones) => (int.Parse(tens, CultureInfo.InvariantCulture) + ones).ToString(CultureInfo.InvariantCulture);

    private static Dictionary<string, int> Make()
    {
        var values = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Teens.Length; i++) Add(10 + i, Teens[i], [Teens[i] + "ь", Teens[i] + "и"]);
        Add(30, "тридцат", ["тридцать"]);
        Add(40, "сороков", ["сорок", "сорока"]);
        Add(50, "пятидесят", ["пятьдесят"]);
        Add(60, "шестидесят", ["шестьдесят"]);
        Add(70, "семидесят", ["семьдесят"]);
        Add(80, "восьмидесят", ["восемьдесят"]);
        Add(90, "девяност", ["девяносто"]);
        Add(1, "перв", []);
        Add(2, "втор", ["два", "две"]);
        Add(3, "трет", ["три", "третья", "третье", "третьего", "третьему", "третьим", "третьем", "третью", "третьей"]);
        Add(4, "четверт", ["четыре"]);
        Add(5, "пят", ["пять"]);
        Add(6, "шест", ["шесть"]);
        Add(7, "седьм", ["семь"]);
        Add(8, "восьм", ["восемь"]);
        Add(9, "девят", ["девять"]);
        return values;

        void Add(int value, string stem, string[] others)
        {
            foreach (var form in others.Concat(Endings.Select(e => stem + e))) values.TryAdd(Spelling.Fold(form), value);
        }
    }
}
