using System.Globalization;

namespace BatteryCrm.Web.Parts;

/// <summary>Sizes and lengths of files as people read them.</summary>
public static class SizeText
{
    /// <summary>"640 Б", "48 КБ", "1,3 МБ"; null when unknown.</summary>
    public static string? OfBytes(long? bytes) => bytes switch
    {
        null => null,
        < 1024 => Fill(Texts.SizeBytes, bytes.Value, "0"),
        < 1024 * 1024 => Fill(Texts.SizeKilobytes, bytes.Value / 1024.0, "0"),
        _ => Fill(Texts.SizeMegabytes, bytes.Value / (1024.0 * 1024.0), "0.#"),
    };

    /// <summary>"0:17", "12:05"; null when unknown.</summary>
    public static string? OfSeconds(int? seconds) =>
        seconds is { } s and >= 0 ? $"{s / 60}:{(s % 60).ToString("00", CultureInfo.InvariantCulture)}" : null;

    private static string Fill(string words, double number, string format) =>
        words.Replace("{0}", number.ToString(format, CultureInfo.CurrentCulture), StringComparison.Ordinal);
}
