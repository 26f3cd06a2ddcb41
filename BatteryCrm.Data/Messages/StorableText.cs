using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace BatteryCrm.Data.Messages;

/// <summary>Text that PostgreSQL and UTF-8 can hold, made of what came from outside without refusing it.</summary>
public static class StorableText
{
    private const char Replacement = '\uFFFD';

    private static ReadOnlySpan<byte> EscapeStart => "\\u"u8;

    /// <summary>U+0000 and lone surrogates become U+FFFD, nothing else changes: same length always, the same string when nothing has to be replaced. Null stays null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Of(string? text)
    {
        if (text is null) return null;
        var first = FirstBad(text, FirstDoubtful(text));
        if (first < 0) return text;
        return string.Create(text.Length, (text, first), static (target, state) =>
        {
            state.text.AsSpan().CopyTo(target);
            for (var i = state.first; i >= 0; i = FirstBad(state.text, i + 1)) target[i] = Replacement;
        });
    }

    /// <summary>The beginning of the text, at most so many UTF-16 units; a surrogate pair is never split, and no space is left at the cut. Null stays null.</summary>
    [return: NotNullIfNotNull(nameof(text))]
    public static string? Cut(string? text, int max)
    {
        if (text is null || text.Length <= max) return text;
        return text[..(char.IsHighSurrogate(text[max - 1]) ? max - 1 : max)].TrimEnd();
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

    // Vectorised: nearly every text of the intake ends here.
    private static int FirstDoubtful(ReadOnlySpan<char> text)
    {
        var pair = text.IndexOfAnyInRange('\uD800', '\uDFFF');
        var zero = text.IndexOf('\0');
        return pair < 0 || (zero >= 0 && zero < pair) ? zero : pair;
    }

    private static int FirstBad(string text, int from)
    {
        if (from < 0) return -1;
        for (var i = from; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\0' || char.IsLowSurrogate(c)) return i;
            if (!char.IsHighSurrogate(c)) continue;
            if (i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])) return i;
            i++;
        }

        return -1;
    }
}
