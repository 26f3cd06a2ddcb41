using System.Globalization;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.Parts;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>
/// Reads a file line by line into the rows of its import and compares them with each other and with who is here. Of the file no more is held than some lines; of all lines only by what a person is known.
/// </summary>
internal static class ImportReading
{
    public const int MostLines = 100_000;

    // COPY would not do: it is refused under row-level security.
    private const int Portion = 5000;

    /// <returns>Null when it was read; else why not.</returns>
    public static async Task<string?> ReadAsync(CrmDb db, ClientImport import, Stream content, CancellationToken cancellation)
    {
        await db.ClientImportRows.Where(r => r.ImportId == import.Id).ExecuteDeleteAsync(cancellation);
        (import.Total, import.Fresh, import.Known, import.Doubled, import.Unreadable) = (0, 0, 0, 0, 0);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var portion = new List<Row>(Portion);
        var isFirst = ImportColumns.HasHeadings(import.Headings);
        try
        {
            await foreach (var line in SheetLines.ReadAsync(content, import.Encoding, import.Separator, cancellation))
            {
                if (line.IsEmpty) continue;
                if (isFirst)
                {
                    isFirst = false;
                    continue;
                }

                if (++import.Total > MostLines) return "tooMany";
                portion.Add(RowOf(line, import, seen));
                if (portion.Count < Portion) continue;
                await WriteAsync(db, import, portion, cancellation);
                portion.Clear();
            }
        }
        catch (InvalidDataException)
        {
            return "quotes";
        }

        await WriteAsync(db, import, portion, cancellation);
        await ImportMatching.MatchAsync(db, import.Id, lines: null, cancellation);
        var counts = await db.ClientImportRows.Where(r => r.ImportId == import.Id).GroupBy(r => r.Verdict).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(c => c.Key, c => c.Count, cancellation);
        (import.Fresh, import.Known, import.Doubled, import.Unreadable) = (
            counts.GetValueOrDefault(ImportVerdicts.Fresh), counts.GetValueOrDefault(ImportVerdicts.Known), counts.GetValueOrDefault(ImportVerdicts.Doubled), counts.GetValueOrDefault(ImportVerdicts.Unreadable));
        return null;
    }

    // Of a line that is not written nothing is kept but its number and why.
    private static Row RowOf(SheetLine line, ClientImport import, Dictionary<string, int> seen)
    {
        var (person, reason) = ImportPersons.Read(line, import.Mapping);
        if (person is null) return new Row(line.Number, ImportVerdicts.Unreadable, reason, null);
        var first = person.Marks.Select(m => seen.TryGetValue(m, out var at) ? at : (int?)null).FirstOrDefault(at => at is not null);
        if (first is { } before) return new Row(line.Number, ImportVerdicts.Doubled, before.ToString(CultureInfo.InvariantCulture), null);
        foreach (var mark in person.Marks) seen[mark] = line.Number;
        return new Row(line.Number, ImportVerdicts.Fresh, null, person);
    }

    private static Task<int> WriteAsync(CrmDb db, ClientImport import, List<Row> rows, CancellationToken cancellation) => rows.Count == 0 ? Task.FromResult(0) : db.Database.ExecuteSqlRawAsync(
        """
        insert into client_import_rows (import_id, tenant_id, line, verdict, reason, state, name, phone, email, telegram, vk, note, tags, consented, unsubscribed)
        select {0}, {1}, line, verdict, reason, case when verdict = 'fresh' then 'waiting' else 'skipped' end, name, phone, email, telegram, vk, note, tags, consented, unsubscribed
        from unnest({2}, {3}, {4}, {5}, {6}, {7}, {8}, {9}, {10}, {11}, {12}, {13}) as r (line, verdict, reason, name, phone, email, telegram, vk, note, tags, consented, unsubscribed)
        """,
        [
            import.Id, import.TenantId, rows.ConvertAll(r => r.Line).ToArray(), rows.ConvertAll(r => r.Verdict).ToArray(), rows.ConvertAll(r => r.Reason).ToArray(),
            rows.ConvertAll(r => r.Person?.Name).ToArray(), rows.ConvertAll(r => r.Person?.Phone).ToArray(), rows.ConvertAll(r => r.Person?.Email).ToArray(),
            rows.ConvertAll(r => r.Person?.Telegram).ToArray(), rows.ConvertAll(r => r.Person?.Vk).ToArray(), rows.ConvertAll(r => r.Person?.Note).ToArray(), rows.ConvertAll(r => r.Person?.Tags).ToArray(),
            rows.ConvertAll(r => r.Person?.Consented ?? false).ToArray(), rows.ConvertAll(r => r.Person?.Unsubscribed ?? false).ToArray(),
        ],
        cancellation);

    /// <param name="Person">Null for a line that is not written.</param>
    private sealed record Row(int Line, string Verdict, string? Reason, ImportPerson? Person);
}
