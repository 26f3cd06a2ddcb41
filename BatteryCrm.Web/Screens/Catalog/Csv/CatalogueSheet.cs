using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>Why a file is not taken as a whole.</summary>
public enum SheetProblem
{
    Empty,
    TooLarge,
    TooMany,

    /// <summary>A workbook: it has to be saved as CSV.</summary>
    Workbook,

    /// <summary>A quotation mark that nothing closes.</summary>
    Broken,

    /// <summary>None of its headings is one of the catalogue's.</summary>
    NoColumns,

    /// <summary>Two headings mean the same column.</summary>
    Doubled,
}

/// <summary>A file as it was read; nothing of it is compared yet.</summary>
/// <param name="Encoding">One of <see cref="BatteryCrm.Data.Clients.Importing.ImportEncodings"/>.</param>
/// <param name="Columns">What stands under each heading; null = nothing that the catalogue knows.</param>
public sealed record CatalogueSheet(string Encoding, string Separator, IReadOnlyList<string> Headings, IReadOnlyList<string?> Columns, IReadOnlyList<SheetLine> Lines)
{
    /// <summary>In bytes.</summary>
    public const int MaxBytes = 10 * 1024 * 1024;

    public const int MostLines = 20_000;

    /// <summary>Headings that say nothing to the catalogue; what stands under them is not read.</summary>
    public IEnumerable<string> Unknown => Headings.Where((h, i) => Columns[i] is null && h.Length > 0);

    public bool Has(string column) => Columns.Contains(column, StringComparer.Ordinal);

    /// <param name="encoding">Null = what it seems to be.</param>
    /// <param name="separator">Null = what parts its headings.</param>
    public static async Task<(CatalogueSheet? Sheet, SheetProblem? Problem)> ReadAsync(CatalogueKind kind, byte[] file, string? encoding, string? separator, CancellationToken cancellation)
    {
        if (file.Length > MaxBytes) return (null, SheetProblem.TooLarge);
        if (SheetText.IsWorkbook(file)) return (null, SheetProblem.Workbook);
        using var content = new MemoryStream(file, writable: false);
        encoding ??= await SheetText.EncodingOfAsync(content, cancellation);
        content.Position = 0;
        separator ??= await SheetText.SeparatorOfAsync(content, encoding, cancellation);
        content.Position = 0;
        string[]? headings = null;
        var lines = new List<SheetLine>();
        try
        {
            await foreach (var line in SheetLines.ReadAsync(content, encoding, separator, cancellation))
            {
                if (line.IsEmpty) continue;
                if (headings is null) headings = [.. line.Cells.Select(c => StorableText.Of(c).Trim())];
                else if (lines.Count == MostLines) return (null, SheetProblem.TooMany);
                else lines.Add(line);
            }
        }
        catch (InvalidDataException)
        {
            return (null, SheetProblem.Broken);
        }

        if (headings is null) return (null, SheetProblem.Empty);
        var columns = SheetColumns.Read(kind, headings);
        var known = columns.OfType<string>().Where(c => c != SheetColumns.Reason).ToList();
        if (known.Count == 0) return (null, SheetProblem.NoColumns);
        if (known.Distinct(StringComparer.Ordinal).Count() < known.Count) return (null, SheetProblem.Doubled);
        return lines.Count == 0 ? (null, SheetProblem.Empty) : (new CatalogueSheet(encoding, separator, headings, columns, lines), null);
    }
}
