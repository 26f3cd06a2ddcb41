using System.Globalization;
using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Web.Parts;

/// <summary>Colleagues at an appeal in words.</summary>
public static class ColleagueText
{
    /// <summary>What one of them does, looking or typing, with the whole name.</summary>
    public static string DoingOf(Colleague colleague) => (colleague.IsTyping ? Texts.ColleagueTypes : Texts.ColleagueLooks).Replace("{0}", colleague.Name, StringComparison.Ordinal);

    /// <summary>Who writes, with the first word of the name; of several the first and how many more. Null when nobody does.</summary>
    public static string? TypingOf(IReadOnlyList<Colleague> colleagues)
    {
        List<Colleague> typing = [.. colleagues.Where(c => c.IsTyping)];
        if (typing.Count == 0) return null;
        var first = typing[0].Name.Split(' ')[0];
        return (typing.Count == 1 ? Texts.TypingOne : Texts.TypingSome.Replace("{1}", (typing.Count - 1).ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal))
            .Replace("{0}", first, StringComparison.Ordinal);
    }
}
