using System.Globalization;
using System.Text.RegularExpressions;
using BatteryCrm.Data.Setup;

namespace BatteryCrm.Web.Parts.Cards;

/// <summary>Values of the card as people read them.</summary>
public static partial class FieldText
{
    /// <summary>The parameter's name: the platform's own ones in the operator's language, a renamed one as it was written.</summary>
    public static string LabelOf(CardParameter parameter) =>
        PlatformRows.LabelOf(parameter.Id) == parameter.Label && CardTexts.ResourceManager.GetString("Label_" + parameter.Id, CultureInfo.CurrentUICulture) is { } label ? label : parameter.Label;

    /// <summary>The name of a column in the log; null for one that is no field of the card.</summary>
    public static string? LabelOfColumn(string column) => column switch
    {
        "brand_id" or "model_id" => CardTexts.Label_brand_model,
        "device_type_id" => CardTexts.Label_device_type,
        "repair_type_id" => CardTexts.Label_repair_type,
        "issue_type_id" => CardTexts.Label_issue_type,
        "issue_id" => CardTexts.Label_issue,
        "deal_type_id" => CardTexts.Label_deal_type,
        "lead_source_id" => CardTexts.Label_lead_source,
        "sales_channel_id" => CardTexts.Label_sales_channel,
        "parts_owner" => CardTexts.Label_parts_owner,
        "estimated_cost" => CardTexts.Label_estimated_cost,
        "estimated_time" => CardTexts.Label_estimated_time,
        "problem_description" => CardTexts.Problem,
        _ => null,
    };

    /// <summary>The parameter's value; null while it is unknown, or when this program does not know the source.</summary>
    public static string? Of(CardParameter parameter, AppealCard card, TenantZone zone) => CardSources.ValueOf(parameter.SourceField, card) switch
    {
        null or "" => null,
        DateTimeOffset at => TimeText.Full(zone.Local(at)),
        bool yes => yes ? CardTexts.Yes : CardTexts.No,
        decimal sum when parameter.Format == "currency" => MoneyText.Of(sum),
        int minutes when parameter.Format == "duration" => MoneyText.OfMinutes(minutes),
        IFormattable value => value.ToString(null, CultureInfo.CurrentCulture),
        var text => text.ToString(),
    };

    /// <summary>A value of <see cref="CardFacts.ValueOf"/> in words: for two people who wrote the same field.</summary>
    public static string Of(CardField field, string? value, CardCatalogue catalogue) => (field, value) switch
    {
        (_, null or "") => CardTexts.NotSet,
        (CardField.PartsOwner, _) => PartsOf(value) ?? value,
        (CardField.Cost, _) => MoneyText.Of(decimal.Parse(value, CultureInfo.InvariantCulture)),
        (CardField.Time, _) => MoneyText.OfMinutes(int.Parse(value, CultureInfo.InvariantCulture)),
        (CardField.Problem, _) => value,
        _ => catalogue.Options.GetValueOrDefault(field, []).FirstOrDefault(o => o.Value == value) is { } option ? Of(option) : CardTexts.AnotherValue,
    };

    public static string Of(CardOption option) => DealText.Of(option.Code) ?? option.Name;

    /// <summary>Whose part is built in; null while nobody knows.</summary>
    public static string? PartsOf(string? owner) => owner switch { "ours" => CardTexts.PartsOurs, "client" => CardTexts.PartsClient, _ => null };

    /// <summary>A sum as people type it ("8 500", "8500,50 ₽"), in the form of <see cref="CardFacts.ValueOf"/>; null when it is none, or below zero.</summary>
    public static string? Sum(string typed)
    {
        var match = SumAsTyped().Match(typed.Trim());
        if (!match.Success) return null;
        var roubles = string.Concat(match.Groups["roubles"].Value.Where(char.IsAsciiDigit));
        var sum = decimal.Parse($"{roubles}.{match.Groups["kopecks"].Value}0", NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        return sum <= CardFields.MostRoubles ? sum.ToString("0.##", CultureInfo.InvariantCulture) : null;
    }

    /// <summary>Minutes as people type them ("40", "1:20", "1 ч 20 мин", "2 h"), in the form of <see cref="CardFacts.ValueOf"/>; null when it is no duration.</summary>
    public static string? Minutes(string typed)
    {
        var numbers = typed.Split([.. typed.Where(c => !char.IsAsciiDigit(c)).Distinct()], StringSplitOptions.RemoveEmptyEntries);
        if (numbers.Length is 0 or > 2 || numbers.Any(n => n.Length > 5)) return null;
        var marks = string.Concat(typed.Where(c => !char.IsAsciiDigit(c) && !char.IsWhiteSpace(c))).ToLowerInvariant();
        var hasHours = marks.Length > 0 && (marks[0] is ':' or 'h' or 'ч');
        if (numbers.Length == 2 && !hasHours) return null;
        if (marks.Length > 0 && !hasHours && marks[0] is not ('m' or 'м')) return null;
        var first = int.Parse(numbers[0], CultureInfo.InvariantCulture);
        var minutes = (hasHours ? first * 60 : first) + (numbers.Length == 2 ? int.Parse(numbers[1], CultureInfo.InvariantCulture) : 0);
        return minutes <= CardFields.MostMinutes ? minutes.ToString(CultureInfo.InvariantCulture) : null;
    }

    // Three digits behind a point or a comma are thousands, as English consoles write them; one or two are kopecks.
    [GeneratedRegex(@"^(?<roubles>[0-9]{1,3}([ \u00a0\u202f.,][0-9]{3})+|[0-9]{1,9})([.,](?<kopecks>[0-9]{1,2}))?[ \u00a0]*₽?$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SumAsTyped();
}
