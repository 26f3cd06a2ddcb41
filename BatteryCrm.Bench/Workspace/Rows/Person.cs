using System.Globalization;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>A client of a shop.</summary>
/// <param name="Name">Null when the platform gave none.</param>
/// <param name="Phone">E.164; null while unknown.</param>
/// <param name="Channel">The place of the channel in the shop's list.</param>
/// <param name="Chat">The platform's id of the person and of the chat.</param>
internal sealed record Person(Guid Id, string? Name, string? Phone, int Channel, string Chat, DateTimeOffset At)
{
    private static readonly string[] Men = ["Александр", "Дмитрий", "Сергей", "Андрей", "Алексей", "Максим", "Иван", "Пётр", "Никита", "Артём", "Егор", "Глеб", "Игорь", "Олег", "Павел", "Роман"];
    private static readonly string[] Women = ["Анна", "Мария", "Ольга", "Елена", "Наталья", "Ирина", "Юлия", "Вера", "Дарья", "Алёна", "Жанна", "Светлана", "Полина", "Ксения", "Татьяна", "Арина"];
    private static readonly string[] Known = ["Иванов", "Смирнов", "Кузнецов", "Попов", "Соколов", "Лебедев", "Козлов", "Новиков", "Морозов", "Волков", "Зайцев", "Орлов", "Котов", "Павлов", "Фёдоров"];
    private static readonly string[] Endings = ["ов", "ев", "ин"];

    private static readonly string[] Surnames =
        [.. Known, .. Vocabulary.Made(new Random(7), 1, 2).Distinct(StringComparer.Ordinal).Take(2000).Select((w, i) => char.ToUpperInvariant(w[0]) + w[1..] + Endings[i % 3])];

    public static Person Next(Random random, int channels, int number, DateTimeOffset at) => new(
        RowId.At(at, random), NameOf(random), random.Next(5) < 3 ? string.Create(CultureInfo.InvariantCulture, $"+79{random.NextInt64(100_000_000, 1_000_000_000)}") : null,
        random.Next(channels), string.Create(CultureInfo.InvariantCulture, $"{7_000_000 + number}"), at);

    // Known surnames are the more frequent ones, as they are.
    private static string? NameOf(Random random)
    {
        var isWoman = random.Next(2) == 0;
        var first = isWoman ? Women[random.Next(Women.Length)] : Men[random.Next(Men.Length)];
        var surname = Surnames[random.Next(random.Next(4) == 0 ? Known.Length : Surnames.Length)];
        return random.Next(20) switch
        {
            0 => null,
            < 4 => first,
            < 6 => string.Create(CultureInfo.InvariantCulture, $"user{random.Next(100_000)}"),
            _ => $"{first} {surname}{(isWoman ? "а" : "")}",
        };
    }
}
