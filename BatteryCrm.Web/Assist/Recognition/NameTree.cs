namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>A model's name ends here.</summary>
/// <param name="Line">The maker's line that the name begins with (iPhone, Galaxy); null when it begins with the brand or with none.</param>
/// <param name="StandsAlone">Decides without the maker's name: "s23", "14 про"; a bare number never does.</param>
internal sealed record NamedModel(Guid Id, Guid BrandId, string? Line, bool StandsAlone);

/// <summary>One word further in the names of models.</summary>
internal sealed class NameNode
{
    public Dictionary<string, NameNode> Next { get; } = new(StringComparer.Ordinal);

    public List<NamedModel> Models { get; } = [];

    /// <summary>Whose names that stand alone go on from here.</summary>
    public HashSet<Guid> Brands { get; } = [];
}

/// <summary>A maker's name or line, as one or more words.</summary>
internal sealed record BrandPhrase(Guid? BrandId, string Key, int Words);

/// <summary>
/// The names of a catalogue, compiled: what makers are called, and what their models are called without it. From a model's own names it learns which words are lines
/// ("iPhone", "айфон"), so that "айпад 13" is not iPhone 13.
/// </summary>
internal sealed class NameTree
{
    private readonly Dictionary<string, List<(string[] Words, BrandPhrase Phrase)>> phrases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> lines = new(StringComparer.Ordinal);
    private readonly HashSet<string> general = new(StringComparer.Ordinal);
    private readonly HashSet<(Guid BrandId, string? Line)> numberFirst = [];

    public NameTree(RecognitionCatalogue catalogue)
    {
        foreach (var brand in catalogue.Brands) AddBrand(brand);
        var brands = catalogue.Brands.Select(b => b.Id).ToHashSet();
        foreach (var model in catalogue.Models.Where(m => brands.Contains(m.BrandId))) AddModel(model);
    }

    public NameNode Root { get; } = new();

    public Lexicon Lexicon { get; } = new();

    /// <summary>Whether models of this brand and line go by number alone ("14 про").</summary>
    public bool GoesByNumber(NamedModel model) => numberFirst.Contains((model.BrandId, model.Line));

    /// <summary>The longest name of a maker that begins at a word; null when there is none.</summary>
    public BrandPhrase? BrandAt(IReadOnlyList<Word> words, string[] names, int at)
    {
        if (!phrases.TryGetValue(names[at], out var found)) return DeviceWords.IsOtherMaker(words[at].Folded) ? new BrandPhrase(BrandId: null, words[at].Folded, 1) : null;
        BrandPhrase? best = null;
        foreach (var (parts, phrase) in found)
        {
            if (parts.Length <= (best?.Words ?? 0) || at + parts.Length > names.Length) continue;
            var fits = true;
            for (var i = 1; i < parts.Length && fits; i++) fits = names[at + i] == parts[i] && words[at + i].Before is not (Gap.Break or Gap.Point);
            if (fits) best = phrase;
        }

        return best;
    }

    /// <summary>Whether a model may be meant behind these words for its maker.</summary>
    public bool Fits(NamedModel model, IReadOnlyList<BrandPhrase> behind)
    {
        var constrained = false;
        foreach (var phrase in behind)
        {
            if (!lines.TryGetValue(phrase.Key, out var known) || general.Contains(phrase.Key)) continue;
            if (model.Line is not null && known.Contains(model.Line)) return true;
            constrained = true;
        }

        return model.StandsAlone ? !constrained || model.Line is null : !constrained && (model.Line is null || GoesByNumber(model));
    }

    private static string[] Names(string text) => [.. Spelling.Split(text).Select(w => DeviceWords.Name(w.Folded))];

    private void AddBrand(CatalogueBrand brand)
    {
        foreach (var text in brand.Aliases.Prepend(brand.Name))
        {
            var parts = Names(text);
            if (parts.Length == 0) continue;
            var key = string.Join(' ', parts);
            var list = phrases.TryGetValue(parts[0], out var known) ? known : phrases[parts[0]] = [];
            if (!list.Exists(p => p.Phrase.Key == key)) list.Add((parts, new BrandPhrase(brand.Id, key, parts.Length)));
            if (text == brand.Name) general.Add(key);
            Lexicon.Add(text, brand.Id);
        }
    }

