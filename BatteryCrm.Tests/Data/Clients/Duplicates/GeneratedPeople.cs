using System.Globalization;
using BatteryCrm.Data.Channels;

namespace BatteryCrm.Tests.Data.Clients.Duplicates;

/// <summary>A client as he came to the shop.</summary>
/// <param name="Person">Who he is in truth: the same number, the same person.</param>
/// <param name="Phone">As it was typed; null without any.</param>
/// <param name="ChatText">What he wrote in his conversation; null = nothing with a number.</param>
/// <param name="Digits">The truth of <paramref name="Phone"/>: the ten digits behind +7.</param>
/// <param name="ChatDigits">The truth of the number in <paramref name="ChatText"/>.</param>
internal sealed record GeneratedClient(int Person, string? Name, string? Phone, string? Email, string Platform, string? Username, string? ChatText, string? Digits, string? ChatDigits)
{
    /// <summary>In truth, whether both have something that only one person (or one family) has.</summary>
    public bool SharesContact(GeneratedClient other) =>
        (Digits is not null && Digits == other.Digits) || (Email is not null && Lower(Email) == Lower(other.Email)) || (Username is not null && Lower(Username) == Lower(other.Username))
        || (ChatDigits is not null && ChatDigits == other.Digits) || (Digits is not null && Digits == other.ChatDigits);

    private static string? Lower(string? text) => text?.ToLowerInvariant();
}

/// <summary>
/// 300 people of a shop and all the clients that they became: numbers in every spelling, slips in names, short names, Latin letters, a number that a family shares, somebody else's number
/// in a conversation, strangers with one name. Made by rules and a seed, so that the truth is known before anybody looks for duplicates.
/// </summary>
internal static class GeneratedPeople
{
    public const int Count = 300;

    private static readonly (string Name, string Short)[] Men =
    [
        ("Александр", "Саша"), ("Дмитрий", "Дима"), ("Сергей", "Серёжа"), ("Андрей", "Андрюша"), ("Алексей", "Лёша"), ("Максим", "Макс"), ("Евгений", "Женя"), ("Иван", "Ваня"), ("Михаил", "Миша"),
        ("Артём", "Тёма"), ("Николай", "Коля"), ("Павел", "Паша"), ("Роман", "Рома"), ("Владимир", "Вова"), ("Денис", "Денис"), ("Тимур", "Тимур"), ("Ильдар", "Ильдар"), ("Григорий", "Гриша"),
    ];

    private static readonly (string Name, string Short)[] Women =
    [
        ("Анна", "Аня"), ("Мария", "Маша"), ("Марина", "Марина"), ("Елена", "Лена"), ("Ольга", "Оля"), ("Наталья", "Наташа"), ("Екатерина", "Катя"), ("Татьяна", "Таня"), ("Ирина", "Ира"),
        ("Юлия", "Юля"), ("Светлана", "Света"), ("Александра", "Саша"), ("Виктория", "Вика"), ("Дарья", "Даша"), ("Алина", "Алина"), ("Евгения", "Женя"), ("Гульнара", "Гуля"), ("Полина", "Поля"),
    ];

    private static readonly string[] Surnames =
    [
        "Иванов", "Петров", "Смирнов", "Кузнецов", "Попов", "Васильев", "Соколов", "Михайлов", "Новиков", "Фёдоров", "Морозов", "Волков", "Алексеев", "Лебедев", "Семёнов", "Егоров", "Павлов", "Козлов",
        "Степанов", "Никитин", "Захаров", "Зайцев", "Борисов", "Яковлев", "Григорьев", "Романов", "Воробьёв", "Кузьмин", "Фролов", "Журавлёв", "Ахметов", "Каримов",
    ];

    private static readonly Dictionary<char, string> Latin = new()
    {
        ['а'] = "a", ['б'] = "b", ['в'] = "v", ['г'] = "g", ['д'] = "d", ['е'] = "e", ['ё'] = "e", ['ж'] = "zh", ['з'] = "z", ['и'] = "i", ['й'] = "y", ['к'] = "k", ['л'] = "l", ['м'] = "m",
        ['н'] = "n", ['о'] = "o", ['п'] = "p", ['р'] = "r", ['с'] = "s", ['т'] = "t", ['у'] = "u", ['ф'] = "f", ['х'] = "kh", ['ц'] = "ts", ['ч'] = "ch", ['ш'] = "sh", ['щ'] = "sch",
        ['ъ'] = "", ['ы'] = "y", ['ь'] = "", ['э'] = "e", ['ю'] = "yu", ['я'] = "ya",
    };

    private static readonly string[] Sources = [Platforms.Telegram, Platforms.Vk, Platforms.WhatsApp, Platforms.Avito, Platforms.Max, Platforms.Form];

