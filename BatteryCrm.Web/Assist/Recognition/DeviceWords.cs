namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>
/// Words that makers and sentences share whatever the catalogue: what lengthens a model's name, what follows a number that is none, whose devices no catalogue here has.
/// </summary>
internal static class DeviceWords
{
    private static readonly Dictionary<string, string> Names = Make(new(StringComparer.Ordinal)
    {
        ["pro"] = "про", ["max"] = "макс", ["mini"] = "мини", ["plus"] = "плюс", ["ultra"] = "ультра", ["lite"] = "лайт", ["note"] = "нот нота ноте ноту", ["air"] = "эйр аир",
        ["se"] = "се", ["tab"] = "таб", ["watch"] = "вотч", ["fe"] = "фе", ["neo"] = "нео", ["pad"] = "пад", ["fold"] = "фолд", ["flip"] = "флип", ["edge"] = "эдж",
    });

    // A model's name with one of these behind it is the name of another model.
    private static readonly HashSet<string> Lengthening = FoldAll("+ pro max mini plus ultra lite se fe neo fold flip edge prime turbo power play active");

    private static readonly HashSet<string> Makers = FoldAll(
        "oneplus ванплас ванплюс vivo виво oppo оппо reno рено nokia нокиа motorola моторола moto мото sony сони xperia lg zte itel айтел doogee blackview meizu мейзу lenovo леново "
        + "nothing camon камон pova пова narzo нарзо magic магик mate nord huawei хуавей honor хонор realme реалми infinix инфиникс tecno техно asus асус samsung самсунг xiaomi сяоми");

    // A number with one of these behind it counts, dates or costs something.
    private static readonly HashSet<string> Units = FoldAll(
        "% ₽ $ € р руб rub тыс тр ч г т д час часа часов часам часу чс мин минут минуты день дня дней дни лет год года году годов мес кг гр гб gb тб tb гиг гига мб mb mp мп mah мач см мм km км "
        + "шт раз раза этаж числа число числу квартира кв am pm h hours days day years months rubles января февраля марта апреля мая июня июля августа сентября октября ноября декабря");

    private static readonly string[] UnitStems = [.. FoldAll("рубл тысяч недел месяц гигабайт мегапикс процент дюйм штук летн минут час")];

    // Behind a number, "к вам", "м" and "л" are units only when they are written with it: 13к.
    private static readonly HashSet<string> GluedUnits = FoldAll("к м л g gb");

    // Money: "13т" is thousands, "13T" is a phone; one of ours only behind a maker's name.
    private static readonly HashSet<string> Money = FoldAll("т к р");

    private static readonly HashSet<string> Places = FoldAll(
        "№ # ул улица улице улицы дом доме дома д кв квартира офис офисе кабинет каб бутик бутике павильон павильоне секция место ряд трасса трассе трассы трассу шоссе "
        + "автобус автобусе автобусом маршрут маршрутка маршрутке заказ заказа заказу талон windows виндовс винда");

    private static readonly HashSet<string> Possessives = FoldAll("мой моего моему");

    private static readonly string[] Trades = [.. FoldAll("трейд trade зачет обмен ремонт запчаст продаж выкуп ломбард залог")];

    private static readonly HashSet<string> Hours = FoldAll("в к ко до после около at by till before after");

    private static readonly HashSet<string> Joiners = FoldAll("и или либо на and or vs");

    private static readonly HashSet<string> Ranges = FoldAll("по до");

    private static readonly string[] Topics = [.. FoldAll("цен стоимост гаранти срок скидк услов запас него это вас")];

    /// <summary>The word as names of devices have it: "про" is "pro"; any other word is itself.</summary>
    public static string Name(string folded) => Names.TryGetValue(folded, out var name) ? name : folded;

    public static bool Lengthens(string name) => Lengthening.Contains(name);

    public static bool IsOtherMaker(string folded) => Makers.Contains(folded);

    /// <summary>The number before this word is no name. A single letter must be Cyrillic: "13 g" is nothing, "13 г" is a year.</summary>
    public static bool IsUnit(Word word) =>
        (Units.Contains(word.Folded) && (word.IsCyrillic || word.Folded.Length > 1 || !char.IsLetter(word.Folded[0])))
        || (word.Before is Gap.Glued && GluedUnits.Contains(word.Folded) && (word.IsCyrillic || word.Folded[0] == 'g'))
        || Begins(word.Folded, UnitStems);

    public static bool IsMoney(Word word) => word is { IsCyrillic: true, Before: Gap.Glued } && Money.Contains(word.Folded);

    /// <summary>What follows is a house, a road or an order.</summary>
    public static bool IsPlace(Word word) => Places.Contains(word.Folded);

    public static bool IsPossessive(Word word) => Possessives.Contains(word.Folded);

    public static bool IsTrade(Word word) => Begins(word.Folded, Trades);

    public static bool IsHourWord(Word word) => Hours.Contains(word.Folded);

    public static bool IsJoiner(Word word) => Joiners.Contains(word.Folded);

    public static bool IsRange(Word word) => Ranges.Contains(word.Folded);

    /// <summary>"про цену" is about the price, "13 про" is a phone.</summary>
    public static bool IsTopic(Word word) => Begins(word.Folded, Topics);

    private static bool Begins(string folded, IReadOnlyList<string> stems)
    {
        foreach (var stem in stems)
            if (folded.StartsWith(stem, StringComparison.Ordinal)) return true;
        return false;
    }

    private static HashSet<string> FoldAll(string words) =>
        words.Split(' ').Select(w => char.IsLetter(w[0]) ? Spelling.Fold(w) : w).ToHashSet(StringComparer.Ordinal);

    private static Dictionary<string, string> Make(Dictionary<string, string> spoken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["+"] = "plus" };
        foreach (var (name, words) in spoken)
            foreach (var word in FoldAll(words)) names[word] = name;
        return names;
    }
}
