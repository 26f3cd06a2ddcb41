using System.Globalization;
using BatteryCrm.Data.Messages;

namespace BatteryCrm.Web.Screens.Catalog.Kinds;

/// <summary>One field of a catalogue.</summary>
/// <param name="Column">Its column; also what its texts are named by.</param>
public sealed record CatalogueField(string Column, FieldKind Kind)
{
    public bool IsRequired { get; init; }

    /// <summary>Letters at most; of an alias, of each.</summary>
    public int Longest { get; init; } = 200;

    /// <summary>The slug of the catalogue that a reference leads to.</summary>
    public string? To { get; init; }

    /// <summary>The field by which the choices of this reference are narrowed: a model by its brand.</summary>
    public string? Within { get; init; }

    /// <summary>Whether the list has a column for it.</summary>
    public bool IsListed { get; init; }

    /// <summary>Kept in lower case, of letters, digits, "-" and "_" alone.</summary>
    public bool IsShortcut { get; init; }

    /// <summary>The time that has to lie before this one.</summary>
    public string? After { get; init; }

    /// <summary>What a new row starts with.</summary>
    public string? First { get; init; }

    /// <summary>The value of what somebody typed or a file holds, in its one form.</summary>
    /// <returns>False when it is no value of this kind.</returns>
    public bool TryParse(string? typed, out string? value)
    {
        var text = StorableText.Of(typed)?.Trim();
        value = string.IsNullOrEmpty(text) ? null : text;
        if (value is null) return true;
        switch (Kind)
        {
            case FieldKind.Text:
                value = string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                if (IsShortcut) value = value.TrimStart('/').ToLowerInvariant();
                return !IsShortcut || value.All(c => char.IsLetterOrDigit(c) || c is '-' or '_');
            case FieldKind.Aliases:
                var lines = value.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(l => l.Trim()).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
                value = lines.Count == 0 ? null : string.Join('\n', lines);
                return true;
            case FieldKind.Money:
                var digits = string.Concat(value.Where(c => !char.IsWhiteSpace(c) && c != '₽')).Replace(',', '.');
                var isSum = decimal.TryParse(digits, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sum) && Math.Abs(sum) < 100_000_000;
                if (isSum) value = Math.Round(sum, 2, MidpointRounding.AwayFromZero).ToString("0.##", CultureInfo.InvariantCulture);
                return isSum;
            case FieldKind.Minutes:
                var isNumber = int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 100_000;
                if (isNumber) value = number.ToString(CultureInfo.InvariantCulture);
                return isNumber;
            case FieldKind.Time:
                var isTime = TimeOnly.TryParseExact(value, ["H:mm", "HH:mm", "H:mm:ss", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
                if (isTime) value = time.ToString("HH:mm", CultureInfo.InvariantCulture);
                return isTime;
            default:
                return true;
        }
    }
}
