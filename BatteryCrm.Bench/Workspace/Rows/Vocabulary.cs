using System.Globalization;
using System.Text;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>
/// What clients and operators write with: words of the trade, then some thousand made up of Russian syllables, each as frequent as its place in the list says
/// (Zipf), in several endings, with the small words, prices and models between them. A few words stand in hardly any message.
/// </summary>
internal sealed class Vocabulary
{
    private const int Count = 5000;
    private const int RareCount = 40;
    private const int MostWords = 40;

    // One message of so many holds a rare word: a few of each word for every tenant.
    private const int RareEvery = 2500;

    private const string Consonants = "бвгджзклмнпрстфхцчш";
    private const string Vowels = "аеиоуыя";

    private static readonly string[] OfTheTrade =
    [
        "экран", "телефон", "стоит", "замена", "батарея", "здравствуйте", "цена", "ремонт", "завтра", "сегодня", "стекло", "дисплей", "зарядка", "разъём", "камера",
        "динамик", "микрофон", "кнопка", "корпус", "плата", "вода", "гарантия", "запчасть", "оригинал", "копия", "мастер", "адрес", "время", "вечером", "утром",
        "готов", "забрать", "привезти", "диагностика", "бесплатно", "деньги", "скидка", "оплата", "карта", "наличные", "спасибо", "пожалуйста", "добрый", "день",
        "понял", "нужно", "починить", "разбил", "уронил", "включается", "заряжается", "греется", "тормозит", "обновление", "пароль", "чехол", "аккумулятор", "звук",
    ];

    private static readonly string[] Small = ["и", "в", "на", "не", "а", "по", "у", "с", "что", "как"];
    private static readonly string[] Endings = ["", "", "а", "у", "ом", "ы"];
    private static readonly string[] Models = ["iPhone 13", "iPhone 11", "Galaxy A52", "Redmi Note 12", "Honor 50", "Poco X3", "Galaxy S21", "iPhone XR"];

    private readonly double[] upTo = new double[Count];

    private Vocabulary()
    {
        var random = new Random(20261101);
        Words = [.. OfTheTrade, .. Made(random, 2, 4).Distinct(StringComparer.Ordinal).Take(Count - OfTheTrade.Length)];
        // Longer than all others, so that none is the beginning of another.
        Rare = [.. Made(random, 6, 6).Distinct(StringComparer.Ordinal).Take(RareCount)];
        var sum = 0.0;
        for (var i = 0; i < Count; i++) upTo[i] = sum += 1 / (i + 3.7);
    }

    public static Vocabulary Russian { get; } = new();

    /// <summary>Without endings, the most frequent first.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>Each in a few messages of a tenant.</summary>
    public IReadOnlyList<string> Rare { get; }

    /// <summary>A message of 3 to 40 words, ten on average.</summary>
    /// <param name="line">Is emptied first.</param>
    public string Say(Random random, StringBuilder line)
    {
        line.Clear();
        var words = Math.Min(MostWords, 3 - (int)(7 * Math.Log(1 - random.NextDouble())));
        for (var i = 0; i < words; i++)
        {
            if (random.Next(4) == 0) line.Append(Small[random.Next(Small.Length)]).Append(' ');
            var place = Place(random);
            line.Append(Words[place]);
            if (place >= OfTheTrade.Length) line.Append(Endings[random.Next(Endings.Length)]);
            line.Append(' ');
        }

        if (random.Next(8) == 0) line.Append(CultureInfo.InvariantCulture, $"{random.Next(5, 200) * 100} рублей ");
        if (random.Next(30) == 0) line.Append(Models[random.Next(Models.Length)]).Append(' ');
        if (random.Next(60) == 0) line.Append(CultureInfo.InvariantCulture, $"заказ {random.Next(1_000_000)} ");
        if (random.Next(RareEvery) == 0) line.Append(Rare[random.Next(RareCount)]).Append(' ');
        line[0] = char.ToUpperInvariant(line[0]);
        line[^1] = random.Next(3) == 0 ? '?' : '.';
        return line.ToString();
    }

    /// <summary>Surnames and the like, without end.</summary>
    public static IEnumerable<string> Made(Random random, int fewest, int most)
    {
        var word = new StringBuilder();
        while (true)
        {
            word.Clear();
            for (var left = random.Next(fewest, most + 1); left > 0; left--) word.Append(Consonants[random.Next(Consonants.Length)]).Append(Vowels[random.Next(Vowels.Length)]);
            yield return word.Append(Consonants[random.Next(Consonants.Length)]).ToString();
        }
    }

    private int Place(Random random)
    {
        var found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found, Count - 1);
    }
}
