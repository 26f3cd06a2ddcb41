using System.Globalization;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Hands out stored attachments (<see cref="Links.File"/>) to people of their tenant. What came from outside is never trusted to be what it seems.</summary>
public static class FileEndpoint
{
    // Opened by itself a file has no origin, runs nothing and loads nothing but itself.
    private const string Policy = "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'";
    private const int MaxNameLength = 100;

    public static WebApplication MapFiles(this WebApplication app)
    {
        app.MapMethods("/files/{attachmentId:guid}", ["GET", "HEAD"], ServeAsync).RequireAuthorization(Policies.Operator);
        return app;
    }

    private static async Task<IResult> ServeAsync(Guid attachmentId, HttpContext context, IDbContextFactory<CrmDb> factory, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var found = await (
            from attachment in db.MessageAttachments
            join file in db.StoredFiles on attachment.FileId equals (Guid?)file.Id
            where attachment.Id == attachmentId && attachment.State == "stored"
            select new { attachment.FileName, attachment.Kind, File = file }).AsNoTracking().SingleOrDefaultAsync(cancellation);
        return found is null ? TypedResults.NotFound() : Hand(context, found.File, found.FileName ?? found.Kind, factory);
    }

    /// <summary>Answers with a stored file under the name that its sender gave it.</summary>
    internal static IResult Hand(HttpContext context, StoredFile file, string name, IDbContextFactory<CrmDb> factory)
    {
        var type = FileTypes.Of(file.MimeType);
        var disposition = new ContentDispositionHeaderValue(type.IsInline ? "inline" : "attachment");
        disposition.SetHttpFileName(SafeName(name, type));
        var headers = context.Response.Headers;
        headers.ContentDisposition = disposition.ToString();
        headers.XContentTypeOptions = "nosniff";
        headers.ContentSecurityPolicy = Policy;
        headers["Cross-Origin-Resource-Policy"] = "same-origin";

        // The bytes of an attachment never change.
        headers.CacheControl = "private, max-age=31536000, immutable";
        var content = context.RequestServices.GetRequiredService<IFileStore>().Open(factory.CreateDbContextAsync, file);
        return TypedResults.Stream(
            content, type.MimeType, lastModified: file.CreatedAt, entityTag: new EntityTagHeaderValue($"\"{file.Sha256}\""), enableRangeProcessing: true);
    }

    /// <summary>The sender's name for the file without what could mislead: folders, control and direction characters, an ending that promises something else.</summary>
    internal static string SafeName(string name, FileType type)
    {
        var safe = new StringBuilder(Math.Min(name.Length, MaxNameLength + 2));
        foreach (var rune in name.EnumerateRunes())
        {
            if (IsMisleading(rune)) safe.Append('_');
            else safe.Append(rune);
            if (safe.Length >= MaxNameLength) break;
        }

        var stem = safe.ToString().Trim(' ', '.', '_');
        if (stem.Length == 0) stem = "file";
        return type.Extensions.Contains(FileTypes.Ending(stem), StringComparer.Ordinal) ? stem : $"{stem}.{type.Extensions[0]}";
    }

    private static bool IsMisleading(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        || rune.Value is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' or 0xFFFD;
}
