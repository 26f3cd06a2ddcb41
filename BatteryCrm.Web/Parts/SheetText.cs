using System.Text;
using BatteryCrm.Data.Clients.Importing;

namespace BatteryCrm.Web.Parts;

/// <summary>How the bytes of a file become words: what it seems to be, until somebody says otherwise.</summary>
internal static class SheetText
{
    private static readonly Encoding Windows1251 = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly char[] Separators = [';', ',', '\t'];

    /// <summary>By its mark; else UTF-8 if all of it is that, else what Russian Excel writes. Reads to the end.</summary>
    public static async Task<string> EncodingOfAsync(Stream file, CancellationToken cancellation)
    {
        var bytes = new byte[64 * 1024];
        var read = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        if (bytes.AsSpan(0, read).StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])) return ImportEncodings.Utf16;
        var decoder = Strict.GetDecoder();
        var chars = new char[Strict.GetMaxCharCount(bytes.Length)];
        try
        {
            for (; read > 0; read = await file.ReadAsync(bytes, cancellation)) decoder.GetChars(bytes, 0, read, chars, 0, flush: false);
            decoder.GetChars([], 0, 0, chars, 0, flush: true);
            return ImportEncodings.Utf8;
        }
        catch (DecoderFallbackException)
        {
            return ImportEncodings.Windows1251;
        }
    }

    /// <summary>By the line that has the headings; Excel's "sep=;" says it itself.</summary>
    public static async Task<string> SeparatorOfAsync(Stream file, string encoding, CancellationToken cancellation)
    {
        using var text = Open(file, encoding);
        while (await text.ReadLineAsync(cancellation) is { } line)
            if (!string.IsNullOrWhiteSpace(line)) return SeparatorOf(line);
        return SeparatorOf(string.Empty);
    }

    /// <summary>Whether it is a workbook, new (a ZIP) or old (OLE): the person has to save it as CSV.</summary>
    public static bool IsWorkbook(ReadOnlySpan<byte> start) => start.StartsWith("PK"u8) || start.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]);

    /// <summary>The sign that stands most often outside quotation marks.</summary>
    public static string SeparatorOf(string head)
    {
        var counts = new int[Separators.Length];
        var isQuoted = false;
        foreach (var c in head)
        {
            if (c is '"') isQuoted = !isQuoted;
            else if (!isQuoted && Array.IndexOf(Separators, c) is >= 0 and var at) counts[at]++;
        }

        return Separators[Array.IndexOf(counts, counts.Max())].ToString();
    }

    /// <param name="name">One of <see cref="ImportEncodings"/>.</param>
    public static StreamReader Open(Stream file, string name) => new(
        file,
        name switch
        {
            ImportEncodings.Windows1251 => Windows1251,
            ImportEncodings.Utf16 => Encoding.Unicode,
            _ => Encoding.UTF8,
        },
        detectEncodingFromByteOrderMarks: name is not ImportEncodings.Windows1251, bufferSize: 64 * 1024, leaveOpen: true);
}
