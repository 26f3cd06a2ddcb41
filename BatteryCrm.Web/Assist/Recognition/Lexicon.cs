namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>The words of a catalogue's names with the forms and slips in which people write them.</summary>
internal sealed class Lexicon
{
    private const int ShortestWithSlips = 5;
    private static readonly string[] HardEndings = [.. new[] { "а", "у", "е", "ом", "ы", "и", "ов", "ам", "ами", "ах", "чик", "чика", "чике" }.Select(Spelling.Fold)];
    private static readonly string[] SoftEndings = [.. new[] { "я", "ю", "е", "ем" }.Select(Spelling.Fold)];
    private readonly Dictionary<string, string> forms = new(StringComparer.Ordinal);
    private readonly Dictionary<char, List<(string Word, Guid BrandId)>> slippery = [];

    /// <summary>Takes in the words of a name. A word itself goes before another's form.</summary>
    /// <param name="brandId">Whose name it is: between two spellings of one maker a slip is no question.</param>
    public void Add(string text, Guid brandId)
    {
        foreach (var word in Spelling.Split(text).Where(w => !w.IsNumber && w.Folded.Length > 1))
        {
            var name = DeviceWords.Name(word.Folded);
            forms[word.Folded] = name;
            var written = text[word.End - 1];
            foreach (var form in Forms(word.Folded, char.ToLowerInvariant(written))) forms.TryAdd(form, name);
            if (word.Folded.Length < ShortestWithSlips) continue;
            if (!slippery.TryGetValue(word.Folded[0], out var list)) slippery[word.Folded[0]] = list = [];
            if (!list.Exists(s => s.Word == word.Folded)) list.Add((word.Folded, brandId));
        }
    }

    /// <summary>The word as the names have it; an unknown word is itself.</summary>
    public string Name(Word word)
    {
        if (word.IsNumber || word.Folded.Length < 2) return DeviceWords.Name(word.Folded);
        if (forms.TryGetValue(word.Folded, out var known)) return known;
        if (Slipped(word.Folded) is { } meant) return forms[meant];
        return DeviceWords.Name(word.Folded);
    }

    private static IEnumerable<string> Forms(string folded, char last)
    {
        if (folded.Length < 3) return [];
        if (last == 'ь') return SoftEndings.Select(e => folded + e);
        if (last == 'й') return SoftEndings.Select(e => folded[..^1] + e);
        return "aeiouyеиюяы".Contains(folded[^1], StringComparison.Ordinal) ? [] : HardEndings.Select(e => folded + e);
    }

    /// <summary>The one long word with the same first letter that is a slip away, endings apart; null when none or several are.</summary>
    private string? Slipped(string folded)
    {
        if (folded.Length < ShortestWithSlips - 1 || !slippery.TryGetValue(folded[0], out var candidates)) return null;
        (string Word, Guid BrandId)? meant = null;
        foreach (var (candidate, brandId) in candidates)
        {
            if (!IsSlip(folded, candidate) && !HardEndings.Any(e => folded.Length - e.Length >= ShortestWithSlips - 1 && folded.EndsWith(e, StringComparison.Ordinal) && IsSlip(folded[..^e.Length], candidate))) continue;
            if (meant is { } other && other.BrandId != brandId) return null;
            meant ??= (candidate, brandId);
        }

        return meant?.Word;
    }

    /// <summary>One letter left out, added, exchanged with its neighbour, or, between vowels or in a long word, another.</summary>
    private static bool IsSlip(string typed, string meant)
    {
        if (Math.Abs(typed.Length - meant.Length) > 1) return false;
        var i = 0;
        while (i < typed.Length && i < meant.Length && typed[i] == meant[i]) i++;
        var a = typed.AsSpan(i);
        var b = meant.AsSpan(i);
        if (a.Length < b.Length) return a.SequenceEqual(b[1..]);
        if (a.Length > b.Length) return a[1..].SequenceEqual(b);
        if (a.Length == 0) return true;
        if (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..].SequenceEqual(b[2..])) return true;
        return a[1..].SequenceEqual(b[1..]) && (meant.Length > ShortestWithSlips || (IsVowel(a[0]) && IsVowel(b[0])));
    }

    private static bool IsVowel(char c) => "aeiouyеиюяы".Contains(c, StringComparison.Ordinal);
}
