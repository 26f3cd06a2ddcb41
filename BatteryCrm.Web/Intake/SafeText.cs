using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace BatteryCrm.Web.Intake;

/// <summary>Makes what came from outside storable without refusing it: PostgreSQL's text takes neither U+0000 nor broken UTF-16.</summary>
public static class SafeText
{
    private static ReadOnlySpan<byte> EscapeStart => "\\u"u8;

    /// <summary>U+0000 and lone surrogates become U+FFFD; null stays null.</summary>
    public static string? Of(string? text)
    {
        if (text is null) return null;
        if (!text.Contains('\0', StringComparison.Ordinal) && !HasLoneSurrogate(text)) return text;
        var chars = text.ToCharArray();
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1])) i++;
            else if (char.IsSurrogate(chars[i]) || chars[i] == '\0') chars[i] = '\uFFFD';
        }

        return new string(chars);
    }

    /// <summary>
    /// The body with what no JSON reader turns into text replaced by U+FFFD: bytes that are not UTF-8, and escapes of half a surrogate pair
    /// (<c>\ud83d</c> alone). The journal keeps the original.
    /// </summary>
    public static ReadOnlyMemory<byte> Json(byte[] body)
    {
        var start = body.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0;
        if (!Utf8.IsValid(body.AsSpan(start)))
            return MendEscapes(Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body, start, body.Length - start)));
        return body.AsSpan(start).IndexOf(EscapeStart) < 0 ? body.AsMemory(start) : MendEscapes(body[start..]);
    }

    private static ReadOnlyMemory<byte> MendEscapes(byte[] body)
    {
        for (var i = 0; i + 5 < body.Length; i++)
        {
            if (body[i] != '\\') continue;
            if (body[i + 1] != 'u')
            {
                i++; // an escaped backslash or quote: its second character begins nothing
                continue;
            }

            var unit = Unit(body, i);
            if (char.IsHighSurrogate(unit) && i + 11 < body.Length && body[i + 6] == '\\' && body[i + 7] == 'u' && char.IsLowSurrogate(Unit(body, i + 6))) i += 11;
            else
            {
                if (char.IsSurrogate(unit)) "fffd"u8.CopyTo(body.AsSpan(i + 2));
                i += 5;
            }
        }

        return body;
    }

    private static char Unit(byte[] body, int at) =>
        System.Buffers.Text.Utf8Parser.TryParse(body.AsSpan(at + 2, 4), out ushort value, out var read, 'x') && read == 4 ? (char)value : '\0';

    private static bool HasLoneSurrogate(string text)
    {
        var at = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (at < 0) return false;
        var rest = text.AsSpan(at);
        while (!rest.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var used) != OperationStatus.Done) return true;
            rest = rest[used..];
        }

        return false;
    }
}
