using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients.Merging;

/// <summary>What a merge would move.</summary>
/// <param name="Stamp">Of everything that is shown but the messages, which go on coming; another one = what was looked at is no longer so.</param>
public sealed record MergePreview(int Appeals, long Messages, int Identities, int Appointments, string Stamp)
{
    /// <summary>By table, how many rows of what else hangs on a client move (<see cref="MergeTables"/>): client_contacts, client_links, client_consents.</summary>
    public IReadOnlyDictionary<string, int> Rows { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Counted by ix_appeals_client_recent and ix_messages_history_conversation.</summary>
    public static async Task<MergePreview> ReadAsync(CrmDb db, Guid masterId, Guid mergedId, CancellationToken cancellation)
    {
        var counts = await db.Database.SqlQuery<Counts>(
            $"""
            select (select count(*)::int from appeals where tenant_id = {db.TenantId} and client_id = {mergedId}) as appeals,
                (select count(*) from appeals a join messages_history m on m.tenant_id = a.tenant_id and m.appeal_id = a.id where a.tenant_id = {db.TenantId} and a.client_id = {mergedId}) as messages,
                (select count(*)::int from client_identities where tenant_id = {db.TenantId} and client_id = {mergedId}) as identities,
                (select count(*)::int from appeals a join appointments p on p.tenant_id = a.tenant_id and p.appeal_id = a.id where a.tenant_id = {db.TenantId} and a.client_id = {mergedId}) as appointments
            """).SingleAsync(cancellation);
        return new MergePreview(counts.Appeals, counts.Messages, counts.Identities, counts.Appointments, await StampAsync(db, masterId, mergedId, cancellation)) { Rows = await MergeTables.CountAsync(db, masterId, mergedId, cancellation) };
    }

#pragma warning disable EF1002 // the tables are ours, the values are parameters
    internal static Task<string> StampAsync(CrmDb db, Guid masterId, Guid mergedId, CancellationToken cancellation) => db.Database.SqlQueryRaw<string>(
        $$"""
        select md5(string_agg(to_jsonb(c)::text || (select count(*) from appeals a where a.tenant_id = c.tenant_id and a.client_id = c.id)::text || '.' || {{MergeTables.StampOfC}}
            || (select coalesce(string_agg(i.id::text, ',' order by i.id), '') from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id), '/' order by c.id)) as "Value"
        from clients c where c.tenant_id = {0} and c.id in ({1}, {2})
        """,
        db.TenantId!.Value, masterId, mergedId).SingleAsync(cancellation);
#pragma warning restore EF1002

    private sealed record Counts(int Appeals, long Messages, int Identities, int Appointments);
}
