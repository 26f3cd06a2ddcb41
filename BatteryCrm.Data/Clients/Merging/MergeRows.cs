using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients.Merging;

/// <summary>What merge and undo both do to rows; inside the caller's transaction, with the tenant in every statement.</summary>
internal static class MergeRows
{
    private static readonly string Columns = string.Join(", ", MergeFields.All);

    /// <summary>Locks clients in the order of their ids, as every writer does; intake passes by what is locked and comes again.</summary>
    public static Task LockAsync(CrmDb db, Guid one, Guid other, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"select from clients where tenant_id = {db.TenantId} and id in ({one}, {other}) order by id for no key update", cancellation);

    /// <summary>The columns of a client as JSON; null when the tenant has no such client.</summary>
    public static async Task<IReadOnlyDictionary<string, JsonElement>?> ReadAsync(CrmDb db, Guid clientId, CancellationToken cancellation)
    {
        var json = await db.Database.SqlQuery<string>($"select to_jsonb(c)::text as \"Value\" from clients c where c.tenant_id = {db.TenantId} and c.id = {clientId}").SingleOrDefaultAsync(cancellation);
        return json is null ? null : JsonElement.Parse(json).EnumerateObject().ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
    }

    /// <summary>He was erased on request.</summary>
    public static bool IsErased(IReadOnlyDictionary<string, JsonElement> client) => client["erased_at"].ValueKind is not JsonValueKind.Null;

    /// <summary>Writes some columns of a client.</summary>
    public static async Task WriteAsync(CrmDb db, Guid clientId, IReadOnlyDictionary<string, JsonElement> values, CancellationToken cancellation)
    {
        if (values.Count == 0) return;
        var json = JsonSerializer.Serialize(values, JsonSerializerOptions.Default);
#pragma warning disable EF1002 // the columns are ours, the values are parameters
        await db.Database.ExecuteSqlRawAsync(
            $"update clients c set ({Columns}) = (select {Columns} from jsonb_populate_record(c, {{0}}::jsonb)) where c.tenant_id = {{1}} and c.id = {{2}}", [json, db.TenantId!.Value, clientId], cancellation);
#pragma warning restore EF1002
    }

    /// <summary>
    /// Has all appeals of a client wait, or not, as he is blocked or not, and notes what was put aside. What such a note of <paramref name="mergeId"/> holds comes back as it was, unless the client has
    /// written since: then he waits since his first unanswered word.
    /// </summary>
    public static Task MuteAsync(CrmDb db, Guid mergeId, Guid clientId, bool isBlocked, bool isUndo, DateTimeOffset now, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        with his as (
            select v.*, case when {isUndo} then j.before end as before
            from appeal_activity v join appeals a on a.tenant_id = v.tenant_id and a.id = v.appeal_id
            left join merge_journal j on j.tenant_id = a.tenant_id and j.merge_id = {mergeId} and j.kind = 'mute' and j.subject_id = a.id and j.before ->> 'last_message_id' is not distinct from v.last_message_id::text
            where a.tenant_id = {db.TenantId} and a.client_id = {clientId} and v.is_muted <> {isBlocked} order by v.appeal_id for no key update of v
        ), muted as (
            update appeal_activity v set is_muted = {isBlocked},
                muted_since = case when not {isBlocked} then null when his.before is not null then (his.before ->> 'muted_since')::timestamptz else coalesce(v.waiting_since, v.snoozed_since) end,
                waiting_since = case when {isBlocked} then null when his.before is not null then (his.before ->> 'waiting_since')::timestamptz else v.muted_since end,
                snoozed_until = (his.before ->> 'snoozed_until')::timestamptz, snoozed_since = (his.before ->> 'snoozed_since')::timestamptz, snoozed_by = (his.before ->> 'snoozed_by')::uuid
            from his where v.appeal_id = his.appeal_id
        )
        insert into merge_journal (id, tenant_id, merge_id, kind, subject_id, before, created_at)
        select gen_random_uuid(), tenant_id, {mergeId}, 'mute', appeal_id, jsonb_build_object('waiting_since', waiting_since, 'muted_since', muted_since, 'snoozed_until', snoozed_until,
            'snoozed_since', snoozed_since, 'snoozed_by', snoozed_by, 'last_message_id', last_message_id), {now} from his where not {isUndo}
        """,
        cancellation);

    /// <summary>Who may be the same person is found anew for both: pairs of the one who is gone are found for his master, and his own again after an undo.</summary>
    public static Task AskForDuplicatesAsync(CrmDb db, Guid masterId, Guid mergedId, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        delete from duplicate_candidates where tenant_id = {db.TenantId} and (one_client_id = {mergedId} or other_client_id = {mergedId});
        insert into duplicate_checks (tenant_id, client_id) values ({db.TenantId}, {masterId}), ({db.TenantId}, {mergedId})
        """,
        cancellation);

    /// <summary>Consoles read the newest appeals of a client anew, and whoever shows the client.</summary>
    public static async Task TellAsync(CrmDb db, Guid clientId, DateTimeOffset now, CancellationToken cancellation)
    {
        await db.Database.ExecuteSqlAsync($"insert into live_events (tenant_id, kind, subject_id, created_at) values ({db.TenantId}, 'client_changed', {clientId}, {now})", cancellation);
        await TellAppealsAsync(db, clientId, now, cancellation);
    }

    /// <summary>Consoles read the newest appeals of a client anew.</summary>
    public static Task TellAppealsAsync(CrmDb db, Guid clientId, DateTimeOffset now, CancellationToken cancellation) => db.Database.ExecuteSqlAsync(
        $"""
        insert into live_events (tenant_id, kind, appeal_id, created_at)
        select a.tenant_id, 'appeal_changed', a.id, {now} from appeals a join appeal_activity v on v.tenant_id = a.tenant_id and v.appeal_id = a.id
        where a.tenant_id = {db.TenantId} and a.client_id = {clientId} order by v.last_activity_at desc limit {MostTold}
        """,
        cancellation);

    // Older ones are on nobody's screen.
    private const int MostTold = 200;
}
