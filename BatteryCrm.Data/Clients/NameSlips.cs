namespace BatteryCrm.Data.Clients;

/// <summary>Tells a slip of the pen from another name; pure. ё is е, case does not matter.</summary>
public static class NameSlips
{
    /// <summary>Whether each typed word is a part of the name, or begins one of its words but for a slip: one letter lost, added, swapped or another, two in longer words.</summary>
    public static bool CanBe(string typed, string? name)
    {
        var whole = Fold(name ?? string.Empty);
        var words = Words(whole);
        return Array.TrueForAll(Words(Fold(typed)), t => whole.Contains(t, StringComparison.Ordinal) || Array.Exists(words, w => IsSlip(t, w)));
    }

    /// <summary>Whether a word of the name begins with what is typed: "анна" means Анна rather than Жанна.</summary>
    public static bool Begins(string typed, string? name) => (" " + Fold(name ?? string.Empty)).Contains(" " + Fold(typed), StringComparison.Ordinal);

    private static bool IsSlip(string typed, string word)
    {
        var allowed = typed.Length switch { < 3 => 0, < 6 => 1, _ => 2 };

        // As far as it is typed: a longer word is compared by its beginning.
        for (var length = Math.Max(1, typed.Length - allowed); length <= Math.Min(word.Length, typed.Length + allowed); length++)
            if (Distance(typed, word[..length]) <= allowed) return true;
        return false;
    }

    /// <summary>Letters lost, added, replaced and neighbours swapped (optimal string alignment).</summary>
    public static int Distance(string a, string b)
    {
        var at = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) at[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) at[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                at[i, j] = Math.Min(Math.Min(at[i - 1, j], at[i, j - 1]) + 1, at[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) at[i, j] = Math.Min(at[i, j], at[i - 2, j - 2] + 1);
            }

        return at[a.Length, b.Length];
    }

    private static string Fold(string text) => text.ToLowerInvariant().Replace('ё', 'е');

    private static string[] Words(string text) => text.Split([' ', '\t', '-'], StringSplitOptions.RemoveEmptyEntries);
}
