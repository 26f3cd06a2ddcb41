using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>An import as its screen shows it.</summary>
/// <param name="By">Who brought the file.</param>
public sealed record ImportView(ClientImport Import, string? By, bool MayChange);

/// <summary>A line of the preview, or of what could not be read.</summary>
/// <param name="Reason">As of <see cref="ClientImportRow.Reason"/>.</param>
/// <param name="Name">As the file has it; null once the line is written.</param>
/// <param name="ClientId">Who is here already.</param>
public sealed record ImportRowView(int Line, string? Reason, string? Name, string? Phone, string? Email, Guid? ClientId, string? ClientName, string? ClientPhone);

/// <summary>What the operator of a circuit does with imports: each step only from the state that he saw.</summary>
public sealed class ImportDesk(IDbContextFactory<CrmDb> factory, CurrentOperator current, TimeProvider time)
{
    private const int MostRecent = 30;

    /// <summary>As long an import can be undone.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(30);

    public async Task<ImportView?> ReadAsync(Guid importId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await Views(db, db.ClientImports.Where(i => i.Id == importId)).SingleOrDefaultAsync(cancellation);
    }

    /// <summary>The newest; by ix_client_imports_recent.</summary>
    public async Task<IReadOnlyList<ImportView>> RecentAsync(CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await Views(db, db.ClientImports.OrderByDescending(i => i.CreatedAt).ThenByDescending(i => i.Id).Take(MostRecent)).ToListAsync(cancellation);
    }

    /// <summary>Some lines of one kind, from a line on.</summary>
    public async Task<IReadOnlyList<ImportRowView>> RowsAsync(Guid importId, string verdict, int after, int most, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await (
            from r in db.ClientImportRows
            join c in db.Clients on r.ClientId equals (Guid?)c.Id into clients
            from client in clients.DefaultIfEmpty()
            where r.ImportId == importId && r.Verdict == verdict && r.Line > after
            orderby r.Line
            select new ImportRowView(r.Line, r.Reason, r.Name, r.Phone, r.Email, r.ClientId, client != null ? client.Name : null, client != null ? client.Phone : null)).Take(most).ToListAsync(cancellation);
    }

    /// <summary>The columns are named: the file is read.</summary>
    public Task<bool> ReadFileAsync(Guid importId, string encoding, string separator, string[] headings, string[] mapping, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Columns], (_, import) =>
        {
            (import.Encoding, import.Separator, import.Headings, import.Mapping, import.State) = (encoding, separator, headings, mapping, ImportStates.Reading);
            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>Back from the preview to the columns.</summary>
    public Task<bool> BackAsync(Guid importId, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Ready], async (db, import) =>
        {
            import.State = ImportStates.Columns;
            await db.ClientImportRows.Where(r => r.ImportId == importId).ExecuteDeleteAsync(cancellation);
        },
        cancellation);

    /// <param name="fills">Who is here already gets what he lacks.</param>
    public Task<bool> StartAsync(Guid importId, bool fills, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Ready], (_, import) =>
        {
            (import.Fills, import.State) = (fills, ImportStates.Running);
            return Task.CompletedTask;
        },
        cancellation);

    /// <summary>Given up before anything was written. The file goes with the worker's next round.</summary>
    public Task<bool> DropAsync(Guid importId, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Columns, ImportStates.Ready], (db, import) => ImportSteps.DropAsync(db, import, problem: null, cancellation), cancellation);

    /// <summary>What has been written stays, what has not is not.</summary>
    public Task<bool> StopAsync(Guid importId, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Running], async (db, import) =>
        {
            import.Problem = "stopped";
            var left = await db.ClientImportRows.Where(r => r.ImportId == importId && r.State == ImportRowStates.Waiting).Select(r => r.Line).ToArrayAsync(cancellation);
            await db.ClientImportRows.Where(r => r.ImportId == importId && r.State == ImportRowStates.Waiting).ExecuteUpdateAsync(r => r.SetProperty(x => x.State, ImportRowStates.Skipped), cancellation);
            await ImportWriting.ForgetAsync(db, import, left, cancellation);
            ImportSteps.End(db, import, time.GetUtcNow());
        },
        cancellation);

    public Task<bool> UndoAsync(Guid importId, CancellationToken cancellation) => ChangeAsync(
        importId, [ImportStates.Done], (_, import) =>
        {
            if (CanBeUndone(import)) import.State = ImportStates.Undoing;
            return Task.CompletedTask;
        },
        cancellation);

    public bool CanBeUndone(ClientImport import) =>
        import.State is ImportStates.Done && import.Created + import.Filled > 0 && import.FinishedAt + UndoTime > time.GetUtcNow();

    /// <returns>False when it is no longer so, or another's to do.</returns>
    private async Task<bool> ChangeAsync(Guid importId, string[] from, Func<CrmDb, ClientImport, Task> change, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var import = await db.ClientImports.FromSql($"select * from client_imports where id = {importId} for update").SingleOrDefaultAsync(cancellation);
        if (import is null || !from.Contains(import.State, StringComparer.Ordinal) || !MayChange(import.OperatorId)) return false;
        await change(db, import);
        db.LiveEvents.Add(new LiveEvent { Kind = LiveKinds.ImportChanged, SubjectId = importId, CreatedAt = time.GetUtcNow() });
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    // One's own, and a manager's all.
    private bool MayChange(Guid operatorId) => operatorId == current.Id || current.Identity.Role is Roles.Manager or Roles.Admin;

    private IQueryable<ImportView> Views(CrmDb db, IQueryable<ClientImport> imports)
    {
        var (own, isManager) = (current.Id, current.Identity.Role is Roles.Manager or Roles.Admin);
        return
            from i in imports.AsNoTracking()
            join o in db.Operators on i.OperatorId equals o.Id
            orderby i.CreatedAt descending, i.Id descending
            select new ImportView(i, o.Name ?? o.UserName, isManager || i.OperatorId == own);
    }
}

/// <summary>The beginning of a file that waits for its columns to be named.</summary>
/// <param name="Rows">Without the headings.</param>
public sealed record ImportHead(string[] Headings, string[] Guess, IReadOnlyList<string[]> Rows);

/// <summary>Shows how a file looks, read in one way or another.</summary>
internal sealed class ImportHeads(IDbContextFactory<CrmDb> factory, IFileStore store)
{
    private const int Lines = 6;

    /// <returns>Null when there is no file (any more).</returns>
    public async Task<ImportHead?> ReadAsync(Guid importId, string encoding, string separator, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var file = await db.StoredFiles.AsNoTracking().SingleOrDefaultAsync(f => db.ClientImports.Any(i => i.Id == importId && i.FileId == f.Id), cancellation);
        if (file is null) return null;
        await using var content = store.Open(factory.CreateDbContextAsync, file);
        return Of(await SheetLines.HeadAsync(content, encoding, separator, Lines, cancellation));
    }

    internal static ImportHead Of(IReadOnlyList<SheetLine> head)
    {
        var headings = ImportColumns.HeadingsOf(head);
        return new ImportHead(headings, ImportColumns.Guess(headings, head), [.. head.Skip(ImportColumns.HasHeadings(headings) ? 1 : 0).Select(l => l.Cells)]);
    }
}
