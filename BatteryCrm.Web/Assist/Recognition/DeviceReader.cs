namespace BatteryCrm.Web.Assist.Recognition;

/// <summary>A device as named in one place of a text: a model, a model that the catalogue lacks, or a maker alone.</summary>
/// <param name="From">The first word.</param>
/// <param name="To">The word behind the last.</param>
/// <param name="BrandId">Null = a maker that the catalogue lacks, or several.</param>
/// <param name="Line">Of the model, to read "11 или 12".</param>
internal sealed record Mention(SpanKind Kind, int From, int To, Guid? BrandId, Guid? ModelId, string? Line = null);

/// <summary>Finds devices in one text, from left to right. The rules and why: docs/decisions/recognition.md.</summary>
internal sealed class DeviceReader
{
    private readonly NameTree tree;
    private readonly List<Word> words;
    private readonly string[] names;
    private readonly List<Mention> mentions = [];
    private int done;

    public DeviceReader(NameTree tree, List<Word> words)
    {
        (this.tree, this.words) = (tree, words);
        names = [.. words.Select(tree.Lexicon.Name)];
    }

    public List<Mention> Read()
    {
        for (var at = 0; at < words.Count; at = Math.Max(at + 1, done))
        {
            if ((BehindMaker(at) ?? Alone(at) ?? Mine(at)) is not { } mention) continue;
            Add(mention);
            if (Second(mention) is { } second) Add(second);
        }

        return mentions;
    }

    private void Add(Mention mention)
    {
        mentions.Add(mention);
        done = mention.To;
    }

    /// <summary>"айфон 13", "samsung galaxy s23", "11 айфон", or the maker alone.</summary>
    private Mention? BehindMaker(int at)
    {
        var makers = new List<BrandPhrase>();
        var to = at;
        while (to < words.Count && (to == at || IsSoft(to)) && tree.BrandAt(words, names, to) is { } phrase && (makers.Count == 0 || phrase.BrandId == makers[0].BrandId))
        {
            makers.Add(phrase);
            to += phrase.Words;
        }

        if (makers.Count == 0) return null;
        var brand = makers[0].BrandId;
        if (IsSoft(to))
        {
            if (brand is not null && Longest(to, makers) is { } hit) return Named(at, hit);
            if (Unlisted(to) is var end && end > to) return new Mention(SpanKind.UnknownModel, at, end, brand, ModelId: null);
        }

        return brand is null ? null : NumberBefore(at, to, makers) ?? new Mention(SpanKind.Brand, at, to, brand, ModelId: null);
    }

    /// <summary>"11 айфон", but not "в 11 айфон".</summary>
    private Mention? NumberBefore(int at, int to, List<BrandPhrase> makers)
    {
        var number = at - 1;
        if (number < done || !IsSoft(at) || !words[number].IsNumber || CountsBackwards(number)) return null;
        if (number > 0 && IsSoft(number) && (DeviceWords.IsHourWord(words[number - 1]) || DeviceWords.IsPlace(words[number - 1]))) return null;
        if (!tree.Root.Next.TryGetValue(names[number], out var node)) return null;

        // "14 айфон про": the maker stands within the name.
        while (IsSoft(to) && !IsAbout(to) && node.Next.TryGetValue(names[to], out var next))
        {
            node = next;
            to++;
        }

        var models = node.Models.FindAll(m => m.BrandId == makers[0].BrandId && tree.Fits(m, makers));
        return models.Count == 0 ? null : Named(number, new Hit(to, models));
    }

    /// <summary>"s23", "14 про", "p40 pro", without a maker's name.</summary>
    private Mention? Alone(int at)
    {
        if (at > 0 && (words[at].Before is Gap.Point || (words[at].Before is Gap.Glued && !words[at - 1].IsNumber))) return null;
        if (at > 0 && words[at].Before is not Gap.Break && DeviceWords.IsPlace(words[at - 1])) return null;
        if (Longest(at, makers: null) is { } hit) return Named(at, hit);
        return Beginning(at) ?? Longer(at);
    }

