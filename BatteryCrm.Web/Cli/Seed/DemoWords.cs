using System.Globalization;
using System.Text.RegularExpressions;

namespace BatteryCrm.Web.Cli.Seed;

/// <summary>Fills the places in a phrase: <c>{price}</c>, <c>{when}</c> …, and <c>{he|she}</c> by who speaks.</summary>
internal sealed partial class DemoWords(DemoShop shop)
{
    private static readonly CultureInfo Russian = CultureInfo.GetCultureInfo("ru-RU");
    private static readonly string[] WeekDays = ["в воскресенье", "в понедельник", "во вторник", "в среду", "в четверг", "в пятницу", "в субботу"];
    private static readonly string[] Months = ["января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"];

    /// <summary>3500 → «3 500».</summary>
    public static string Money(decimal roubles) => roubles.ToString("#,0", new NumberFormatInfo { NumberGroupSeparator = " " });

    public string Fill(DemoAppeal appeal, DemoLine line)
    {
        var isFemale = line.Speaker is Speaker.Client ? appeal.Client.Female : line.Speaker is not Speaker.Agent && appeal.Operator.Female;
        var text = ByGender().Replace(line.Text, m => m.Groups[isFemale ? "she" : "he"].Value);
        return Place().Replace(text, m => Value(m.Groups["place"].Value, appeal, line, atStart: m.Index == 0 || text[..m.Index].EndsWith(". ", StringComparison.Ordinal)));
    }

    private string Value(string place, DemoAppeal appeal, DemoLine line, bool atStart)
    {
        var value = place switch
        {
            "device" => Device(appeal),
            "model" => appeal.Model!.Name,
            "price" => Money(appeal.Service!.PriceRub),
            "minutes" => Length(appeal.Service!.DurationMinutes),
            "work" => atStart ? appeal.Service!.MalfunctionType : char.ToLowerInvariant(appeal.Service!.MalfunctionType[0]) + appeal.Service.MalfunctionType[1..],
            "issue" => appeal.Issue!.Name.ToLower(Russian),
            "warranty" => shop.WarrantyDays.ToString(CultureInfo.InvariantCulture),
            "address" => shop.File.Address,
            "review" => shop.File.ReviewUrl,
            "name" => appeal.Client.FirstName,
            "master" => appeal.Booking!.Master.Name,
            "qr" => appeal.QrCode!,
            "when" => When(appeal.Booking!.Start, line.At),
            "callMinutes" => $"{2 + (appeal.Client.ChatId[^1] % 4)} мин {11 + (appeal.Client.ChatId[^1] % 40)} с",
            _ => throw new FormatException($"Nothing is known for {{{place}}}."),
        };
        return atStart && line.Speaker is not Speaker.Client && place is not ("model" or "device") ? char.ToUpperInvariant(value[0]) + value[1..] : value;
    }

    /// <summary>As people write it: the name, or one of the spellings that the catalogue knows.</summary>
    private string Device(DemoAppeal appeal)
    {
        // The same client keeps to one spelling.
        var model = appeal.Model!;
        var spellings = model.Aliases.Where(a => a.Length >= 7).Prepend(model.Name).ToList();
        if (model.Aliases.Length > 0 && spellings.Count == 1) spellings.Add(shop.Catalog.BrandOf(model).Aliases[0] + " " + model.Aliases[0]);
        return spellings[appeal.Client.ChatId[^1] % spellings.Count];
    }

    /// <summary>«завтра в 15:30», seen from the moment at which it is said.</summary>
    private string When(DateTimeOffset visit, DateTimeOffset said)
    {
        var (then, now) = (shop.Scope.Local(visit), shop.Scope.Local(said));
        var days = (then.Date - now.Date).Days;
        var day = days switch
        {
            0 => "сегодня",
            1 => "завтра",
            2 => "послезавтра",
            > 2 and < 7 => WeekDays[(int)then.DayOfWeek],
            _ => $"{then.Day} {Months[then.Month - 1]}",
        };
        return day + " в " + then.ToString("H:mm", CultureInfo.InvariantCulture);
    }

    private static string Length(int minutes) => minutes switch
    {
        60 => "часа",
        90 => "полутора часов",
        120 => "двух часов",
        150 => "двух с половиной часов",
        180 => "трёх часов",
        _ => minutes + " минут",
    };

    [GeneratedRegex(@"\{(?<he>[^{}|]*)\|(?<she>[^{}|]*)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ByGender();

    [GeneratedRegex(@"\{(?<place>[a-zA-Z]+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
