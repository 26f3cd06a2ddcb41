using System.Text.Json;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients.Merging;

/// <param name="MasterId">Who stays.</param>
/// <param name="MergedId">Who leads to him from now on.</param>
/// <param name="Choices">By column of <see cref="MergeFields.Chosen"/>, whose value stays; what is not in it is decided by itself.</param>
/// <param name="Seen">The stamp of the preview that was looked at; null = none was.</param>
/// <param name="Reason">A person's words; null without any.</param>
public sealed record MergeWish(Guid MasterId, Guid MergedId, Guid OperatorId, IReadOnlyDictionary<string, MergeSide> Choices, string? Seen = null, string? Reason = null);

/// <summary>Why two clients are not merged.</summary>
public enum MergeRefusal
{
    /// <summary>Both are the same client.</summary>
    Itself,

    /// <summary>There is no such client here.</summary>
    Unknown,

    /// <summary>One of them has been merged already: he leads to another.</summary>
    Merged,

    /// <summary>What would move or be overwritten is no longer what was looked at.</summary>
    Stale,

    /// <summary>One of them was erased on request: nobody knows who he was.</summary>
    Erased,
}

/// <param name="MergeId">Null when it was refused.</param>
/// <param name="Leads">With <see cref="MergeRefusal.Merged"/>, to whom the merged one leads.</param>
public sealed record MergeResult(Guid? MergeId, MergeRefusal? Refusal = null, Guid? Leads = null);

/// <summary>
/// Makes one client of two. Inside the caller's transaction: both clients are locked in the order of their ids, then each kind of row moves in one statement, and the journal keeps what moved and what was overwritten.
/// Intake passes by locked clients and looks again who the person is, so that nothing is lost and nothing goes to the wrong one.
/// </summary>
public static class ClientMerging
{
    /// <summary>As long a merge can be undone.</summary>
    public static readonly TimeSpan UndoTime = TimeSpan.FromDays(30);

    public static async Task<MergeResult> MergeAsync(CrmDb db, MergeWish wish, DateTimeOffset now, CancellationToken cancellation)
    {
        if (wish.MasterId == wish.MergedId) return new MergeResult(null, MergeRefusal.Itself);
        await MergeRows.LockAsync(db, wish.MasterId, wish.MergedId, cancellation);
        if (await MergeRows.ReadAsync(db, wish.MasterId, cancellation) is not { } master || await MergeRows.ReadAsync(db, wish.MergedId, cancellation) is not { } merged)
            return new MergeResult(null, MergeRefusal.Unknown);
        if (MergeRows.IsErased(master) || MergeRows.IsErased(merged)) return new MergeResult(null, MergeRefusal.Erased);

        // Who leads to another is not merged again, and nobody is merged into him: so no chain can close to a circle.
        var leads = await db.ClientMerges.Where(m => m.MergedClientId == wish.MasterId || m.MergedClientId == wish.MergedId).Select(m => (Guid?)m.MasterClientId).FirstOrDefaultAsync(cancellation);
        if (leads is not null) return new MergeResult(null, MergeRefusal.Merged, leads);
        if (wish.Seen is not null && wish.Seen != await MergePreview.StampAsync(db, wish.MasterId, wish.MergedId, cancellation)) return new MergeResult(null, MergeRefusal.Stale);

        var id = Ids.New();
        db.ClientMerges.Add(new ClientMerge
        {
            Id = id, MasterClientId = wish.MasterId, MergedClientId = wish.MergedId, MergedBy = wish.OperatorId.ToString(), MergeReason = wish.Reason, MergedAt = now,
        });
        db.MergeJournal.Add(new MergeEntry
        {
            MergeId = id, Kind = MergeEntries.Merge, MasterClientId = wish.MasterId, MergedClientId = wish.MergedId, OperatorId = wish.OperatorId, CreatedAt = now,
        });
        var ofMaster = MergeFields.OfMaster(master, merged, wish.Choices, now);
        Note(db, id, wish.MasterId, master, ofMaster, now);
        var ofMerged = MergeFields.OfMerged(merged, now);
        Note(db, id, wish.MergedId, merged, ofMerged, now);
        await db.SaveChangesAsync(cancellation);
        await MergeRows.WriteAsync(db, wish.MasterId, ofMaster, cancellation);
        await MergeRows.WriteAsync(db, wish.MergedId, ofMerged, cancellation);
        var (identities, appeals) = await MoveAsync(db, id, wish, now, cancellation);
        await MergeTables.MoveAsync(db, id, wish.MasterId, wish.MergedId, now, cancellation);
        await MergeRows.AskForDuplicatesAsync(db, wish.MasterId, wish.MergedId, cancellation);

        var isBlocked = !MergeFields.IsEmpty(ofMaster.TryGetValue("blocked_at", out var blocked) ? blocked : master["blocked_at"]);
        await MergeRows.MuteAsync(db, id, wish.MasterId, isBlocked, isUndo: false, now, cancellation);
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = db.TenantId, OperatorId = wish.OperatorId, ActionType = ActionTypes.ClientMerged, CreatedAt = now, Details = ActionDetails.Merged(id, wish.MasterId, wish.MergedId, identities, appeals),
        });
        await db.SaveChangesAsync(cancellation);
        await MergeRows.TellAsync(db, wish.MergedId, now, cancellation);
        await MergeRows.TellAsync(db, wish.MasterId, now, cancellation);
        return new MergeResult(id);
    }

    private static async Task<(int Identities, int Appeals)> MoveAsync(CrmDb db, Guid mergeId, MergeWish wish, DateTimeOffset now, CancellationToken cancellation)
    {
        var identities = await db.Database.ExecuteSqlAsync(
            $"""
            with moved as (update client_identities set client_id = {wish.MasterId} where tenant_id = {db.TenantId} and client_id = {wish.MergedId} returning id)
            insert into merge_journal (id, tenant_id, merge_id, kind, subject_id, created_at) select gen_random_uuid(), {db.TenantId}, {mergeId}, 'identity', id, {now} from moved
            """,
            cancellation);
        var appeals = await db.Database.ExecuteSqlAsync(
            $"""
            with his as (select id from appeals where tenant_id = {db.TenantId} and client_id = {wish.MergedId} order by id for no key update),
            moved as (update appeals a set client_id = {wish.MasterId} from his where a.id = his.id returning a.id)
            insert into merge_journal (id, tenant_id, merge_id, kind, subject_id, created_at) select gen_random_uuid(), {db.TenantId}, {mergeId}, 'appeal', id, {now} from moved
            """,
            cancellation);
        return (identities, appeals);
    }

    private static void Note(CrmDb db, Guid mergeId, Guid clientId, IReadOnlyDictionary<string, JsonElement> before, Dictionary<string, JsonElement> after, DateTimeOffset now)
    {
        foreach (var (field, value) in after)
            db.MergeJournal.Add(new MergeEntry
            {
                MergeId = mergeId, Kind = MergeEntries.Field, SubjectId = clientId, Field = field, Before = before[field].GetRawText(), After = value.GetRawText(), CreatedAt = now,
            });
    }
}
