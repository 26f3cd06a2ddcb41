using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>Takes the file (<see cref="Links.ImportFile"/>): a plain form, so that thirty megabytes need no script and no circuit. It is kept as it is until it has been imported, a day at most.</summary>
public static class ImportUpload
{
    /// <summary>In bytes.</summary>
    public const long MaxBytes = 30 * 1024 * 1024;

    // What is somewhat larger is read to its end and told so; what is far larger is cut off.
    private const long MaxBody = 2 * MaxBytes;
    private const int LongestName = 200;
    private const int SampleLines = 20;

    public static WebApplication MapImports(this WebApplication app)
    {
        app.MapPost(Links.ImportFile, TakeAsync).RequireAuthorization(Policies.Operator).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(MaxBody), new RequestFormLimitsAttribute { MultipartBodyLengthLimit = MaxBody });
        return app;
    }

    private static async Task<IResult> TakeAsync(HttpContext context, IDbContextFactory<CrmDb> factory, CurrentOperator current, CancellationToken cancellation)
    {
        IFormFile? file;
        try
        {
            file = context.Request.HasFormContentType ? (await context.Request.ReadFormAsync(cancellation)).Files.GetFile("file") : null;
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException)
        {
            return Refused("tooLarge");
        }

        if (file is null || file.FileName.Length == 0) return Refused("none");
        if (file.Length == 0) return Refused("empty");
        if (file.Length > MaxBytes) return Refused("tooLarge");
        await using var content = file.OpenReadStream();
        var start = new byte[4];
        var read = await content.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation);
        if (SheetText.IsWorkbook(start.AsSpan(0, read))) return Refused("workbook");

        content.Position = 0;
        var encoding = await SheetText.EncodingOfAsync(content, cancellation);
        content.Position = 0;
        var separator = await SheetText.SeparatorOfAsync(content, encoding, cancellation);
        content.Position = 0;
        var head = ImportHeads.Of(await SheetLines.HeadAsync(content, encoding, separator, SampleLines, cancellation));
        if (head.Rows.Count == 0) return Refused("empty");
        content.Position = 0;
        var id = await KeepAsync(context, factory, current, file, content, (encoding, separator, head), cancellation);
        return TypedResults.LocalRedirect(Links.ClientImport(id));
    }

    private static async Task<Guid> KeepAsync(
        HttpContext context, IDbContextFactory<CrmDb> factory, CurrentOperator current, IFormFile file, Stream content, (string Encoding, string Separator, ImportHead Head) seen, CancellationToken cancellation)
    {
        var now = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        var sum = Convert.ToHexStringLower(await System.Security.Cryptography.SHA256.HashDataAsync(content, cancellation));
        content.Position = 0;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var stored = new StoredFile { Id = Ids.New(), TenantId = db.TenantId!.Value, SizeBytes = file.Length, MimeType = "text/csv", Sha256 = sum, CreatedAt = now };
        await context.RequestServices.GetRequiredService<IFileStore>().SaveAsync(db, stored, content, cancellation);

        // What somebody said of the same headings before.
        var headings = seen.Head.Headings;
        var earlier = !ImportColumns.HasHeadings(headings) ? null : await db.ClientImports.Where(i => i.Headings == headings && i.State != ImportStates.Columns).OrderByDescending(i => i.CreatedAt)
            .Select(i => i.Mapping).FirstOrDefaultAsync(cancellation);
        var import = new ClientImport
        {
            Id = Ids.New(), OperatorId = current.Id, FileName = NameOf(file.FileName), FileId = stored.Id, Encoding = seen.Encoding, Separator = seen.Separator, Headings = headings,
            Mapping = earlier ?? seen.Head.Guess, CreatedAt = now,
        };
        db.ClientImports.Add(import);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return import.Id;
    }

    private static string NameOf(string name)
    {
        var safe = StorableText.Of(Path.GetFileName(name)).Trim();
        return safe.Length == 0 ? "clients.csv" : safe.Length <= LongestName ? safe : StorableText.Of(safe[..LongestName]);
    }

    // The page says it in the operator's language.
    private static Microsoft.AspNetCore.Http.HttpResults.RedirectHttpResult Refused(string problem) => TypedResults.LocalRedirect($"{Links.ImportClients}?problem={problem}");
}
