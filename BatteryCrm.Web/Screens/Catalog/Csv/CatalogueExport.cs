using BatteryCrm.Data;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>A catalogue as a CSV, the archived with it: what is given out can be taken in again and changes nothing.</summary>
internal sealed class CatalogueExport(IDbContextFactory<CrmDb> factory)
{
    public static void Map(WebApplication app)
    {
        app.MapGet(Links.CatalogueFile("{slug}"), ServeAsync).RequireAuthorization(Policies.Admin).AddEndpointFilter<SameSiteFilter>();
        app.MapGet($"{Links.ImportCatalogue("{slug}")}/{{preview:guid}}/refused", RefusedLines.ServeAsync).RequireAuthorization(Policies.Admin).AddEndpointFilter<SameSiteFilter>();
    }

    internal async Task WriteAsync(Stream target, CatalogueKind kind, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var now = await CatalogueSnapshot.ReadAsync(db, kind, cancellation);
        var columns = SheetColumns.Of(kind);
        await using var sheet = new SheetWriter(target);
        await sheet.LineAsync([.. columns.Select(SheetColumns.HeadingOf)]);
        foreach (var row in now.Rows) await sheet.LineAsync([.. columns.Select(c => Cell(now, row, c))]);
    }

    internal static void Head(HttpContext context, string name)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename={name}.csv";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = SheetWriter.ContentType;
    }

    private static async Task<IResult> ServeAsync(string slug, HttpContext context, CatalogueExport export, CancellationToken cancellation)
    {
        if (CatalogueKinds.Find(slug) is not { } kind) return TypedResults.NotFound();
        Head(context, kind.Slug);
        await export.WriteAsync(context.Response.Body, kind, cancellation);
        return TypedResults.Empty;
    }

    private static string Cell(CatalogueSnapshot now, CatalogueRow row, string column)
    {
        if (column == SheetColumns.Id) return row.Id;
        if (column == CatalogueVersions.IsActive) return row.IsActive ? CatalogueTexts.Active : CatalogueTexts.Archived;
        if (row[column] is not { } value) return string.Empty;
        var field = now.Kind.Field(column);
        return field.Kind switch
        {
            FieldKind.Reference => SheetWriter.Harmless(now.NameOf(field, value)),
            FieldKind.Aliases => SheetWriter.Harmless(value.Replace("\n", "; ", StringComparison.Ordinal)),
            // As Russian Excel reads numbers.
            FieldKind.Money => value.Replace('.', ','),
            FieldKind.Minutes or FieldKind.Time => value,
            _ => SheetWriter.Harmless(value),
        };
    }
}
