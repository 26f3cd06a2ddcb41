using System.Text;
using System.Text.Unicode;

namespace BatteryCrm.Web.Outbound.Files;

/// <param name="MimeType">What the bytes are.</param>
/// <param name="IsInline">Shown in the page (images, sound, video); all else is only handed out for saving.</param>
/// <param name="Extensions">Endings that fit, the usual one first.</param>
internal sealed record FileType(string MimeType, bool IsInline, params string[] Extensions);

/// <summary>
/// Recognises a file by its bytes; what it is called helps only to tell apart documents that share one container. What is not on the list – programs, pages,
/// drawings with scripts – is not kept.
/// </summary>
internal static class FileTypes
{
    /// <summary>As many bytes of the beginning as recognition wants.</summary>
    public const int HeadLength = 4096;

    private static readonly FileType Zip = new("application/zip", IsInline: false, "zip");
    private static readonly FileType Text = new("text/plain", IsInline: false, "txt", "csv", "log", "md", "vcf", "json");
    private static readonly FileType Webm = new("video/webm", IsInline: true, "webm");
    private static readonly FileType Mp3 = new("audio/mpeg", IsInline: true, "mp3");
    private static readonly FileType Aac = new("audio/aac", IsInline: true, "aac");
    private static readonly FileType Mp4 = new("video/mp4", IsInline: true, "mp4", "m4v", "3gp", "mov");
    private static readonly FileType M4a = new("audio/mp4", IsInline: true, "m4a");
    private static readonly FileType Heic = new("image/heic", IsInline: false, "heic");
    private static readonly FileType Webp = new("image/webp", IsInline: true, "webp");
    private static readonly FileType Wave = new("audio/wav", IsInline: true, "wav");

    private static readonly (byte[] Start, FileType Type)[] Starts =
    [
        ([0xFF, 0xD8, 0xFF], new FileType("image/jpeg", IsInline: true, "jpg", "jpeg")),
        ([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], new FileType("image/png", IsInline: true, "png")),
        ("GIF87a"u8.ToArray(), new FileType("image/gif", IsInline: true, "gif")),
        ("GIF89a"u8.ToArray(), new FileType("image/gif", IsInline: true, "gif")),
        ("OggS"u8.ToArray(), new FileType("audio/ogg", IsInline: true, "ogg", "oga", "opus")),
        ("ID3"u8.ToArray(), Mp3),
        ("%PDF-"u8.ToArray(), new FileType("application/pdf", IsInline: false, "pdf")),
        ("{\\rtf"u8.ToArray(), new FileType("application/rtf", IsInline: false, "rtf")),
        ([0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C], new FileType("application/x-7z-compressed", IsInline: false, "7z")),
        ("Rar!\u001A\u0007"u8.ToArray(), new FileType("application/vnd.rar", IsInline: false, "rar")),
        ([0x1A, 0x45, 0xDF, 0xA3], Webm),
    ];

    // One container, several documents: told apart by the name, and no less a container when the name is wrong.
    private static readonly FileType[] Zipped =
    [
        new("application/vnd.openxmlformats-officedocument.wordprocessingml.document", IsInline: false, "docx"),
        new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", IsInline: false, "xlsx"),
        new("application/vnd.openxmlformats-officedocument.presentationml.presentation", IsInline: false, "pptx"),
        new("application/vnd.oasis.opendocument.text", IsInline: false, "odt"),
        new("application/vnd.oasis.opendocument.spreadsheet", IsInline: false, "ods"),
    ];

    // This container holds installers as well, so here the name has to say which document it is.
    private static readonly FileType[] OldOffice =
    [
        new("application/msword", IsInline: false, "doc"),
        new("application/vnd.ms-excel", IsInline: false, "xls"),
        new("application/vnd.ms-powerpoint", IsInline: false, "ppt"),
    ];

    // What a double click would run or a browser would execute, whatever its bytes look like.
    private static readonly HashSet<string> Dangerous = new(StringComparer.Ordinal)
    {
        "exe", "dll", "com", "scr", "pif", "msi", "msp", "cpl", "bat", "cmd", "ps1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta", "lnk", "reg",
        "jar", "apk", "app", "dmg", "iso", "img", "chm", "url", "desktop", "sh", "bash", "py", "pl", "php", "rb",
        "html", "htm", "xhtml", "shtml", "mht", "mhtml", "svg", "svgz", "xml", "xsl", "xslt", "docm", "xlsm", "pptm",
    };

