using System.Text;

namespace BatteryCrm.Data.Messages;

/// <summary>What the queue shows of a message (<see cref="Appeals.AppealActivity.LastMessagePreview"/>).</summary>
public static class Previews
{
    /// <summary>In UTF-16 code units.</summary>
    public const int MaxLength = 160;

    /// <summary>A message without words: its file's name, as far as there is one.</summary>
    public static string OfFile(string? name) => Of($"📎 {name}");

    /// <summary>The beginning of the text on one line: runs of white space and control characters become one space, a surrogate pair is never cut.</summary>
    public static string Of(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, MaxLength));
        var gap = false;
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                gap = line.Length > 0;
                continue;
            }

            if (gap) line.Append(' ');
            gap = false;
            line.Append(c);
            if (line.Length > MaxLength) break;
        }

        if (line.Length <= MaxLength) return line.ToString();
        var end = char.IsHighSurrogate(line[MaxLength - 1]) ? MaxLength - 1 : MaxLength;
        return line.ToString(0, end).TrimEnd();
    }
}
