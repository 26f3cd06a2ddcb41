using BatteryCrm.Web.Parts.Cards;
using System.Text.Json;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>What the variables stand for in every appeal of one operator; null where it is unknown.</summary>
public sealed record ShopWords(string? Operator, string? Address, string? Hours, string? Shop);

/// <summary>What the variables of a saved reply stand for in one appeal, as plain text in Russian formats; null where it is unknown.</summary>
/// <param name="Client">The first name.</param>
/// <param name="Operator">Who writes, by the first name.</param>
/// <param name="Device">Brand and model.</param>
/// <param name="Price">"8 500 ₽".</param>
/// <param name="Time">"40 мин".</param>
/// <param name="Hours">"ежедневно с 9:00 до 20:00".</param>
/// <param name="Shop">The tenant's name.</param>
public sealed record ReplyValues(string? Client, string? Operator, string? Device, string? Repair, string? Price, string? Time, string? Address, string? Hours, string? Shop)
{
    private static readonly string[] Days = ["пн", "вт", "ср", "чт", "пт", "сб", "вс"];

    /// <summary>The appeal's own words from its card, the shop's beside them. Clients read Russian whatever the console speaks.</summary>
    public static ReplyValues Of(AppealCard card, ShopWords shop) => new(
        FirstName(card.ClientName), shop.Operator, card.Facts.Device, card.Facts.RepairType, card.Facts.Cost is { } cost ? MoneyText.Of(cost) : null,
        card.Facts.Minutes is { } minutes ? MoneyText.Duration(minutes, "{0} ч", "{0} мин") : null, shop.Address, shop.Hours, shop.Shop);

    /// <summary>The first word that has a letter: platforms give first and last name in one, with whatever people put around them.</summary>
    public static string? FirstName(string? name) => name?.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault(w => w.Any(char.IsLetter));

    /// <summary>A JSON string's text; null for anything else and for an empty one.</summary>
    public static string? TextIn(string? json)
    {
        if (json is null) return null;
        using var value = JsonDocument.Parse(json);
        return value.RootElement.ValueKind == JsonValueKind.String && value.RootElement.GetString() is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;
    }

    /// <summary>The setting <c>working_hours</c> {start, end, days} in words; null when it is not of that shape.</summary>
    public static string? HoursIn(string? json) =>
        WorkingHours.Read(json) is { } hours ? $"{DaysOf(hours.Days)} с {Clock(hours.Start)} до {Clock(hours.End)}" : null;

    private static string Clock(TimeOnly time) => time.ToString("H:mm", System.Globalization.CultureInfo.InvariantCulture);

    // Three days and more in a row are a range.
    private static string DaysOf(IReadOnlySet<int> open)
    {
        if (open.Count == 7) return "ежедневно";
        var parts = new List<string>();
        for (var day = 1; day <= 7; day++)
        {
            if (!open.Contains(day)) continue;
            var last = day;
            while (open.Contains(last + 1)) last++;
            if (last - day >= 2) parts.Add($"{Days[day - 1]}–{Days[last - 1]}");
            else parts.AddRange(Enumerable.Range(day, last - day + 1).Select(d => Days[d - 1]));
            day = last;
        }

        return string.Join(", ", parts);
    }
}
