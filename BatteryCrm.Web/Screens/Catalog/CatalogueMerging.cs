using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Catalog;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Catalog;

/// <summary>What a merge would do, in numbers.</summary>
/// <param name="Moves">What refers to the other row and will refer to the kept one.</param>
/// <param name="Twins">Rows below the other one that become one with a namesake below the kept one.</param>
/// <param name="Spellings">What the kept row will also be called.</param>
public sealed record MergePreview(IReadOnlyList<CatalogueUsed> Moves, int Twins, IReadOnlyList<string> Spellings);

/// <summary>Makes two rows of one catalogue one: all that referred to the other refers to the kept one, which is also called as the other was; the other is archived. One transaction, and a way back.</summary>
public sealed class CatalogueMerging(IDbContextFactory<CrmDb> factory, CurrentOperator current, CatalogueQueries queries, TimeProvider time)
{
    public async Task<MergePreview?> PreviewAsync(CatalogueKind kind, string keptId, string otherId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        if (await CatalogueSql.OneAsync(db, kind, keptId, cancellation) is not { } kept || await CatalogueSql.OneAsync(db, kind, otherId, cancellation) is not { } other) return null;
        var twins = 0;
        foreach (var use in kind.Uses.Where(u => u.Same.Length > 0)) twins += (await TwinsAsync(db, kind, use, keptId, otherId, cancellation)).Count;
        return new MergePreview(await queries.UsesAsync(kind, otherId, cancellation), twins, MergeSpellings.Added(kind, kept, other));
    }