    private Mention Named(int at, Hit hit)
    {
        var end = Tail(hit.To);
        var model = hit.Models[0];
        var brand = hit.Models.All(m => m.BrandId == model.BrandId) ? model.BrandId : (Guid?)null;
        return end > hit.To || hit.Models.Count > 1
            ? new Mention(SpanKind.UnknownModel, at, end, brand, ModelId: null, model.Line)
            : new Mention(SpanKind.Model, at, end, brand, model.Id, model.Line);
    }

    /// <summary>The beginning of a longer name: "s24" where there is an S24 Ultra.</summary>
    private Mention? Beginning(int at)
    {
        var (node, to, letters, number) = (tree.Root, at, false, false);
        while (to < words.Count && (to == at || Joins(to, behindMaker: false)) && node.Next.TryGetValue(names[to], out var next))
        {
            (letters, number) = (letters || !words[to].IsNumber, number || words[to].IsNumber);
            node = next;
            to++;
        }

        if (!letters || !number || node.Brands.Count != 1 || (words[to - 1].IsNumber && Counts(to - 1))) return null;
        return new Mention(SpanKind.UnknownModel, at, Tail(to), node.Brands.First(), ModelId: null);
    }

    /// <summary>"14 plus", "12 мини": a number by which a brand's models go, and more than the catalogue has.</summary>
    private Mention? Longer(int at)
    {
        if (!words[at].IsNumber || at + 1 >= words.Count || !IsSoft(at + 1) || !DeviceWords.Lengthens(names[at + 1]) || IsAbout(at + 1)) return null;
        if (!tree.Root.Next.TryGetValue(names[at], out var node)) return null;
        var brands = node.Models.Where(tree.GoesByNumber).Select(m => m.BrandId).Distinct().ToList();
        return brands is [var brand] ? new Mention(SpanKind.UnknownModel, at, Tail(at + 1), brand, ModelId: null) : null;
    }

    /// <summary>"мой 12 в трейд-ин": whose models go by number, when the words speak of a thing that is handed over.</summary>
    private Mention? Mine(int at)
    {
        if (at == 0 || at + 2 >= words.Count || !words[at].IsNumber || !DeviceWords.IsPossessive(words[at - 1]) || !IsSoft(at) || !IsSoft(at + 2)) return null;
        if (!words[at + 1].IsCyrillic || words[at + 1].Folded.Length > 2 || !DeviceWords.IsTrade(words[at + 2])) return null;
        if (!tree.Root.Next.TryGetValue(names[at], out var node)) return null;
        var models = node.Models.FindAll(tree.GoesByNumber);
        return models is [var model] ? new Mention(SpanKind.Model, at, at + 1, model.BrandId, model.Id, model.Line) : null;
    }

    /// <summary>"айфон 11 или 12", "меняю 11 на 13": the second number is a device too.</summary>
    private Mention? Second(Mention first)
    {
        var at = first.To + 1;
        if (first.Kind is SpanKind.Brand || first.BrandId is not { } brand || at >= words.Count || !IsSoft(at) || !IsSoft(at - 1) || !DeviceWords.IsJoiner(words[at - 1])) return null;
        if (!words[at].IsNumber || Counts(at) || Alone(at) is not null || !tree.Root.Next.TryGetValue(names[at], out var node)) return null;
        var models = node.Models.FindAll(m => m.BrandId == brand && (first.Line is null || m.Line == first.Line));
        return models.Count == 0 ? null : Named(at, new Hit(at + 1, models));
    }

    private sealed record Hit(int To, List<NamedModel> Models);

    /// <summary>The longest name of the catalogue from here; behind a maker's name that maker's only, otherwise one that stands alone.</summary>
    private Hit? Longest(int from, List<BrandPhrase>? makers)
    {
        Hit? hit = null;
        var node = tree.Root;
        for (var at = from; at < words.Count && (at == from || Joins(at, makers is not null)); at++)
        {
            if (IsAbout(at) || !node.Next.TryGetValue(names[at], out var next)) break;
            node = next;
            if (node.Models.Count == 0 || (words[at].IsNumber && Counts(at))) continue;
            var models = node.Models.FindAll(m => makers is null ? m.StandsAlone : m.BrandId == makers[0].BrandId && tree.Fits(m, makers));
            if (models.Count > 0) hit = new Hit(at + 1, models);
        }

        return hit;
    }

