using System.Text.Json;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients.Merging;

/// <param name="Decisions">For values that were changed since the merge, by client and column: true = back to the value before, false = stays as it is now. Null = ask first.</param>
public sealed record UndoWish(Guid MergeId, Guid OperatorId, IReadOnlyDictionary<(Guid ClientId, string Field), bool>? Decisions = null);

/// <summary>Why a merge is not undone.</summary>
public enum UndoRefusal
{
    /// <summary>There is no such merge here, or it has been undone.</summary>
    Unknown,

    /// <summary>Its time is over.</summary>
    TooLate,

    /// <summary>The master was merged into another later: that one is undone first.</summary>
    LaterFirst,

    /// <summary>Values that it wrote have been changed since: somebody has to say which stay.</summary>
    Changed,

    /// <summary>The person was erased on request: what the merge overwrote is gone with him.</summary>
    Erased,
}

/// <summary>A value that the merge wrote and that somebody has changed since.</summary>
/// <param name="Now">As it is.</param>
/// <param name="Before">As it was before the merge.</param>
public sealed record ChangedSince(Guid ClientId, string Field, JsonElement Now, JsonElement Before);

/// <param name="Refusal">Null when it is undone.</param>
/// <param name="LaterId">With <see cref="UndoRefusal.LaterFirst"/>, the merge to undo first.</param>
public sealed record UndoResult(UndoRefusal? Refusal = null, Guid? LaterId = null, IReadOnlyList<ChangedSince>? Changed = null);

/// <summary>
/// Takes a merge back, in the caller's transaction: what moved goes back, what was overwritten returns. An appeal that was opened since goes with the identity that opened it; a message stays in its appeal.
/// </summary>
public static class ClientUnmerging
{
    public static async Task<UndoResult> UndoAsync(CrmDb db, UndoWish wish, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await MergeAsync(db, wish.MergeId, cancellation) is not { } merge) return new UndoResult(UndoRefusal.Unknown);
        await MergeRows.LockAsync(db, merge.MasterClientId, merge.MergedClientId, cancellation);

        // Somebody else may have undone it while we waited.
        if (await MergeAsync(db, wish.MergeId, cancellation) is null) return new UndoResult(UndoRefusal.Unknown);
        if (merge.MergedAt + ClientMerging.UndoTime < now) return new UndoResult(UndoRefusal.TooLate);
        var later = await db.ClientMerges.Where(m => m.MergedClientId == merge.MasterClientId).Select(m => (Guid?)m.Id).SingleOrDefaultAsync(cancellation);
        if (later is not null) return new UndoResult(UndoRefusal.LaterFirst, later);

        if (await db.Clients.AnyAsync(c => (c.Id == merge.MasterClientId || c.Id == merge.MergedClientId) && c.ErasedAt != null, cancellation)) return new UndoResult(UndoRefusal.Erased);

        var fields = await db.MergeJournal.AsNoTracking().Where(j => j.MergeId == wish.MergeId && j.Kind == MergeEntries.Field).ToListAsync(cancellation);
        var changed = new List<ChangedSince>();
        var backs = new List<(Guid ClientId, Dictionary<string, JsonElement> Values, bool IsBlocked)>();
        foreach (var clientId in (Guid[])[merge.MasterClientId, merge.MergedClientId])
        {
            var row = (await MergeRows.ReadAsync(db, clientId, cancellation))!;
            var back = Back(row, [.. fields.Where(f => f.SubjectId == clientId)], wish.Decisions, changed);
            backs.Add((clientId, back, !MergeFields.IsEmpty(back.TryGetValue("blocked_at", out var at) ? at : row["blocked_at"])));
        }

        if (changed.Count > 0) return new UndoResult(UndoRefusal.Changed, Changed: changed);

        foreach (var (clientId, values, _) in backs) await MergeRows.WriteAsync(db, clientId, values, cancellation);
        await MoveBackAsync(db, merge, cancellation);
        await MergeTables.MoveBackAsync(db, merge.Id, merge.MasterClientId, merge.MergedClientId, cancellation);
        await MergeRows.AskForDuplicatesAsync(db, merge.MasterClientId, merge.MergedClientId, cancellation);