    /// <param name="keptId">The row that stays.</param>
    public async Task<CatalogueResult> MergeAsync(CatalogueKind kind, string keptId, string otherId, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new CatalogueResult(CatalogueOutcome.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var change = Ids.New();
        await CatalogueSql.RunAsync(db, "select set_config('app.change_id', $1, true)", cancellation, change.ToString());
        foreach (var touched in kind.Uses.Select(u => CatalogueKinds.OfTable(u.Table)).OfType<CatalogueKind>().Append(kind).OrderBy(k => k.Table, StringComparer.Ordinal)) await CatalogueActions.LockAsync(db, touched, cancellation);
        if (await CatalogueSql.OneAsync(db, kind, keptId, cancellation) is not { IsActive: true } kept || await CatalogueSql.OneAsync(db, kind, otherId, cancellation) is not { } other) return new CatalogueResult(CatalogueOutcome.Gone);
        if (keptId == otherId || (kind.Parent is { } parent && kept[parent] != other[parent])) return new CatalogueResult(CatalogueOutcome.OtherParent);

        var steps = new List<MergeStep>();
        await MergeAsync(db, kind, kept, other, steps, cancellation);
        var merge = new CatalogueMerge
        {
            Subject = kind.Table, KeptId = keptId, MergedId = otherId, ChangeId = change, OperatorId = current.Id, MadeAt = time.GetUtcNow(), Moved = JsonSerializer.Serialize(steps, JsonSerializerOptions.Web),
        };
        db.CatalogueMerges.Add(merge);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new CatalogueResult(CatalogueOutcome.Done, await CatalogueSql.OneAsync(db, kind, keptId, cancellation)) { Merge = merge.Id };
    }

    /// <summary>Takes a merge back: what still refers to the kept row and came by the merge goes back; what was pointed elsewhere since stays there.</summary>
    public async Task<CatalogueResult> UndoAsync(CatalogueKind kind, Guid mergeId, CancellationToken cancellation)
    {
        if (kind.IsReadOnly || !current.MayAsAdmin()) return new CatalogueResult(CatalogueOutcome.NotAllowed);
        await using var db = await factory.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        foreach (var touched in kind.Uses.Select(u => CatalogueKinds.OfTable(u.Table)).OfType<CatalogueKind>().Append(kind).OrderBy(k => k.Table, StringComparer.Ordinal)) await CatalogueActions.LockAsync(db, touched, cancellation);
        if (await db.CatalogueMerges.SingleOrDefaultAsync(m => m.Id == mergeId && m.Subject == kind.Table, cancellation) is not { } merge) return new CatalogueResult(CatalogueOutcome.Gone);
        if (merge.UndoneAt is not null) return new CatalogueResult(CatalogueOutcome.Changed);
        foreach (var step in JsonSerializer.Deserialize<List<MergeStep>>(merge.Moved, JsonSerializerOptions.Web)!.AsEnumerable().Reverse()) await BackAsync(db, step, cancellation);
        merge.UndoneAt = time.GetUtcNow();
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return new CatalogueResult(CatalogueOutcome.Done, await CatalogueSql.OneAsync(db, kind, merge.KeptId, cancellation));
    }

    /// <summary>Merges into a row, or of it into another, that can be taken back: by the change under which its history has them.</summary>
    public async Task<IReadOnlyDictionary<Guid, Guid>> MergesAsync(CatalogueKind kind, string id, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.CatalogueMerges.Where(m => m.Subject == kind.Table && (m.KeptId == id || m.MergedId == id) && m.UndoneAt == null).ToDictionaryAsync(m => m.ChangeId, m => m.Id, cancellation);
    }

    private static async Task MergeAsync(CrmDb db, CatalogueKind kind, CatalogueRow kept, CatalogueRow other, List<MergeStep> steps, CancellationToken cancellation)
    {
        // Whoever wants to refer to one of the two now waits until it is decided.
        await CatalogueSql.RunAsync(db, $"select from {kind.Table} t where t.id in ($1::{kind.IdType}, $2::{kind.IdType}) order by t.id for update", cancellation, kept.Id, other.Id);
        foreach (var use in kind.Uses)
        {
            if (use.Same.Length > 0 && CatalogueKinds.OfTable(use.Table) is { } below)
            {
                foreach (var (keptTwin, otherTwin) in await TwinsAsync(db, kind, use, kept.Id, other.Id, cancellation))
                    await MergeAsync(db, below, (await CatalogueSql.OneAsync(db, below, keptTwin, cancellation))!, (await CatalogueSql.OneAsync(db, below, otherTwin, cancellation))!, steps, cancellation);
            }

            // A twin of a unique name stays where it is, archived: below the kept row its place is taken.
            var stay = steps.Where(s => s.Kind == MergeStep.Archived && s.Table == use.Table).Select(s => s.From).ToArray();
            var taken = use.UniqueWith is { } with ? $" and not exists (select from {use.Table} k where k.tenant_id = t.tenant_id and k.{use.Column} = $2::{kind.IdType} and k.{with} = t.{with})" : string.Empty;
            var moved = await CatalogueSql.RowsAsync(
                db,
                $"""
                update {use.Table} t set {use.Column} = $2::{kind.IdType}
                where {CatalogueSql.OwnTenant} and t.{use.Column} = $1::{kind.IdType} and not (t.id::text = any ($3)){taken} returning t.id::text
                """,
                cancellation, other.Id, kept.Id, stay);
            if (moved.Count > 0) steps.Add(new MergeStep(MergeStep.Moved, use.Table, other.Id, kept.Id) { Column = use.Column, Ids = [.. moved.Select(m => m[0]!)] });
        }

        if (kind.Aliases is { } aliases && MergeSpellings.Added(kind, kept, other) is { Count: > 0 } added)
        {
            await SetAliasesAsync(db, kind, kept.Id, MergeSpellings.Lines(kept[aliases.Column]).Concat(added), cancellation);
            steps.Add(new MergeStep(MergeStep.Spelled, kind.Table, other.Id, kept.Id) { Ids = added });
        }

        // Of twins one may be archived: as long as one of the two was in the lists, what becomes of them is.
        if (other.IsActive && !kept.IsActive)
        {
            await SetActiveAsync(db, kind, kept.Id, isActive: true, cancellation);
            steps.Add(new MergeStep(MergeStep.Woken, kind.Table, other.Id, kept.Id));
        }

        if (other.IsActive) await SetActiveAsync(db, kind, other.Id, isActive: false, cancellation);
        steps.Add(new MergeStep(MergeStep.Archived, kind.Table, other.Id, kept.Id) { WasActive = other.IsActive });
    }

    private static async Task BackAsync(CrmDb db, MergeStep step, CancellationToken cancellation)
    {
        if (step.Kind == MergeStep.Moved)
        {
            // Table and column are looked up among the constants: what is stored never becomes SQL.
            var (kind, use) = CatalogueKinds.All.SelectMany(k => k.Uses.Select(u => (k, u))).First(p => p.u.Table == step.Table && p.u.Column == step.Column);
            await CatalogueSql.RunAsync(
                db,
                $"update {use.Table} t set {use.Column} = $1::{kind.IdType} where {CatalogueSql.OwnTenant} and t.{use.Column} = $2::{kind.IdType} and t.id::text = any ($3)",
                cancellation, step.From, step.To, step.Ids.ToArray());
            return;
        }

        var own = CatalogueKinds.OfTable(step.Table)!;
        if (step.Kind == MergeStep.Archived)
        {
            if (step.WasActive) await SetActiveAsync(db, own, step.From, isActive: true, cancellation);
        }
        else if (step.Kind == MergeStep.Woken)
        {
            await SetActiveAsync(db, own, step.To, isActive: false, cancellation);
        }
        else if (await CatalogueSql.OneAsync(db, own, step.To, cancellation) is { } kept)
        {
            await SetAliasesAsync(db, own, kept.Id, MergeSpellings.Lines(kept[own.Aliases!.Column]).Where(a => !step.Ids.Contains(a, StringComparer.Ordinal)), cancellation);
        }
    }

    private static Task<CatalogueRow> SetActiveAsync(CrmDb db, CatalogueKind kind, string id, bool isActive, CancellationToken cancellation) =>
        CatalogueActions.UpdateAsync(db, kind, id, new Dictionary<string, string?>(StringComparer.Ordinal), isActive, cancellation);

    private static Task<CatalogueRow> SetAliasesAsync(CrmDb db, CatalogueKind kind, string id, IEnumerable<string> lines, CancellationToken cancellation) =>
        CatalogueActions.UpdateAsync(db, kind, id, new Dictionary<string, string?>(StringComparer.Ordinal) { [kind.Aliases!.Column] = string.Join('\n', lines) is { Length: > 0 } text ? text : null }, isActive: null, cancellation);

    // Rows below the other one that are the same as one below the kept one once both stand there.
    private static async Task<List<(string Kept, string Other)>> TwinsAsync(CrmDb db, CatalogueKind kind, CatalogueUse use, string keptId, string otherId, CancellationToken cancellation)
    {
        var below = CatalogueKinds.OfTable(use.Table)!;
        // Names are unique among the archived too; prices only count while they are active.
        var active = below.IsNameUnique ? string.Empty : " and o.is_active and k.is_active";
        var same = string.Join(" and ", use.Same.Select(c => below.Field(c).Kind == FieldKind.Reference ? $"o.{c} is not distinct from k.{c}" : $"lower(btrim(o.{c})) = lower(btrim(k.{c}))"));
        var read = await CatalogueSql.RowsAsync(
            db,
            $"""
            select distinct on (o.id) k.id::text, o.id::text from {use.Table} o join {use.Table} k on k.tenant_id = o.tenant_id and {same}{active}
            where o.tenant_id = {CatalogueSql.Tenant} and o.{use.Column} = $2::{kind.IdType} and k.{use.Column} = $1::{kind.IdType} order by o.id, k.is_active desc, k.id
            """,
            cancellation, keptId, otherId);
        return read.ConvertAll(r => (r[0]!, r[1]!));
    }
}

/// <summary>One thing that a merge did; kept as JSON.</summary>
/// <param name="From">The other row.</param>
/// <param name="To">The kept one.</param>
internal sealed record MergeStep(string Kind, string Table, string From, string To)
{
    /// <summary>Rows of the table were led from one to the other.</summary>
    public const string Moved = "moved";

    /// <summary>The kept one got further spellings.</summary>
    public const string Spelled = "spelled";

    /// <summary>The other one was archived.</summary>
    public const string Archived = "archived";

    /// <summary>The kept one was archived and was put back into the lists.</summary>
    public const string Woken = "woken";

    public string? Column { get; init; }

    /// <summary>The rows; the spellings.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    public bool WasActive { get; init; }
}

/// <summary>Other spellings, and those that a merge adds.</summary>
internal static class MergeSpellings
{
    public static string[] Lines(string? aliases) => aliases?.Split('\n') ?? [];

    /// <summary>The other's name and spellings that the kept one is not called by yet; none where the catalogue has no spellings.</summary>
    public static IReadOnlyList<string> Added(CatalogueKind kind, CatalogueRow kept, CatalogueRow other)
    {
        if (kind.Aliases is not { } aliases) return [];
        var known = new HashSet<string>(Lines(kept[aliases.Column]), StringComparer.OrdinalIgnoreCase) { kept.Name };
        return [.. Lines(other[aliases.Column]).Prepend(other.Name).Where(known.Add)];
    }
}
