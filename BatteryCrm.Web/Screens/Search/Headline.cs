namespace BatteryCrm.Web.Screens.Search;

/// <summary>A line of a message with the words that were looked for marked in it.</summary>
public static class Headline
{
    // What the function find_messages puts round them: characters of nobody's language.
    private const char Start = '\uE000';
    private const char Stop = '\uE001';

    /// <summary>The line in pieces, in order, without the marks.</summary>
    public static IReadOnlyList<(string Text, bool IsFound)> Pieces(string marked)
    {
        var pieces = new List<(string, bool)>();
        var from = 0;
        for (var i = 0; i <= marked.Length; i++)
        {
            if (i < marked.Length && marked[i] is not (Start or Stop)) continue;
            if (i > from) pieces.Add((marked[from..i], i < marked.Length && marked[i] == Stop));
            from = i + 1;
        }

        return pieces;
    }
}
