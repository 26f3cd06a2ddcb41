namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>Words that name a repair.</summary>
/// <param name="TypeId">Null = words that look like a repair and name none ("экран цел").</param>
/// <param name="IsCause">Liquid: what else is broken came of it.</param>
internal sealed record FoundRepair(int From, int To, Guid? TypeId, bool IsCause);

/// <summary>
/// The words by which clients name a repair. A phrase is a few words, each exact or, with a star, the beginning of one; between two of them one other word may stand.
/// Of phrases that share a word the one with more words decides: "стекло камеры" is the camera.
/// </summary>
internal sealed class RepairWords
{
    private readonly Dictionary<char, List<Phrase>> phrases = [];

    public RepairWords(RecognitionCatalogue catalogue)
    {
        foreach (var parts in RepairVocabulary.Nothing.Select(Parts)) Add(new Phrase(parts, TypeId: null, IsCause: false));
        foreach (var type in catalogue.Repairs)
        {
            var name = Spelling.Split(type.Name);
            var group = GroupOf(name);
            var isCause = group?.IsCause ?? false;
            if (catalogue.RepairWords.TryGetValue(type.Name, out var own))
            {
                foreach (var text in own) Add(new Phrase(Parts(text), type.Id, isCause));
            }
            else if (group is not null)
            {
                foreach (var text in group.Phrases) Add(new Phrase(Parts(text), type.Id, isCause));
            }
            else if (name.Count > 0)
            {
                Add(new Phrase([.. name.Select(w => Stem(w.Folded))], type.Id, IsCause: false));
            }
        }
    }

    public List<FoundRepair> Read(List<Word> words)
    {
        var matches = new List<(Phrase Phrase, int[] Places)>();
        for (var at = 0; at < words.Count; at++)
        {
            if (!phrases.TryGetValue(words[at].Folded[0], out var candidates)) continue;
            foreach (var phrase in candidates)
                if (Match(phrase.Parts, words, at) is { } places) matches.Add((phrase, places));
        }

        var taken = new Dictionary<int, int>();
        var found = new List<FoundRepair>();
        foreach (var (phrase, places) in matches.OrderByDescending(m => m.Places.Length).ThenByDescending(m => m.Phrase.Parts.Sum(p => p.Text.Length)))
        {
            // A longer phrase has taken a word of this one; another of the same length and place means as much.
            if (places.Any(p => taken.TryGetValue(p, out var length) && length > places.Length)) continue;
            foreach (var place in places) taken[place] = places.Length;
            found.Add(new FoundRepair(places[0], places[^1] + 1, phrase.TypeId, phrase.IsCause));
        }

        return [.. found.Where(f => f.TypeId is not null).DistinctBy(f => (f.From, f.To, f.TypeId))];
    }

    public static (Guid? TypeId, RepairFinding Finding) Decide(List<FoundRepair> found)
    {
        var types = found.Select(f => f.TypeId).Distinct().ToList();
        if (types.Count > 1 && found.Where(f => f.IsCause).Select(f => f.TypeId).Distinct().ToList() is [var cause]) return (cause, RepairFinding.Type);
        return types.Count switch { 0 => (null, RepairFinding.NotNamed), 1 => (types[0], RepairFinding.Type), _ => (null, RepairFinding.TwoTypes) };
    }

    /// <summary>The built-in words for a repair type of this name: of "Стекло камеры" those of the longer phrase; null when none fits.</summary>
    private static RepairGroup? GroupOf(List<Word> name)
    {
        var longest = (Group: (RepairGroup?)null, Words: 0);
        foreach (var group in RepairVocabulary.Groups)
        {
            foreach (var parts in group.Phrases.Append(group.Name ?? string.Empty).Select(Parts))
                if (parts.Length > longest.Words && Enumerable.Range(0, name.Count).Any(at => Match(parts, name, at) is not null)) longest = (group, parts.Length);
        }

        return longest.Group;
    }

    private static int[]? Match(Part[] parts, List<Word> words, int at)
    {
        if (parts.Length == 0) return null;
        var places = new int[parts.Length];
        for (var i = 0; i < parts.Length; i++, at++)
        {
            if (i > 0 && at + 1 < words.Count && IsSoft(words, at) && !parts[i].Fits(words[at].Folded)) at++;
            if (at >= words.Count || (i > 0 && !IsSoft(words, at)) || !parts[i].Fits(words[at].Folded)) return null;
            places[i] = at;
        }

        return places;
    }

    private static bool IsSoft(List<Word> words, int at) => at < words.Count && words[at].Before is not (Gap.Break or Gap.Point);

    private static Part[] Parts(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => new Part(Spelling.Fold(w.TrimEnd('*')), w.EndsWith('*') ? int.MaxValue : 0)).Where(p => p.Text.Length > 0)];

    // A name that no group knows: itself with other endings.
    private static Part Stem(string folded) => folded.Length > 4 ? new Part(folded[..^1], 3) : new Part(folded, 2);

    private void Add(Phrase phrase)
    {
        if (phrase.Parts.Length == 0) return;
        if (phrases.TryGetValue(phrase.Parts[0].Text[0], out var list)) list.Add(phrase);
        else phrases[phrase.Parts[0].Text[0]] = [phrase];
    }

    /// <param name="More">How many letters may follow.</param>
    private sealed record Part(string Text, int More)
    {
        public bool Fits(string folded) => folded.StartsWith(Text, StringComparison.Ordinal) && folded.Length - Text.Length <= More;
    }

    private sealed record Phrase(Part[] Parts, Guid? TypeId, bool IsCause);
}
