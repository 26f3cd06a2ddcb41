using System.Globalization;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Shell;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>What the columns of a catalogue's file are: its fields, whether a row is active, and its id.</summary>
internal static class SheetColumns
{
    public const string Id = "id";

    /// <summary>Over the lines of a file of refusals; nothing is read from it.</summary>
    public const string Reason = "reason";

    /// <summary>In the order in which they are written: what people read first.</summary>
    public static IReadOnlyList<string> Of(CatalogueKind kind) => [.. kind.Fields.Select(f => f.Column), CatalogueVersions.IsActive, Id];

    /// <summary>In the language of whoever asks.</summary>
    public static string HeadingOf(string column) => column switch
    {
        Id => Id,
        Reason => SheetTexts.Reason,
        _ => CatalogueText.OfField(column),
    };

    /// <summary>The column under each heading, in either language or by its own name; null for a heading that says nothing.</summary>
    public static IReadOnlyList<string?> Read(CatalogueKind kind, IReadOnlyList<string> headings)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var column in Of(kind).Append(Reason)) known.TryAdd(Folded(column), column);
        foreach (var language in Languages.All)
        {
            // Texts follow the language of the flow: it is lent for the moment.
            var own = CultureInfo.CurrentUICulture;
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
            foreach (var column in Of(kind).Append(Reason)) known.TryAdd(Folded(HeadingOf(column)), column);
            CultureInfo.CurrentUICulture = own;
        }

        return [.. headings.Select(h => known.GetValueOrDefault(Folded(h)))];
    }

    // "Цена, ₽ *" is "цена ₽": what people change in a heading by the way.
    private static string Folded(string heading) => LookAlikes.Fold(string.Join(' ', heading.Split([' ', '\u00a0', ',', '*', '_', '«', '»', '"', '/'], StringSplitOptions.RemoveEmptyEntries)));
}
