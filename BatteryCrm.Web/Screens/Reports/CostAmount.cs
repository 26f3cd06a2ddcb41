using System.Globalization;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>A sum as somebody typed it.</summary>
public static class CostAmount
{
    /// <summary>Roubles.</summary>
    public const decimal Most = 100_000_000;

    /// <summary>"1 200,50" or "1200.5"; null for what is no sum, is negative, too large or <see cref="IsUnclear"/>.</summary>
    public static decimal? Of(string? text) =>
        !IsUnclear(text) && decimal.TryParse(Digits(text), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var sum) && sum <= Most && decimal.Round(sum, 2) == sum ? sum : null;

    /// <summary>"1,200" or "1.200,50": thousands to one reader, kopecks to another.</summary>
    public static bool IsUnclear(string? text)
    {
        var parts = Digits(text).Split('.');
        return parts.All(p => p.All(char.IsAsciiDigit)) && (parts.Length == 2 ? parts[1].Length == 3 : parts.Length > 2 && parts[1..^1].All(p => p.Length == 3));
    }

    // One sign for kopecks, whichever was typed.
    private static string Digits(string? text) => string.Concat((text ?? string.Empty).Where(c => !char.IsWhiteSpace(c) && c is not '₽')).Replace(',', '.');
}
