namespace BatteryCrm.Data.Messages;

/// <summary>Text that PostgreSQL and UTF-8 can hold: U+0000 and lone surrogates become U+FFFD, nothing else changes.</summary>
public static class StorableText
{
    private const char Replacement = '\uFFFD';

    /// <summary>The same string when nothing has to be replaced; same length always.</summary>
    public static string Of(string text)
    {
        var first = FirstBad(text, 0);
        if (first < 0) return text;
        return string.Create(text.Length, (text, first), static (target, state) =>
        {
            state.text.AsSpan().CopyTo(target);
            for (var i = state.first; i >= 0; i = FirstBad(state.text, i + 1)) target[i] = Replacement;
        });
    }

    private static int FirstBad(string text, int from)
    {
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
