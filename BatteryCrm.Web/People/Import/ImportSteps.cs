using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Files;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Outbound.Files;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>
/// The steps of an import within its tenant: read and compare, write some lines, take some back, each in one transaction with its live event. A step that fails leaves nothing behind and is taken
/// again, by whichever node. Nodes never work on one import at once: whoever holds its row steps.
/// </summary>
internal sealed class ImportSteps(IDbContextFactory<CrmDb> factory, IFileStore store, TimeProvider time)
{
    /// <summary>Lines of one step.</summary>
    public const int StepSize = 2000;

    /// <summary>What nobody goes on with is forgotten after a day: the file, and what was read of it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(24);

    /// <returns>False when there is nothing to do, or another node does it.</returns>
    public async Task<bool> StepAsync(Guid importId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var import = await db.ClientImports.FromSql($"select * from client_imports where id = {importId} for update skip locked").SingleOrDefaultAsync(cancellation);
        if (import is null) return false;
        var now = time.GetUtcNow();
        Guid? forgotten = null;
        switch (import.State)
        {
            case ImportStates.Reading:
                if (await ReadAsync(db, import, cancellation) is { } problem) await DropAsync(db, import, problem, cancellation);
                else import.State = ImportStates.Ready;
                if (import.State is ImportStates.Dropped) forgotten = await ForgetFileAsync(db, import, cancellation);
                break;
            case ImportStates.Running:
                forgotten = await ForgetFileAsync(db, import, cancellation);
                if (!await ImportWriting.WriteAsync(db, import, StepSize, now, cancellation)) End(db, import, now);
                break;
            case ImportStates.Undoing:
                await UndoAsync(db, import, now, cancellation);
                break;
            case ImportStates.Columns or ImportStates.Ready when import.CreatedAt + Patience < now:
                await DropAsync(db, import, "expired", cancellation);
                forgotten = await ForgetFileAsync(db, import, cancellation);
                break;
            case ImportStates.Dropped when import.FileId is not null:
                forgotten = await ForgetFileAsync(db, import, cancellation);
                break;
            default:
                return false;
        }

        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ImportChanged, SubjectId = import.Id, CreatedAt = now });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        if (forgotten is { } file) store.Forget(import.TenantId, file);
        return true;
    }

    /// <summary>Ends a running import, whole or stopped.</summary>
    internal static void End(CrmDb db, ClientImport import, DateTimeOffset now)
    {
        (import.State, import.FinishedAt) = (ImportStates.Done, now);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = import.TenantId, OperatorId = import.OperatorId, ActionType = ActionTypes.ClientsImported, CreatedAt = now,
            Details = JsonSerializer.Serialize(new { import = import.Id, created = import.Created, filled = import.Filled }, JsonSerializerOptions.Web),
        });
    }

    /// <summary>Given up before anything was written: nothing of what was read is kept.</summary>
    internal static async Task DropAsync(CrmDb db, ClientImport import, string? problem, CancellationToken cancellation)
    {
        (import.State, import.Problem) = (ImportStates.Dropped, problem);
        await db.ClientImportRows.Where(r => r.ImportId == import.Id).ExecuteDeleteAsync(cancellation);
    }

    /// <returns>What is to be removed outside the database once this is so.</returns>
    internal static async Task<Guid?> ForgetFileAsync(CrmDb db, ClientImport import, CancellationToken cancellation)
    {
        if (import.FileId is not { } file) return null;
        import.FileId = null;
        await db.SaveChangesAsync(cancellation);
        await db.StoredFiles.Where(f => f.Id == file).ExecuteDeleteAsync(cancellation);
        return file;
    }

    private async Task<string?> ReadAsync(CrmDb db, ClientImport import, CancellationToken cancellation)
    {
        var file = await db.StoredFiles.AsNoTracking().SingleOrDefaultAsync(f => f.Id == import.FileId, cancellation);
        if (file is null) return "failed";
        await using var content = store.Open(factory.CreateDbContextAsync, file);
        return await ImportReading.ReadAsync(db, import, content, cancellation);
    }

    private static async Task UndoAsync(CrmDb db, ClientImport import, DateTimeOffset now, CancellationToken cancellation)
    {
        var step = await db.Database.SqlQuery<UndoneStep>($"select * from undo_import_step({import.Id}, {StepSize / 2})").SingleAsync(cancellation);
        import.Undone += step.NUndone;
        import.Kept += step.NKept;
        if (step.NUndone + step.NKept > 0) return;
        (import.State, import.UndoneAt) = (ImportStates.Undone, now);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = import.TenantId, OperatorId = import.OperatorId, ActionType = ActionTypes.ImportUndone, CreatedAt = now,
            Details = JsonSerializer.Serialize(new { import = import.Id, undone = import.Undone, kept = import.Kept }, JsonSerializerOptions.Web),
        });
    }

    private sealed record UndoneStep(int NUndone, int NKept);
}