    private static readonly Dictionary<string, FileType> ByMimeType =
        Starts.Select(s => s.Type).Concat(Zipped).Concat(OldOffice).Concat([Zip, Text, Aac, Mp4, M4a, Heic, Webp, Wave])
            .DistinctBy(t => t.MimeType, StringComparer.Ordinal).ToDictionary(t => t.MimeType, StringComparer.Ordinal);

    /// <summary>The type of a kept file; a plain download for one that is not on the list any more.</summary>
    public static FileType Of(string mimeType) => ByMimeType.GetValueOrDefault(mimeType) ?? new FileType("application/octet-stream", IsInline: false, "bin");

    /// <param name="head">The first <see cref="HeadLength"/> bytes, or all of a smaller file.</param>
    /// <param name="name">As the sender called it; null when it has none.</param>
    /// <returns>Null when it must not be kept.</returns>
    public static FileType? Recognise(ReadOnlySpan<byte> head, string? name)
    {
        var ending = Ending(name);
        if (Dangerous.Contains(ending)) return null;
        foreach (var (start, type) in Starts)
            if (head.StartsWith(start)) return type;

        if (head.StartsWith("PK\u0003\u0004"u8) || head.StartsWith("PK\u0005\u0006"u8)) return Array.Find(Zipped, t => t.Extensions.Contains(ending)) ?? Zip;
        if (head.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1])) return Array.Find(OldOffice, t => t.Extensions.Contains(ending));
        if (head.Length >= 12 && head.StartsWith("RIFF"u8)) return head[8..].StartsWith("WEBP"u8) ? Webp : head[8..].StartsWith("WAVE"u8) ? Wave : null;
        if (head.Length >= 12 && head[4..].StartsWith("ftyp"u8)) return Iso(head[8..12]);
        if (head.Length >= 2 && head[0] == 0xFF && (head[1] & 0xE0) == 0xE0) return MpegAudio(head[1]);
        return IsHarmlessText(head, ending) ? Text : null;
    }

    /// <summary>Without the dot, lower case; empty when there is none.</summary>
    public static string Ending(string? name) => name is null ? string.Empty : Path.GetExtension(name.TrimEnd(' ', '.')).TrimStart('.').ToLowerInvariant();

    private static FileType Iso(ReadOnlySpan<byte> brand)
    {
        if (brand.StartsWith("M4A"u8) || brand.StartsWith("M4B"u8)) return M4a;
        return brand.StartsWith("hei"u8) || brand.StartsWith("hev"u8) || brand.StartsWith("mif1"u8) || brand.StartsWith("msf1"u8) ? Heic : Mp4;
    }

    // The second byte of a frame header: version not reserved, layer III; layer 0 is AAC.
    private static FileType? MpegAudio(byte header) => (header & 0x18) == 0x08 ? null : (header & 0x06) switch
    {
        0x02 => Mp3,
        0x00 => Aac,
        _ => null,
    };

    private static bool IsHarmlessText(ReadOnlySpan<byte> head, string ending)
    {
        if (head.IsEmpty || head.StartsWith("#!"u8)) return false;
        foreach (var b in head)
            if (b is 0x7F or (< 0x20 and not ((byte)'\t' or (byte)'\n' or (byte)'\r' or (byte)'\f'))) return false;

        // Old Russian texts are in a one-byte code page: taken for text by their name only.
        if (!IsUtf8(head) && !Text.Extensions.Contains(ending)) return false;
        var words = Encoding.Latin1.GetString(head);
        return !words.Contains("<html", StringComparison.OrdinalIgnoreCase) && !words.Contains("<!doctype", StringComparison.OrdinalIgnoreCase)
            && !words.Contains("<svg", StringComparison.OrdinalIgnoreCase) && !words.Contains("<script", StringComparison.OrdinalIgnoreCase)
            && !words.Contains("<?", StringComparison.Ordinal);
    }

    // The head may end within a character, which is up to four bytes long.
    private static bool IsUtf8(ReadOnlySpan<byte> head)
    {
        for (var cut = 0; cut < 4 && cut < head.Length; cut++)
            if (Utf8.IsValid(head[..^cut])) return true;
        return false;
    }
}
