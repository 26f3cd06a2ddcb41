using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace BatteryCrm.Web.Screens.AppealMeta;

/// <summary>What became of a change of the matrix.</summary>
public enum VisibilityOutcome
{
    Kept,

    /// <summary>Only an admin may.</summary>
    NotAllowed,

    /// <summary>It is not any more what was shown to whoever confirmed it.</summary>
    ChangedMeanwhile,
}

/// <summary>An admin says what is shown for which kind of deal. Open consoles hear of it and the log keeps it, both by triggers.</summary>
public sealed class VisibilityActions(IDbContextFactory<CrmDb> factory, CurrentOperator current)
{
    public async Task<VisibilityOutcome> SetAsync(IReadOnlyCollection<Cell> cells, bool isShown, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return VisibilityOutcome.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await LockedAsync(db, cancellation);
        await WriteAsync(db, [.. cells.Select(c => (c, isShown))], cancellation);
        await transaction.CommitAsync(cancellation);
        return VisibilityOutcome.Kept;
    }

    /// <summary>The one kind of deal shows what the other shows now.</summary>
    public async Task<VisibilityOutcome> CopyAsync(Guid from, Guid to, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return VisibilityOutcome.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await LockedAsync(db, cancellation);
        var matrix = await VisibilityQueries.MatrixAsync(db, cancellation);
        await WriteAsync(db, [.. matrix.Column(to).Select(c => (c, matrix.Shows(c with { DealTypeId = from })))], cancellation);
        await transaction.CommitAsync(cancellation);
        return VisibilityOutcome.Kept;
    }

    /// <summary>The matrix becomes what it was before a change, whatever has been changed since.</summary>
    /// <param name="expected">What was shown to whoever confirmed it: as of <see cref="VisibilityVersions.BackAsync(Guid, CancellationToken)"/>.</param>
    public async Task<VisibilityOutcome> RollBackAsync(Guid changeId, IReadOnlyCollection<CellChange> expected, CancellationToken cancellation)
    {
        if (!current.MayAsAdmin()) return VisibilityOutcome.NotAllowed;
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await LockedAsync(db, cancellation);
        var changes = await VisibilityVersions.BackAsync(db, changeId, cancellation);
        if (!changes.ToHashSet().SetEquals(expected)) return VisibilityOutcome.ChangedMeanwhile;
        await WriteAsync(db, [.. changes.Select(c => (c.Cell, c.IsShown))], cancellation);
        await transaction.CommitAsync(cancellation);
        return VisibilityOutcome.Kept;
    }

    // Two admins at once are one after the other: what a copy or a roll-back has read still stands when it writes.
    private static async Task<IDbContextTransaction> LockedAsync(CrmDb db, CancellationToken cancellation)
    {
        var transaction = await db.Database.BeginTransactionAsync(cancellation);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtextextended('appeal_meta_visibility ' || {db.TenantId}::text, 0))", cancellation);
        return transaction;
    }

    // What is shown without a row needs none.
    private static async Task WriteAsync(CrmDb db, IReadOnlyList<(Cell Cell, bool IsShown)> cells, CancellationToken cancellation)
    {
        if (cells.Count == 0) return;
        var (parameters, deals, shown) = (cells.Select(c => c.Cell.ParameterId).ToArray(), cells.Select(c => c.Cell.DealTypeId).ToArray(), cells.Select(c => c.IsShown).ToArray());
        await db.Database.ExecuteSqlAsync(
            $"""
            insert into appeal_meta_visibility as v (config_id, deal_type_id, tenant_id, is_visible)
            select w.parameter, w.deal, {db.TenantId}, w.shown
            from unnest({parameters}, {deals}, {shown}) w(parameter, deal, shown)
            where not w.shown or exists (select from appeal_meta_visibility x where x.config_id = w.parameter and x.deal_type_id = w.deal and x.tenant_id = {db.TenantId})
            on conflict (config_id, deal_type_id, tenant_id) do update set is_visible = excluded.is_visible, updated_at = now() where v.is_visible <> excluded.is_visible
            """,
            cancellation);
    }
}