        // Who wrote for the first time since the merge wrote as the master then: his own row learns it now.
        foreach (var (clientId, _, _) in backs) await PrimaryIdentities.SettleAsync(db, clientId, cancellation);
        foreach (var (clientId, _, isBlocked) in backs) await MergeRows.MuteAsync(db, merge.Id, clientId, isBlocked, isUndo: true, now, cancellation);
        await db.ClientMerges.Where(m => m.Id == merge.Id).ExecuteDeleteAsync(cancellation);
        await db.MergeJournal.Where(j => j.MergeId == merge.Id && j.Kind == MergeEntries.Merge)
            .ExecuteUpdateAsync(j => j.SetProperty(x => x.UndoneAt, now).SetProperty(x => x.UndoneBy, wish.OperatorId), cancellation);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = wish.OperatorId, ActionType = ActionTypes.MergeUndone, CreatedAt = now, Details = ActionDetails.Unmerged(merge.Id, merge.MasterClientId, merge.MergedClientId),
        });
        await db.SaveChangesAsync(cancellation);
        await MergeRows.TellAsync(db, merge.MergedClientId, now, cancellation);
        await MergeRows.TellAsync(db, merge.MasterClientId, now, cancellation);
        return new UndoResult();
    }

    // The values to return to. When the row was written is no value that anybody cares for: it returns if nothing else has changed.
    private static Dictionary<string, JsonElement> Back(IReadOnlyDictionary<string, JsonElement> row, IReadOnlyList<MergeEntry> fields, IReadOnlyDictionary<(Guid ClientId, string Field), bool>? decisions, List<ChangedSince> changed)
    {
        var back = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var entry in fields)
        {
            var (field, before, now) = (entry.Field!, JsonElement.Parse(entry.Before!), row[entry.Field!]);
            if (Same(field, now, JsonElement.Parse(entry.After!))) back[field] = before;
            else if (field is MergeFields.UpdatedAt or MergeFields.BlockedBy || JsonElement.DeepEquals(now, before)) continue;
            else if (decisions is null) changed.Add(new ChangedSince(entry.SubjectId!.Value, field, now, before));
            else if (decisions.GetValueOrDefault((entry.SubjectId!.Value, field))) back[field] = before;
        }

        return back;
    }

    // Instants are written in more than one way.
    private static bool Same(string field, JsonElement one, JsonElement other) =>
        field is MergeFields.UpdatedAt or "blocked_at" && one.ValueKind is JsonValueKind.String && other.ValueKind is JsonValueKind.String ? one.GetDateTimeOffset() == other.GetDateTimeOffset() : JsonElement.DeepEquals(one, other);

    private static Task<ClientMerge?> MergeAsync(CrmDb db, Guid mergeId, CancellationToken cancellation) => db.ClientMerges.AsNoTracking().SingleOrDefaultAsync(m => m.Id == mergeId, cancellation);

    // Appeals first: which of them were opened since is told by the identities, and those by the journal.
    private static Task<int> MoveBackAsync(CrmDb db, ClientMerge merge, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        with his as (
            select a.id from appeals a
            where a.tenant_id = {db.TenantId} and a.client_id = {merge.MasterClientId} and (
                a.id in (select j.subject_id from merge_journal j where j.tenant_id = {db.TenantId} and j.merge_id = {merge.Id} and j.kind = 'appeal')
                or a.identity_id in (select j.subject_id from merge_journal j where j.tenant_id = {db.TenantId} and j.merge_id = {merge.Id} and j.kind = 'identity'))
            order by a.id for no key update of a)
        update appeals a set client_id = {merge.MergedClientId} from his where a.id = his.id;
        update client_identities i set client_id = {merge.MergedClientId}
        where i.tenant_id = {db.TenantId} and i.client_id = {merge.MasterClientId}
            and exists (select from merge_journal j where j.tenant_id = i.tenant_id and j.merge_id = {merge.Id} and j.kind = 'identity' and j.subject_id = i.id)
        """,
        cancellation);
}
