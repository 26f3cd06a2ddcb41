using BatteryCrm.Data;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>What an admin does with one row of a catalogue. Who did what is kept by the database's triggers, which also tell the consoles.</summary>
public sealed class CatalogueActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    /// <summary>Writes a row as it is wanted.</summary>
    /// <param name="opened">The row when its editing began; null for a new one.</param>
    /// <param name="wanted">By column, as typed.</param>
    public async Task<CatalogueResult> SaveAsync(CatalogueKind kind, CatalogueRow? opened, IReadOnlyDictionary<string, string?> wanted, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new CatalogueResult(CatalogueOutcome.NotAllowed);
        var values = new Dictionary<string, string?>(wanted, StringComparer.Ordinal);
        var problems = CatalogueChecks.Of(kind, values);
        if (problems.Count > 0) return Invalid(problems);

        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, kind, cancellation);
        if (opened is not null)
        {
            if (await CatalogueSql.OneAsync(db, kind, opened.Id, cancellation, isLocked: true) is not { } now) return new CatalogueResult(CatalogueOutcome.Gone);
            // A version that only counts a use is none of what is edited here.
            if (now.Version != opened.Version && !IsSame(kind, now, opened)) return new CatalogueResult(CatalogueOutcome.Conflict, now);
        }

        problems = await CatalogueChecks.OfOthersAsync(db, kind, opened?.Id, values, cancellation);
        if (problems.Count > 0) return Invalid(problems);
        try
        {
            var row = opened is null ? await InsertAsync(db, kind, values, cancellation) : await UpdateAsync(db, kind, opened.Id, values, isActive: null, cancellation);
            await transaction.CommitAsync(cancellation);
            return new CatalogueResult(CatalogueOutcome.Done, row);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Invalid([TakenBy(kind, exception)]);
        }
    }

    /// <summary>Takes a row out of the lists, or back into them; what refers to it stays.</summary>
    public async Task<CatalogueResult> SetActiveAsync(CatalogueKind kind, string id, bool isActive, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new CatalogueResult(CatalogueOutcome.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, kind, cancellation);
        if (await CatalogueSql.OneAsync(db, kind, id, cancellation, isLocked: true) is not { } row) return new CatalogueResult(CatalogueOutcome.Gone);
        try
        {
            row = await UpdateAsync(db, kind, id, new Dictionary<string, string?>(StringComparer.Ordinal), isActive, cancellation);
            await transaction.CommitAsync(cancellation);
            return new CatalogueResult(CatalogueOutcome.Done, row);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Invalid([TakenBy(kind, exception)]);
        }
    }

    /// <summary>Takes the last change of a row back: its fields are as before it; a row that was made is archived.</summary>
    /// <param name="changeId">The <see cref="CatalogueChange.Id"/> that the person saw as the last.</param>
    public async Task<CatalogueResult> UndoAsync(CatalogueKind kind, string id, long changeId, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new CatalogueResult(CatalogueOutcome.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await LockAsync(db, kind, cancellation);
        if (await CatalogueSql.OneAsync(db, kind, id, cancellation, isLocked: true) is null) return new CatalogueResult(CatalogueOutcome.Gone);
        var last = await db.SettingsVersions.Where(v => v.Subject == kind.Table && v.SubjectId == id).OrderByDescending(v => v.Id).FirstOrDefaultAsync(cancellation);
        if (last is null || last.Id != changeId) return new CatalogueResult(CatalogueOutcome.Changed);
        // A merge is taken back as a whole or not at all.
        if (await db.CatalogueMerges.AnyAsync(m => m.ChangeId == last.ChangeId && m.UndoneAt == null, cancellation)) return new CatalogueResult(CatalogueOutcome.Changed);
        var before = CatalogueVersions.Read(kind, last.Before);
        try
        {
            bool? isActive = last.Before is null ? false : before.TryGetValue(CatalogueVersions.IsActive, out var was) ? was == "true" : null;
            before.Remove(CatalogueVersions.IsActive);
            if (before.Count > 0)
            {
                var whole = (await CatalogueSql.OneAsync(db, kind, id, cancellation))!.Values.ToDictionary(v => v.Key, v => v.Value, StringComparer.Ordinal);
                foreach (var (column, value) in before) whole[column] = value;
                var problems = await CatalogueChecks.OfOthersAsync(db, kind, id, whole, cancellation);
                if (problems.Count > 0) return Invalid(problems);
            }

            var row = await UpdateAsync(db, kind, id, before, isActive, cancellation);
            await transaction.CommitAsync(cancellation);
            return new CatalogueResult(CatalogueOutcome.Done, row);
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return Invalid([TakenBy(kind, exception)]);
        }
    }

    /// <summary>Whether these are the values that somebody saw.</summary>
    internal static bool IsSame(CatalogueKind kind, CatalogueRow one, CatalogueRow other) => one.IsActive == other.IsActive && Array.TrueForAll(kind.Fields, f => one[f.Column] == other[f.Column]);

    /// <summary>One writer of a catalogue at a time: names are compared with what is there, and not every table has a unique key for that.</summary>
    internal static Task LockAsync(CrmDb db, CatalogueKind kind, CancellationToken cancellation) =>
        CatalogueSql.RunAsync(db, "select pg_advisory_xact_lock(hashtextextended($1 || current_setting('app.tenant_id', true), 0))", cancellation, kind.Table);

    internal static async Task<CatalogueRow> UpdateAsync(CrmDb db, CatalogueKind kind, string id, IReadOnlyDictionary<string, string?> values, bool? isActive, CancellationToken cancellation)
    {
        var sets = kind.Fields.Where(f => values.ContainsKey(f.Column)).Select((f, i) => $"{f.Column} = {CatalogueSql.Parameter(f, i + 2)}").ToList();
        var given = new List<object?> { id };
        given.AddRange(kind.Fields.Where(f => values.ContainsKey(f.Column)).Select(f => values[f.Column]));
        if (kind.Folded is { } folded && values.TryGetValue(kind.Name.Column, out var name))
        {
            given.Add(LookAlikes.Fold(name!));
            sets.Add($"{folded} = ${given.Count}");
        }

        if (isActive is { } active) sets.Add($"is_active = {(active ? "true" : "false")}");
        if (kind.HasUpdatedAt) sets.Add("updated_at = now()");
        if (sets.Count > 0) await CatalogueSql.RunAsync(db, $"update {kind.Table} t set {string.Join(", ", sets)} where {CatalogueSql.Mine(kind)} and t.id = $1::{kind.IdType}", cancellation, [.. given]);
        return (await CatalogueSql.OneAsync(db, kind, id, cancellation))!;
    }

    private async Task<CatalogueRow> InsertAsync(CrmDb db, CatalogueKind kind, Dictionary<string, string?> values, CancellationToken cancellation)
    {
        var columns = new List<string> { "tenant_id" };
        var parameters = new List<string> { "$1" };
        var given = new List<object?> { db.TenantId };
        void Add(string column, string cast, object? value)
        {
            given.Add(value);
            columns.Add(column);
            parameters.Add($"${given.Count}{cast}");
        }

        if (kind.IdType == "uuid") Add("id", string.Empty, Ids.New());
        foreach (var field in kind.Fields)
        {
            given.Add(values[field.Column]);
            columns.Add(field.Column);
            parameters.Add(CatalogueSql.Parameter(field, given.Count));
        }

        if (kind.Folded is { } folded) Add(folded, string.Empty, LookAlikes.Fold(values[kind.Name.Column]!));
        if (kind.HasCreatedBy) Add("created_by", string.Empty, current.Id);
        var id = await CatalogueSql.RowsAsync(db, $"insert into {kind.Table} ({string.Join(", ", columns)}) values ({string.Join(", ", parameters)}) returning id::text", cancellation, [.. given]);
        return (await CatalogueSql.OneAsync(db, kind, id[0][0]!, cancellation))!;
    }

    private static CatalogueResult Invalid(IReadOnlyList<CatalogueProblem> problems) => new(CatalogueOutcome.Invalid) { Problems = problems };

    private static CatalogueProblem TakenBy(CatalogueKind kind, PostgresException exception) =>
        new(Array.Find(kind.Fields, f => f.IsShortcut && exception.ConstraintName?.Contains(f.Column, StringComparison.Ordinal) == true)?.Column ?? kind.Name.Column, ProblemKind.Taken);
}