    /// <summary>Behind a maker's name what looks like the name of a model: "8", "j7 prime", "tab s6"; the same place when nothing does.</summary>
    private int Unlisted(int from)
    {
        var (named, to) = (false, from);
        for (var at = from; at < words.Count && IsSoft(at); at++)
        {
            var word = words[at];
            if (word.IsNumber)
            {
                if (word.Folded.Length > 3 || Counts(at) || (named && word.Before is Gap.Space)) break;
                (named, to) = (true, at + 1);
            }
            else if (named && Lengthens(at))
            {
                to = at + 1;
            }
            else if (named || !(IsSeries(at) || (word.Folded.Length <= 2 && at + 1 < words.Count && words[at + 1] is { IsNumber: true, Before: Gap.Glued or Gap.Hyphen })))
            {
                break;
            }
        }

        return to;
    }

    private bool IsSeries(int at) => (DeviceWords.Lengthens(names[at]) && !IsAbout(at)) || (names[at].Length > 1 && (tree.Root.Next.ContainsKey(names[at]) || DeviceWords.Name(names[at]) != words[at].Folded));

    /// <summary>Behind the words of a name that make it another's: "13 про" + "макс".</summary>
    private int Tail(int to)
    {
        while (to < words.Count && Lengthens(to)) to++;
        return to;
    }

    private bool Lengthens(int at)
    {
        if (!IsSoft(at)) return false;
        var (word, before) = (words[at], words[at - 1]);
        if (DeviceWords.Lengthens(names[at])) return !IsAbout(at);
        if (before.IsNumber && word.IsLetter && char.IsLetter(word.Folded[0]))
            return word.Before is Gap.Glued ? !DeviceWords.IsUnit(word) : word is { Before: Gap.Space, IsCyrillic: false } && EndsClause(at + 1);

        // "watch se 2"; but "s24 ultra 5g" is the same phone.
        return word.IsNumber && !before.IsNumber && !before.IsLetter && word.Before is not Gap.Hyphen && word.Folded.Length == 1 && !Counts(at) && !(at + 1 < words.Count && words[at + 1].Before is Gap.Glued);
    }

    // Spaces between a letter and a number are part of a name only where a maker was named: "с 21 ноября", "в 12 с другом".
    private bool Joins(int at, bool behindMaker)
    {
        if (!IsSoft(at)) return false;
        var (word, before) = (words[at], words[at - 1]);
        if (before.IsLetter && word.IsNumber) return word.Before is not Gap.Space || behindMaker;
        if (!before.IsNumber || !word.IsLetter) return true;
        if (word.Before is Gap.Space) return behindMaker && (!word.IsCyrillic || EndsClause(at + 1));
        return behindMaker || !DeviceWords.IsMoney(word);
    }

    /// <summary>The number says how many, when or how much: an hour, a date, a sum, a part of a phone number.</summary>
    private bool Counts(int at)
    {
        if (CountsBackwards(at)) return true;
        var next = at + 1;
        if (next >= words.Count) return false;
        var word = words[next];
        if (word.IsNumber) return word.Before is Gap.Point or Gap.Hyphen || (word.Before is Gap.Space && IsThousands(word.Folded));
        if (!IsSoft(next)) return false;
        return DeviceWords.IsUnit(word) || (DeviceWords.IsRange(word) && next + 1 < words.Count && words[next + 1].IsNumber);
    }

    private bool CountsBackwards(int at) => at > 0 && words[at - 1].IsNumber && words[at].Before is Gap.Point or Gap.Hyphen;

    // "13 000", not "13 128" nor "13 256": that much a phone remembers.
    private static bool IsThousands(string digits) => digits.Length == 3 && digits[2] == '0';

    private bool IsAbout(int at) => names[at] is "pro" && words[at] is { IsCyrillic: true, Before: Gap.Space } && at + 1 < words.Count && IsSoft(at + 1) && DeviceWords.IsTopic(words[at + 1]);

    private bool IsSoft(int at) => at < words.Count && words[at].Before is Gap.Glued or Gap.Hyphen or Gap.Space;

    private bool EndsClause(int at) => at >= words.Count || words[at].Before is Gap.Break or Gap.Point;
}