    /// <summary>All clients, in an order that says nothing of who is who.</summary>
    public static IReadOnlyList<GeneratedClient> All(int seed = 2026)
    {
        var random = new Random(seed);
        var clients = new List<GeneratedClient>();
        for (var person = 0; person < Count;)
        {
            var surname = Surnames[random.Next(Surnames.Length)];
            var phone = Number(random);
            if (random.Next(6) == 0)
            {
                // A family: two to four people, one number, one surname, first names of their own.
                var names = new HashSet<string>(StringComparer.Ordinal);
                for (var size = random.Next(2, 5); size > 0 && person < Count; size--)
                {
                    var member = new Person(random, surname);
                    while (!names.Add(member.First)) member = new Person(random, surname);
                    Come(random, clients, person++, member, phone, random.Next(4) == 0 ? 2 : 1);
                }
            }
            else
            {
                Come(random, clients, person++, new Person(random, surname), phone, random.Next(5) switch { < 2 => 1, 4 => 3, _ => 2 });
            }
        }

        // "Перезвоните жене": a number in a conversation that is somebody else's.
        for (var i = 0; i < 12; i++)
        {
            var at = random.Next(clients.Count);
            var other = clients[random.Next(clients.Count)];
            if (clients[at].ChatText is not null || other.Digits is not { } digits || other.Person == clients[at].Person) continue;
            clients[at] = clients[at] with { ChatText = $"Перезвоните лучше на {Spelled(random, digits)}, это не мой", ChatDigits = digits };
        }

        return [.. clients.OrderBy(_ => random.Next())];
    }

    private static void Come(Random random, List<GeneratedClient> clients, int number, Person person, string phone, int times)
    {
        var email = $"{Romanised(person.First)}.{Romanised(person.Surname)}{number}@{(random.Next(2) == 0 ? "mail.ru" : "gmail.com")}".ToLowerInvariant();
        var username = $"{Romanised(person.First)[..3]}_{Romanised(person.Surname)}{number}".ToLowerInvariant();
        clients.Add(new GeneratedClient(number, person.Full, Spelled(random, phone), random.Next(2) == 0 ? email : null, Sources[random.Next(Sources.Length)], random.Next(2) == 0 ? username : null, null, phone, null));
        for (var again = 1; again < times; again++)
        {
            var (first, name, platform) = (clients[^again], Misspelled(random, person), Sources[random.Next(Sources.Length)]);
            clients.Add(random.Next(20) switch
            {
                < 9 => new GeneratedClient(number, name, Spelled(random, phone), null, platform, null, null, phone, null),
                < 12 when first.Email is not null => new GeneratedClient(number, name, null, Shouted(random, email), platform, null, null, null, null),
                < 15 when first.Username is not null => new GeneratedClient(number, name, null, null, platform, Shouted(random, username), null, null, null),
                < 19 => new GeneratedClient(number, name, null, null, platform, null, $"Здравствуйте! Мой номер {Spelled(random, phone)}, позвоните после 18:00", null, phone),
                _ => new GeneratedClient(number, name, null, null, platform, null, null, null, null), // nobody can know
            });
        }
    }

    private static string Number(Random random) => "9" + string.Concat(Enumerable.Range(0, 9).Select(_ => (char)('0' + random.Next(10))));

    private static string Spelled(Random random, string d) => random.Next(8) switch
    {
        0 => "8" + d,
        1 => "+7" + d,
        2 => "7" + d,
        3 => d,
        4 => $"8 ({d[..3]}) {d[3..6]}-{d[6..8]}-{d[8..]}",
        5 => $"+7 {d[..3]} {d[3..6]} {d[6..8]} {d[8..]}",
        6 => $"8-{d[..3]}-{d[3..6]}-{d[6..]}",
        _ => $"+7({d[..3]}){d[3..6]}-{d[6..]}",
    };

    private static string Shouted(Random random, string text) => random.Next(3) switch { 0 => text, 1 => text.ToUpperInvariant(), _ => char.ToUpperInvariant(text[0]) + text[1..] };

    // What people and platforms make of a name.
    private static string? Misspelled(Random random, Person person) => random.Next(14) switch
    {
        0 => null,
        1 => person.First,
        2 => person.Short,
        3 => $"{person.Short} {person.Surname}",
        4 => $"{person.Surname} {person.First}",
        5 => $"{person.First[0]}. {person.Surname}",
        6 => $"{person.First} {person.Surname[0]}.",
        7 => Slip(random, person.First) + " " + person.Surname,
        8 => person.First + " " + Slip(random, person.Surname),
        9 => Title(Romanised(person.First)) + " " + Title(Romanised(person.Surname)),
        10 => person.Full.ToUpper(CultureInfo.InvariantCulture),
        11 => person.Full.Replace('ё', 'е').ToLowerInvariant() + " 🔧",
        12 => $"  {person.First}   {person.Surname} ",
        _ => person.Full,
    };

    // One letter lost, doubled, or swapped with its neighbour; never the first, which nobody gets wrong.
    private static string Slip(Random random, string word)
    {
        var at = random.Next(1, word.Length - 1);
        return random.Next(3) switch
        {
            0 => word.Remove(at, 1),
            1 => word.Insert(at, word[at].ToString()),
            _ => word[..at] + word[at + 1] + word[at] + word[(at + 2)..],
        };
    }

    private static string Romanised(string word) => string.Concat(word.ToLowerInvariant().Select(c => Latin[c]));

    private static string Title(string word) => char.ToUpperInvariant(word[0]) + word[1..];

    private sealed class Person
    {
        public Person(Random random, string surname)
        {
            var isWoman = random.Next(2) == 0;
            (First, Short) = isWoman ? Women[random.Next(Women.Length)] : Men[random.Next(Men.Length)];
            Surname = isWoman ? surname + "а" : surname;
        }

        public string First { get; }

        public string Short { get; }

        public string Surname { get; }

        public string Full => $"{First} {Surname}";
    }
}
