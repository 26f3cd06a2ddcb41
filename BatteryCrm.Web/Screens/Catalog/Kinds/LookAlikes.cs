using System.Text;

namespace BatteryCrm.Web.Screens.Catalog.Kinds;

/// <summary>A name as searches compare it: lower case, Cyrillic letters that look like Latin ones are these.</summary>
internal static class LookAlikes
{
    private const string Cyrillic = "авекмнорстухё";
    private const string Latin = "abekmhopctyxe";

    public static string Fold(string name)
    {
        var folded = new StringBuilder(name.Length);
        foreach (var c in name.Trim().ToLowerInvariant()) folded.Append(Cyrillic.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Latin[at] : c);
        return folded.ToString();
    }
}
