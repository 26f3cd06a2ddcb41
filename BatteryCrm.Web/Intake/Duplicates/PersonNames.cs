using System.Globalization;
using System.Text;
using BatteryCrm.Data.Clients;

namespace BatteryCrm.Web.Intake.Duplicates;

/// <summary>
/// Whether two names can be of one person. Order, case, ё and е, Latin letters, a slip of the pen, an initial and the short forms of <c>first-names.txt</c> make no difference;
/// two first names that are both known ones and not the same are two people, however alike they look.
/// </summary>
public static class PersonNames
{
    // Short forms may stand for several names: Саша is Александр and Александра.
    private static readonly ILookup<string, string> Known = Read();

    private static readonly (string Latin, string Cyrillic)[] Letters = [.. Resource("latin.txt").Select(l => l.Split(' ')).Select(p => (p[0], p[1])).OrderByDescending(p => p.Item1.Length)];

    // The ending that a family name has for a woman.
    private static readonly char Feminine = Resource("feminine.txt").Single()[0];

    /// <summary>True also when one of them has no name: nothing speaks against it.</summary>
    public static bool CanBeOne(string? one, string? other)
    {
        var (left, right) = (Words(one), Words(other));
        if (left.Count == 0 || right.Count == 0) return true;

        // Husband and wife, brother and sister: one family name in its two forms.
        if (left.Exists(l => right.Exists(r => AreHisAndHers(l, r) || AreHisAndHers(r, l)))) return false;
        var (first, second) = (Firsts(left), Firsts(right));
        return first.Count > 0 && second.Count > 0 ? first.Overlaps(second) : Fits(left, right);
    }

    /// <summary>Whether there is a letter in it.</summary>
    public static bool IsNone(string? name) => name is null || !name.Any(char.IsLetter);

    // Each word of the shorter name is a word of the longer one, or begins it, or is a slip of it.
    private static bool Fits(List<string> one, List<string> other)
    {
        var (few, many) = one.Count <= other.Count ? (one, new List<string>(other)) : (other, new List<string>(one));
        foreach (var word in few.OrderByDescending(w => w.Length))
        {
            var at = many.FindIndex(w => IsSame(word, w));
            if (at < 0) return false;
            many.RemoveAt(at);
        }

        return true;
    }

    private static bool IsSame(string one, string other)
    {
        if (one == other) return true;
        if (one.Length == 1 || other.Length == 1) return one[0] == other[0];
        if (IsShort(one, other) || IsShort(other, one)) return true;

        return NameSlips.Distance(one, other) <= Math.Min(one.Length, other.Length) switch { < 3 => 0, < 6 => 1, _ => 2 };
    }

    private static bool AreHisAndHers(string his, string hers) => his.Length > 3 && hers == his + Feminine && !Known.Contains(hers);

    // A short form beside a name with a slip in it ("Аня" and "Анан" have nothing in common but "Анна").
    private static bool IsShort(string form, string name) => Known[form].Any(full => full == name || (name.Length > 3 && NameSlips.Distance(full, name) <= 1));

    private static HashSet<string> Firsts(List<string> words) => [.. words.SelectMany(w => Known[w])];

    private static List<string> Words(string? name)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var c in (name ?? string.Empty).Normalize(NormalizationForm.FormC).ToLower(CultureInfo.InvariantCulture) + " ")
        {
            if (char.IsLetter(c)) word.Append(c);
            else if (word.Length > 0)
            {
                words.Add(Cyrillic(word.ToString()));
                word.Clear();
            }
        }

        return words;
    }

    // Spelled as the sounds are: what two ways of writing lead to is the same in the end, right or not.
    private static string Cyrillic(string word)
    {
        var read = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length;)
        {
            var letter = Array.Find(Letters, l => string.CompareOrdinal(word, at, l.Latin, 0, l.Latin.Length) == 0);
            read.Append(letter.Latin is null ? word[at].ToString() : letter.Cyrillic);
            at += letter.Latin?.Length ?? 1;
        }

        return read.ToString();
    }

    private static ILookup<string, string> Read() => Resource("first-names.txt")
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .SelectMany(words => words.Distinct().Select(w => (Form: w, Full: words[0]))).ToLookup(w => w.Form, w => w.Full, StringComparer.Ordinal);

    private static IEnumerable<string> Resource(string name)
    {
        using var stream = typeof(PersonNames).Assembly.GetManifestResourceStream("names." + name) ?? throw new InvalidOperationException($"The program lacks its resource names.{name}.");
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0 && l[0] != '#')];
    }
}
