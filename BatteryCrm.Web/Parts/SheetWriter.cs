using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace BatteryCrm.Web.Parts;

/// <summary>A table as Russian Excel opens it with a double click: UTF-8 with its mark, semicolons, CRLF. Row by row: nothing is held.</summary>
public sealed class SheetWriter : IAsyncDisposable
{
    public const string ContentType = "text/csv; charset=utf-8";
    private readonly StreamWriter text;
    private readonly CsvWriter csv;

    public SheetWriter(Stream target)
    {
        text = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 16 * 1024, leaveOpen: true);
        csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { Delimiter = ";", NewLine = "\r\n" }, leaveOpen: true);
    }

    /// <summary>What a spreadsheet will not run: a cell that it would take for a formula gets an apostrophe before it; so does one that looks as if it had got it, that <see cref="AsTyped"/> gives both back.</summary>
    public static string Harmless(string? cell) => string.IsNullOrEmpty(cell) ? string.Empty : IsFormula(cell.AsSpan().TrimStart('\'')) ? "'" + cell : cell;

    /// <summary>What stood there before <see cref="Harmless"/>.</summary>
    public static string AsTyped(string cell) => cell.Length > 1 && cell[0] is '\'' && IsFormula(cell.AsSpan().TrimStart('\'')) ? cell[1..] : cell;

    /// <param name="cells">As they are written: what people typed has gone through <see cref="Harmless"/>.</param>
    public async Task LineAsync(params string[] cells)
    {
        foreach (var cell in cells) csv.WriteField(cell);
        await csv.NextRecordAsync();
    }

    private static bool IsFormula(ReadOnlySpan<char> cell) => cell.Length > 0 && cell[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n';

    public async ValueTask DisposeAsync()
    {
        await csv.DisposeAsync();
        await text.DisposeAsync();
    }
}
