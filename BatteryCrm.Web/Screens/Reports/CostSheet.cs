using System.Globalization;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>What is wrong with a line, or with the file as a whole.</summary>
public enum CostProblem
{
    Columns,
    Day,
    Source,
    Amount,

    /// <summary>A sum that can be read in two ways.</summary>
    AmountUnclear,
    Twice,
    TooMany,

    /// <summary>The file is a workbook.</summary>
    Workbook,

    /// <summary>A quotation mark of the file is never closed.</summary>
    Broken,
}

/// <summary>A file of costs: lines of day, source and amount, with a heading or without; in any encoding and with any separator that the catalogues take.</summary>
internal sealed record CostSheet(IReadOnlyDictionary<(Guid Source, DateOnly Day), decimal> Rows, IReadOnlyList<(int Line, CostProblem Problem)> Problems)
{
    public const int MostLines = 5000;
    private static readonly string[] DayFormats = ["dd.MM.yyyy", "d.M.yyyy", "yyyy-MM-dd"];

    /// <param name="sources">By name and by code; null for a word that several have.</param>
    public static async Task<CostSheet> ReadAsync(byte[] file, IReadOnlyDictionary<string, Guid?> sources, CancellationToken cancellation)
    {
        var (rows, problems) = (new Dictionary<(Guid Source, DateOnly Day), decimal>(), new List<(int Line, CostProblem Problem)>());
        if (SheetText.IsWorkbook(file)) return new CostSheet(rows, [(0, CostProblem.Workbook)]);
        using var content = new MemoryStream(file, writable: false);
        var encoding = await SheetText.EncodingOfAsync(content, cancellation);
        content.Position = 0;
        var separator = await SheetText.SeparatorOfAsync(content, encoding, cancellation);
        content.Position = 0;
        var lines = 0;
        try
        {
            await foreach (var line in SheetLines.ReadAsync(content, encoding, separator, cancellation))
            {
                if (line.IsEmpty || (lines++ == 0 && IsHeading(line))) continue;
                if (lines > MostLines)
                {
                    problems.Add((line.Number, CostProblem.TooMany));
                    break;
                }

                if (Read(line, sources, rows) is { } problem) problems.Add((line.Number, problem));
            }
        }
        catch (InvalidDataException)
        {
            problems.Add((0, CostProblem.Broken));
        }

        return new CostSheet(rows, problems);
    }

    // A first line that only fails to be a day would otherwise be lost without a word.
    private static bool IsHeading(SheetLine line) => !line.Cells[0].Any(char.IsDigit) && CostAmount.Of(line.Cells.ElementAtOrDefault(2)) is null;

    private static CostProblem? Read(SheetLine line, IReadOnlyDictionary<string, Guid?> sources, Dictionary<(Guid Source, DateOnly Day), decimal> rows)
    {
        if (line.Cells.Length < 3) return CostProblem.Columns;
        if (DayOf(line.Cells[0]) is not { } day) return CostProblem.Day;
        if (!sources.TryGetValue(line.Cells[1].Trim(), out var source) || source is not { } id) return CostProblem.Source;
        if (CostAmount.Of(line.Cells[2]) is { } sum) return rows.TryAdd((id, day), sum) ? null : CostProblem.Twice;
        return CostAmount.IsUnclear(line.Cells[2]) ? CostProblem.AmountUnclear : CostProblem.Amount;
    }

    private static DateOnly? DayOf(string text) => DateOnly.TryParseExact(text.Trim(), DayFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 2000 and < 2200 ? day : null;
}
