using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Reports.Kinds;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>A report as a CSV: the lines, columns and digits of the screen.</summary>
internal sealed class ReportSheet(ReportQueries queries)
{
    public static void Map(WebApplication app) => app.MapGet(Links.ReportFile, ServeAsync).RequireAuthorization(Policies.Operator).AddEndpointFilter<SameSiteFilter>();

    internal async Task WriteAsync(Stream target, Report report, ReportFilter filter, CancellationToken cancellation)
    {
        await using var sheet = new SheetWriter(target);
        if ((await queries.HeldAsync(report, filter, cancellation)).Problem is { } problem)
        {
            await sheet.LineAsync(ReportText.Of(problem));
            return;
        }

        var table = await queries.ReadAsync(report, filter, cancellation);
        foreach (var line in Lines(table)) await sheet.LineAsync([.. line.Select((cell, i) => i == 0 ? SheetWriter.Harmless(cell) : cell)]);
    }

    /// <summary>The headings, the lines, the totals; of a day each figure is a line.</summary>
    internal static IEnumerable<string[]> Lines(ReportTable table)
    {
        if (table.Report.IsOfADay)
        {
            yield return [ReportTexts.Figure, ReportText.Day(table.Span.FromDay), table.Former?.Label ?? string.Empty];
            for (var i = 0; i < table.Columns.Count; i++) yield return [table.Columns[i].Title(), table.Total.Cells[i].Sheet, table.Former?.Cells[i].Sheet ?? string.Empty];
            yield break;
        }

        yield return [ReportTexts.Group, .. table.Columns.Select(c => c.Title())];
        foreach (var line in table.Lines) yield return [NameOf(line), .. line.Cells.Select(c => c.Sheet)];
        yield return [table.Total.Label, .. table.Total.Cells.Select(c => c.Sheet)];
        if (table.Former is { } former) yield return [former.Label, .. former.Cells.Select(c => c.Sheet)];
    }

    /// <summary>With the names that stand beside it.</summary>
    private static string NameOf(ReportLine line) => string.Join(" · ", [line.Label, .. line.More]);

    private static async Task<IResult> ServeAsync(HttpContext context, string key, ReportSheet sheet, ReportQueries queries, CancellationToken cancellation)
    {
        if (AllReports.Find(key) is not { } report || !(await queries.RightsAsync(cancellation)).Sees(report)) return TypedResults.NotFound();
        var filter = ReportFilter.Of(context.Request.QueryString.Value ?? string.Empty);
        context.Response.Headers.ContentDisposition = $"attachment; filename={report.Key}.csv";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = SheetWriter.ContentType;
        await sheet.WriteAsync(context.Response.Body, report, filter, cancellation);
        return TypedResults.Empty;
    }
}
