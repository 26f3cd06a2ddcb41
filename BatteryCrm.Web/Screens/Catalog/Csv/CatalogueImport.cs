using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Catalog.Csv;

/// <summary>A file into a catalogue: looked at first, then written in one transaction as one change, and taken back as one.</summary>
public sealed class CatalogueImport(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    // Of a name that somebody takes between reading and writing the database tells; then all is compared once more.
    private const int MostRounds = 3;

    /// <summary>What the file would do. Writes nothing.</summary>
    public async Task<ImportPreview> PreviewAsync(CatalogueKind kind, CatalogueSheet sheet, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        var now = await CatalogueSnapshot.ReadAsync(db, kind, cancellation);
        return new ImportPreview(kind, sheet, ImportPlanner.Plan(sheet, now)) { NameOf = now.NameOf };
    }

    /// <summary>Writes what was looked at. A row that is no longer as it was then is left alone and named, as is a line that no longer fits.</summary>
    public async Task<ImportResult> ApplyAsync(ImportPreview preview, CancellationToken cancellation)
    {
        if (preview.Kind.IsReadOnly || !current.MayAsAdmin()) return new ImportResult(CatalogueOutcome.NotAllowed, Guid.Empty, 0, 0, []);
        for (var round = 1; ; round++)
        {
            try
            {
                return await WriteAsync(preview, cancellation);
            }
            catch (PostgresException exception) when (round < MostRounds && exception.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ForeignKeyViolation)
            {
                // Nothing of it was written.
            }
        }
    }

    /// <summary>Takes an import back: rows that nobody has changed since are as before it, those that it made are archived.</summary>
    public async Task<ImportUndo> UndoAsync(CatalogueKind kind, Guid changeId, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new ImportUndo(CatalogueOutcome.NotAllowed, 0, []);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await CatalogueActions.LockAsync(db, kind, cancellation);

        // ix_settings_versions_change finds what was made, ix_settings_versions_row whether it was the last.
        var made = await db.SettingsVersions.Where(v => v.ChangeId == changeId && v.Subject == kind.Table)
            .Select(v => new { v.SubjectId, v.Before, IsLast = !db.SettingsVersions.Any(l => l.Subject == v.Subject && l.SubjectId == v.SubjectId && l.Id > v.Id) }).ToListAsync(cancellation);
        await LockRowsAsync(db, kind, made.ConvertAll(m => m.SubjectId), cancellation);
        var now = await CatalogueSnapshot.ReadAsync(db, kind, cancellation);
        var (back, left) = (new List<(CatalogueRow Row, IReadOnlyDictionary<string, string?> Values, bool IsActive)>(), new List<string>());
        foreach (var one in made.Where(m => now.ById.ContainsKey(m.SubjectId)))
        {
            var row = now.ById[one.SubjectId];
            var before = CatalogueVersions.Read(kind, one.Before);
            var values = row.Values.ToDictionary(v => v.Key, v => before.GetValueOrDefault(v.Key, v.Value), StringComparer.Ordinal);
            var isActive = one.Before is not null && (before.TryGetValue(CatalogueVersions.IsActive, out var was) ? was == "true" : row.IsActive);
            var isTaken = (kind.IsNameUnique && now.NameKey(values) != now.NameKey(row.Values) && now.Namesakes(values).Count > 0) || (isActive && now.WithShortcut(values).Any(r => r.Id != row.Id));
            if (one.IsLast && !isTaken) back.Add((row, values, isActive));
            else left.Add(row.Name);
        }

        await ImportWriting.UpdateAsync(db, kind, back, cancellation);
        await transaction.CommitAsync(cancellation);
        return new ImportUndo(CatalogueOutcome.Done, back.Count, left);
    }

    private async Task<ImportResult> WriteAsync(ImportPreview preview, CancellationToken cancellation)
    {
        var (kind, change) = (preview.Kind, Ids.New());
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await CatalogueSql.RunAsync(db, "select set_config('app.change_id', $1, true)", cancellation, change.ToString());
        await CatalogueActions.LockAsync(db, kind, cancellation);
        await LockRowsAsync(db, kind, [.. preview.Of(LineVerdict.Changed).Select(l => l.Row!.Id)], cancellation);
        var now = await CatalogueSnapshot.ReadAsync(db, kind, cancellation);
        var (added, changed, left) = (new List<PlannedLine>(), new List<PlannedLine>(), new List<LeftLine>());
        foreach (var (seen, fresh) in preview.Lines.Zip(ImportPlanner.Plan(preview.Sheet, now)))
        {
            if (seen.Verdict is LineVerdict.Same or LineVerdict.Refused) continue;
            if (WhyNot(kind, seen, fresh, now) is { } why) left.Add(new LeftLine(seen.Number, seen.Name, why));
            else (seen.Row is null ? added : changed).Add(fresh);
        }

        await ImportWriting.UpdateAsync(db, kind, changed.ConvertAll(l => (l.Row!, l.Values, l.IsActive)), cancellation);
        await ImportWriting.InsertAsync(db, kind, added, current.Id, cancellation);
        await transaction.CommitAsync(cancellation);
        return new ImportResult(CatalogueOutcome.Done, change, added.Count, changed.Count, left);
    }

    /// <returns>Null when the line still does what was looked at.</returns>
    private static string? WhyNot(CatalogueKind kind, PlannedLine seen, PlannedLine fresh, CatalogueSnapshot now)
    {
        if (seen.Row is { } was && now.ById.TryGetValue(was.Id, out var row) && !CatalogueActions.IsSame(kind, was, row)) return SheetTexts.ChangedSince;
        if (fresh.Verdict == LineVerdict.Refused) return string.Join(' ', fresh.Reasons);
        if (fresh.Row?.Id != seen.Row?.Id) return fresh.Row is null ? CatalogueTexts.Gone : SheetTexts.MadeSince;
        return fresh.Verdict == seen.Verdict && fresh.Writes(seen) ? null : SheetTexts.ChangedSince;
    }

    // Catalogues are locked by their writers; whoever writes one past that lock waits for its rows.
    private static Task LockRowsAsync(CrmDb db, CatalogueKind kind, List<string> ids, CancellationToken cancellation) => ids.Count == 0 ? Task.CompletedTask :
        CatalogueSql.RunAsync(db, $"select from {kind.Table} t where {CatalogueSql.Mine(kind)} and t.id = any ($1::{kind.IdType}[]) order by t.id for no key update", cancellation, (object)ids.ToArray());
}
