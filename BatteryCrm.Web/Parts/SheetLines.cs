using System.Globalization;
using System.Runtime.CompilerServices;
using CsvHelper;
using CsvHelper.Configuration;

namespace BatteryCrm.Web.Parts;

/// <param name="Number">As an editor counts; of a record over several lines, its last.</param>
/// <param name="IsBroken">A quotation mark stands where none may.</param>
public sealed record SheetLine(int Number, string[] Cells, bool IsBroken)
{
    public bool IsEmpty => Cells.All(string.IsNullOrWhiteSpace);
}

/// <summary>The records of a file, one after the other.</summary>
internal static class SheetLines
{
    // A forgotten quotation mark would swallow the rest of the file.
    private const int LongestCell = 32 * 1024;

    /// <exception cref="InvalidDataException">A cell has no end.</exception>
    public static async IAsyncEnumerable<SheetLine> ReadAsync(Stream file, string encoding, string separator, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var text = SheetText.Open(file, encoding);
        var isBroken = false;
        var format = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator, HasHeaderRecord = false, IgnoreBlankLines = false, MaxFieldSize = LongestCell, BadDataFound = _ => isBroken = true,
        };
        using var parser = new CsvParser(text, format, leaveOpen: true);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (!await parser.ReadAsync()) yield break;
            }
            catch (Exception e) when (e is MaxFieldSizeException)
            {
                throw new InvalidDataException("A cell has no end.", e);
            }

            // Excel's own first line says only how the file is parted.
            var cells = parser.Record ?? [];
            if (parser.Row == 1 && cells.Length > 0 && cells[0].StartsWith("sep=", StringComparison.OrdinalIgnoreCase)) continue;
            yield return new SheetLine(parser.RawRow, cells, isBroken);
            isBroken = false;
        }
    }

    /// <summary>The first records with anything in them.</summary>
    public static async Task<IReadOnlyList<SheetLine>> HeadAsync(Stream file, string encoding, string separator, int most, CancellationToken cancellation)
    {
        var head = new List<SheetLine>(most);
        try
        {
            await foreach (var line in ReadAsync(file, encoding, separator, cancellation))
            {
                if (!line.IsEmpty) head.Add(line);
                if (head.Count == most) break;
            }
        }
        catch (InvalidDataException)
        {
            // What came before it is shown; the reading says what is wrong.
        }

        return head;
    }
}
