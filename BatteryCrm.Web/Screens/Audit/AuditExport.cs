using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Changes;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Audit;

/// <summary>The log as it is narrowed on the screen, as a CSV: a line a field.</summary>
internal sealed class AuditExport(AuditQueries queries, TenantZone zone)
{
    public static void Map(WebApplication app) => app.MapGet(Links.AuditFile, ServeAsync).RequireAuthorization(Policies.Admin).AddEndpointFilter<SameSiteFilter>();

    internal async Task WriteAsync(Stream target, AuditView view, CancellationToken cancellation)
    {
        await zone.LoadAsync();
        await using var sheet = new SheetWriter(target);
        await sheet.LineAsync(AuditTexts.When, AuditTexts.Who, AuditTexts.What, AuditTexts.How, AuditTexts.Field, AuditTexts.Before, AuditTexts.After);
        if (view.IsReversed) return;
        await foreach (var (row, names) in queries.AllAsync(view, cancellation))
        {
            string[] head = [TimeText.Full(zone.Local(row.Key.At)), SheetWriter.Harmless(AuditText.By(row)), SheetWriter.Harmless(AuditText.What(row, names)), AuditText.How(row) ?? string.Empty];
            if (row.Change is not { Fields.Count: > 0 } change)
            {
                await sheet.LineAsync([.. head, string.Empty, string.Empty, string.Empty]);
                continue;
            }

            foreach (var field in change.Fields)
            {
                await sheet.LineAsync([
                    .. head, ChangeText.Column(change.Subject, field.Column),
                    SheetWriter.Harmless(ChangeText.Value(change.Subject, field.Column, field.Before, names)), SheetWriter.Harmless(ChangeText.Value(change.Subject, field.Column, field.After, names))]);
            }
        }
    }

    private static async Task<IResult> ServeAsync(HttpContext context, AuditExport export, CancellationToken cancellation)
    {
        context.Response.Headers.ContentDisposition = "attachment; filename=log.csv";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = SheetWriter.ContentType;
        await export.WriteAsync(context.Response.Body, AuditView.Of(context.Request.QueryString.Value ?? string.Empty), cancellation);
        return TypedResults.Empty;
    }
}
