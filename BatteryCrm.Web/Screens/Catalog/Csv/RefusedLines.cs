using System.Collections.Concurrent;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>
/// The previews that are open on this node, so that their refused lines can be downloaded: as they stand in the file, each with why, to be mended and taken in again. A console and its
/// downloads come to the same node (sticky sessions); what a circuit has shown goes with it.
/// </summary>
public sealed class RefusedLines
{
    private readonly ConcurrentDictionary<Guid, (Guid Tenant, ImportPreview Preview)> open = new();

    public void Keep(Guid id, Guid tenantId, ImportPreview preview) => open[id] = (tenantId, preview);

    public void Drop(Guid id) => open.TryRemove(id, out _);

    /// <returns>Null when there is none, or it is another tenant's.</returns>
    public ImportPreview? Of(Guid id, Guid tenantId) => open.TryGetValue(id, out var kept) && kept.Tenant == tenantId ? kept.Preview : null;

    internal static async Task WriteAsync(Stream target, ImportPreview preview)
    {
        // A file that was mended once has its column of reasons already.
        var kept = Enumerable.Range(0, preview.Sheet.Headings.Count).Where(i => preview.Sheet.Columns[i] != SheetColumns.Reason).ToList();
        await using var sheet = new SheetWriter(target);
        await sheet.LineAsync([.. kept.Select(i => SheetWriter.Harmless(preview.Sheet.Headings[i])), SheetColumns.HeadingOf(SheetColumns.Reason)]);
        foreach (var line in preview.Of(LineVerdict.Refused))
            await sheet.LineAsync([.. kept.Select(i => i < line.Source.Cells.Length ? SheetWriter.Harmless(SheetWriter.AsTyped(line.Source.Cells[i])) : string.Empty), SheetWriter.Harmless(string.Join(' ', line.Reasons))]);
    }

    internal static async Task<IResult> ServeAsync(string slug, Guid preview, HttpContext context, RefusedLines lines, CurrentTenant tenant)
    {
        if (tenant.Id is not { } own || lines.Of(preview, own) is not { } shown || shown.Kind.Slug != slug) return TypedResults.NotFound();
        CatalogueExport.Head(context, slug + "-refused");
        await WriteAsync(context.Response.Body, shown);
        return TypedResults.Empty;
    }
}
