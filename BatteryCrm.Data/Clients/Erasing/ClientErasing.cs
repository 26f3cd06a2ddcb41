using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Data.Clients.Erasing;

/// <summary>What would be erased with a person, in numbers; with all clients that lead to him.</summary>
/// <param name="ClientId">The master, whoever was asked for.</param>
/// <param name="ErasedAt">Null while he has not been.</param>
/// <param name="Messages">Notes included.</param>
/// <param name="Identities">Accounts on platforms.</param>
/// <param name="Drafts">Answers that operators are writing.</param>
/// <param name="Merges">Standing ones, which can never be undone afterwards.</param>
/// <param name="Queued">Answers that would not leave any more.</param>
public sealed record ErasurePreview(
    Guid ClientId, string? Name, string? Phone, DateTimeOffset? ErasedAt, int Appeals, int Messages, int Files, int Identities, int Drafts, int Merges, int Queued);

/// <summary>How much was erased.</summary>
/// <param name="NEvents">Events of the journal.</param>
public sealed record ErasedCounts(int NAppeals, int NMessages, int NFiles, int NIdentities, int NDrafts, int NMerges, int NCancelled, int NEvents);

/// <summary>A person is made unknown, for ever: the database's function erase_client, which is the owner's, since the app may rewrite neither log nor journal.</summary>
public static class ClientErasing
{
    // The chain may grow between the look and the lock.
    private const int Tries = 5;

    /// <returns>Null when the tenant has no such client.</returns>
    public static Task<ErasurePreview?> PreviewAsync(CrmDb db, Guid clientId, CancellationToken cancellation) => db.Database.SqlQuery<ErasurePreview>(
        $"""
        with recursive up as (
            select c.id, 0 as step from clients c where c.tenant_id = {db.TenantId} and c.id = {clientId}
            union all select m.master_client_id, u.step + 1 from up u join client_merges m on m.tenant_id = {db.TenantId} and m.merged_client_id = u.id where u.step < 1000
        ), chain as (
            (select id from up order by step desc limit 1)
            union all select m.merged_client_id from chain k join client_merges m on m.tenant_id = {db.TenantId} and m.master_client_id = k.id
        ), his as materialized (select a.id from appeals a where a.tenant_id = {db.TenantId} and a.client_id in (select id from chain))
        select c.id as client_id, c.name, c.phone, c.erased_at, (select count(*) from his)::int as appeals,
            (select count(*) from messages_history m where m.tenant_id = {db.TenantId} and m.appeal_id in (select id from his))::int as messages,
            (select count(*) from messages_history m join message_attachments f on f.tenant_id = m.tenant_id and f.message_id = m.id
                where m.tenant_id = {db.TenantId} and m.appeal_id in (select id from his))::int as files,
            (select count(*) from client_identities i where i.tenant_id = {db.TenantId} and i.client_id in (select id from chain))::int as identities,
            (select count(*) from operator_drafts d where d.tenant_id = {db.TenantId} and d.appeal_id in (select id from his))::int as drafts,
            ((select count(*) from chain) - 1)::int as merges,
            (select count(*) from outbound_messages o where o.tenant_id = {db.TenantId} and o.appeal_id in (select id from his) and o.state = 'queued')::int as queued
        from clients c where c.tenant_id = {db.TenantId} and c.id = (select id from up order by step desc limit 1)
        """).SingleOrDefaultAsync(cancellation);

    /// <summary>Erases a person with all clients that lead to him, in a transaction of its own.</summary>
    /// <param name="reason">How it was asked for, without a name.</param>
    /// <returns>Null when there is no such client, or he has been erased.</returns>
    public static async Task<ErasedCounts?> EraseAsync(IDbContextFactory<CrmDb> factory, Guid clientId, Guid operatorId, string reason, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var db = await factory.CreateDbContextAsync(cancellation);
                return await db.Database.SqlQuery<ErasedCounts>($"select * from erase_client({clientId}, {operatorId}, {reason})").SingleOrDefaultAsync(cancellation);
            }
            catch (Exception e) when (IsRace(e) && attempt < Tries)
            {
                // Somebody merged or unmerged him meanwhile: what is so now is erased.
            }
        }
    }

    // EF wraps what it takes for a passing trouble.
    private static bool IsRace(Exception e) => (e as PostgresException ?? e.InnerException as PostgresException)?.SqlState is PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected;
}