    private void AddModel(CatalogueModel model)
    {
        var (core, before) = Strip(model.BrandId, Names(model.Name));
        var line = before is [.., var last] && !general.Contains(last) ? last : null;
        Learn(before, line);
        AddName(model, core, line, before.Count == 0);
        if (model.Name.IndexOf('(', StringComparison.Ordinal) is > 0 and var bracket)
            AddName(model, Strip(model.BrandId, Names(model.Name[..bracket])).Core, line, StandsAlone(core));
        foreach (var alias in model.Aliases)
        {
            var (words, behind) = Strip(model.BrandId, Names(alias));
            Learn(behind, line);
            AddName(model, words, line, behind.Count == 0);
        }

        foreach (var text in model.Aliases.Prepend(model.Name)) Lexicon.Add(text, model.BrandId);
    }

    // A word for the brand's own name ("сяоми" for Xiaomi 13T) says nothing of the line.
    private void Learn(List<string> before, string? line)
    {
        foreach (var phrase in before.Where(p => !general.Contains(p)))
        {
            if (line is null) general.Add(phrase);
            else if (lines.TryGetValue(phrase, out var known)) known.Add(line);
            else lines[phrase] = new HashSet<string>(StringComparer.Ordinal) { line };
        }
    }

    private void AddName(CatalogueModel model, string[] core, string? line, bool alone)
    {
        if (core.Length == 0) return;
        alone = core.Any(w => !char.IsAsciiDigit(w[0])) && (alone || StandsAlone(core));
        if (alone && core.Length > 1 && char.IsAsciiDigit(core[0][0]) && DeviceWords.Lengthens(core[1])) numberFirst.Add((model.BrandId, line));
        var node = Root;
        foreach (var word in core)
        {
            node = node.Next.TryGetValue(word, out var next) ? next : node.Next[word] = new NameNode();
            if (alone) node.Brands.Add(model.BrandId);
        }

        var same = node.Models.FindIndex(m => m.Id == model.Id);
        if (same < 0) node.Models.Add(new NamedModel(model.Id, model.BrandId, line, alone));
        else if (alone) node.Models[same] = node.Models[same] with { StandsAlone = true };
    }

    // Letters and a number together, or a name like "XR"; "Pro" and "X" are too common.
    private static bool StandsAlone(string[] core) =>
        core.Any(w => !char.IsAsciiDigit(w[0])) && (core.Any(w => char.IsAsciiDigit(w[0])) || core.Any(w => w.Length > 1 && DeviceWords.Name(w) == w && !DeviceWords.Lengthens(w) && !IsSeries(w)));

    private static bool IsSeries(string word) => word is "air" or "note" or "tab" or "watch" or "pad";

    /// <summary>A name without its maker's names before and behind it.</summary>
    private (string[] Core, List<string> Stripped) Strip(Guid brandId, string[] names)
    {
        var stripped = new List<string>();
        var (from, to) = (0, names.Length);
        while (from < to && PhraseAt(brandId, names, from) is { } phrase)
        {
            stripped.Add(phrase.Key);
            from += phrase.Words;
        }

        if (from < to && phrases.TryGetValue(names[to - 1], out var last) && last.Exists(p => p.Words.Length == 1 && p.Phrase.BrandId == brandId)) stripped.Add(names[--to]);
        return (names[from..to], stripped);
    }

    private BrandPhrase? PhraseAt(Guid brandId, string[] names, int at) =>
        phrases.TryGetValue(names[at], out var found)
            ? found.Where(p => p.Phrase.BrandId == brandId && p.Words.AsSpan().SequenceEqual(names.AsSpan(at, Math.Min(p.Words.Length, names.Length - at))))
                .OrderByDescending(p => p.Words.Length).FirstOrDefault().Phrase
            : null;
}
