using System.Text.Json;

namespace BatteryCrm.Bench;

/// <summary>One line of <c>./dev bench</c>.</summary>
/// <param name="Value">What was measured, in <paramref name="Unit"/>.</param>
/// <param name="Reference">What it is compared with, in the same unit; null when there is nothing.</param>
internal sealed record Measurement(string Bench, double Value, string Unit, double? Reference = null)
{
    public double? Ratio => Reference is { } reference ? Math.Round(Value / reference, 2) : null;

    public string ToJson() => JsonSerializer.Serialize(
        new { bench = Bench, value = Math.Round(Value, 3), unit = Unit, reference = Reference is { } r ? Math.Round(r, 3) : (double?)null, ratio = Ratio });
}

/// <summary>Standard output holds the results alone; everything that is said on the way goes to standard error.</summary>
internal static class Say
{
    public static Task LineAsync(string text) => Console.Error.WriteLineAsync("  " + text);
}

/// <summary>A measurement that cannot be trusted is none: what was expected and what was found.</summary>
internal sealed class BenchFailedException(string message) : Exception(message);
