using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Takes the files that an operator puts beside an answer (<see cref="Links.DraftFiles"/>), and gives them up again. The body is the file itself; attach.js sends it.</summary>
public static class UploadEndpoint
{
    private const int MaxNameLength = 200;
    private const int MaxPixels = 100_000;

    public static WebApplication MapUploads(this WebApplication app)
    {
        var own = app.MapGroup("/appeals/{appealId:guid}/files").RequireAuthorization(Policies.Operator).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery();
        own.MapPost(string.Empty, TakeAsync);
        own.MapGet("/{id:guid}", ShowAsync);
        own.MapDelete("/{id:guid}", DropAsync);
        return app;
    }

    private static async Task<IResult> TakeAsync(
        Guid appealId, int? width, int? height, HttpContext context, IDbContextFactory<CrmDb> factory, CurrentOperator current, CancellationToken cancellation)
    {
        if (context.Request.ContentLength > StoredFile.MaxBytes) return Refused("tooLarge");
        var name = Uri.UnescapeDataString(context.Request.Headers["X-File-Name"].ToString());
        await using (var db = await factory.CreateDbContextAsync(cancellation))
            if (!await db.Appeals.AnyAsync(a => a.Id == appealId, cancellation)) return TypedResults.NotFound();

        var (file, reason) = await FileInHand.ReadAsync(context.Request.Body, name, cancellation);
        if (file is null) return Refused(reason is "too_large" ? "tooLarge" : "type");
        await using (file)
        {
            var draft = new DraftFile
            {
                Id = Ids.New(), OperatorId = current.Id, AppealId = appealId, FileName = NameOf(name, file.Type), Kind = KindOf(file.Type.MimeType), Width = Pixels(width), Height = Pixels(height),
                CreatedAt = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
            };
            return await KeepAsync(draft, file, factory, context.RequestServices.GetRequiredService<IFileStore>(), cancellation)
                ? TypedResults.Ok(new UploadAnswer(draft.Id, Refused: null))
                : Refused("tooMany");
        }
    }

    private static async Task<bool> KeepAsync(DraftFile draft, FileInHand file, IDbContextFactory<CrmDb> factory, IFileStore store, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);

        // Several come at once: each counts those before it.
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended({$"files {draft.OperatorId} {draft.AppealId}"}, 0))", cancellation);
        if (await db.DraftFiles.CountAsync(f => f.OperatorId == draft.OperatorId && f.AppealId == draft.AppealId, cancellation) >= DraftFile.Most) return false;
        var stored = new StoredFile
        {
            Id = Ids.New(), TenantId = db.TenantId!.Value, SizeBytes = file.SizeBytes, MimeType = file.Type.MimeType, Sha256 = file.Sha256, CreatedAt = draft.CreatedAt,
        };
        await store.SaveAsync(db, stored, file.Content, cancellation);
        draft.FileId = stored.Id;
        db.DraftFiles.Add(draft);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    private static async Task<IResult> ShowAsync(
        Guid appealId, Guid id, HttpContext context, IDbContextFactory<CrmDb> factory, CurrentOperator current, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var found = await (
            from draft in db.DraftFiles
            join file in db.StoredFiles on draft.FileId equals file.Id
            where draft.Id == id && draft.AppealId == appealId && draft.OperatorId == current.Id
            select new { draft.FileName, File = file }).AsNoTracking().SingleOrDefaultAsync(cancellation);
        return found is null ? TypedResults.NotFound() : FileEndpoint.Hand(context, found.File, found.FileName, factory);
    }

    // Once more is as good as once: it is gone.
    private static async Task<IResult> DropAsync(
        Guid appealId, Guid id, IDbContextFactory<CrmDb> factory, CurrentOperator current, IFileStore store, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var file = await db.DraftFiles.Where(f => f.Id == id && f.AppealId == appealId && f.OperatorId == current.Id).Select(f => (Guid?)f.FileId).SingleOrDefaultAsync(cancellation);
        if (file is not { } fileId || await db.DraftFiles.Where(f => f.Id == id).ExecuteDeleteAsync(cancellation) == 0) return TypedResults.NoContent();
        await db.StoredFiles.Where(f => f.Id == fileId).ExecuteDeleteAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        store.Forget(db.TenantId!.Value, fileId);
        return TypedResults.NoContent();
    }

    // Expected, so an answer like any other: a status of its own would stand as an error in the browser's log.
    private static Ok<UploadAnswer> Refused(string reason) => TypedResults.Ok(new UploadAnswer(Id: null, reason));

    // What a picture is called decides nothing; the client sees the name.
    private static string NameOf(string name, FileType type)
    {
        var safe = FileEndpoint.SafeName(StorableText.Of(name), type);
        return safe.Length <= MaxNameLength ? safe : safe[..MaxNameLength];
    }

    private static string KindOf(string mimeType) => mimeType switch
    {
        "image/jpeg" or "image/png" or "image/webp" => "photo",
        "image/gif" => "animation",
        "audio/ogg" => "voice",
        _ when mimeType.StartsWith("audio/", StringComparison.Ordinal) => "audio",
        _ when mimeType.StartsWith("video/", StringComparison.Ordinal) => "video",
        _ => "document",
    };

    private static int? Pixels(int? said) => said is > 0 and <= MaxPixels ? said : null;

    /// <param name="Id">Null when it was refused.</param>
    /// <param name="Refused">tooLarge, type or tooMany; null when it is kept.</param>
    private sealed record UploadAnswer(Guid? Id, string? Refused);
}
