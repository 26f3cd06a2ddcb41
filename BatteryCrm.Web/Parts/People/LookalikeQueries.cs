using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Parts.People;

/// <summary>Somebody who may be the same person as the client of the open appeal.</summary>
/// <param name="Evidence">phone, email, username, chat (a number from a conversation), device (name and device within 30 days); null = found by what was typed.</param>
/// <param name="At">When anything was last said.</param>
public sealed record Lookalike(Guid ClientId, string? ClientName, string? Phone, string? Evidence, long Appeals, DateTimeOffset At);

/// <summary>A merge into the client of the open appeal, which stands.</summary>
/// <param name="Name">Of who was merged into him.</param>
public sealed record MadeMerge(Guid MergeId, string? Name, DateTimeOffset At);

/// <summary>Somebody beside the client of the open appeal.</summary>
/// <param name="IsFamily">False: he may be the same person.</param>
public sealed record Kin(bool IsFamily, Guid ClientId, string? Name);

/// <summary>Who may be the same person: by what was found, or by what an operator types. The functions behind the latter are of the migration "Search".</summary>
public sealed class LookalikeQueries(IDbContextFactory<CrmDb> factory)
{
    /// <summary>Rows at most.</summary>
    public const int Most = 8;

    // A number that many have is no family's.
    private const int MostKin = 40;

    /// <summary>Those whom the search for duplicates has found, the strongest evidence first; by ux_duplicate_candidates_pair and ix_duplicate_candidates_other.</summary>
    public async Task<IReadOnlyList<Lookalike>> OfAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<Lookalike>(
            $"""
            select c.id as client_id, c.name as client_name, c.phone, d.evidence -> 0 ->> 'kind' as evidence, (select count(*) from appeals a where a.tenant_id = c.tenant_id and a.client_id = c.id) as appeals,
                coalesce((select max(v.last_message_at) from appeals a join appeal_activity v on v.tenant_id = a.tenant_id and v.appeal_id = a.id where a.tenant_id = c.tenant_id and a.client_id = c.id), c.created_at) as at
            from (select other_client_id as id, strength, evidence, found_at from duplicate_candidates where tenant_id = {db.TenantId} and one_client_id = {clientId}
                union all
                select one_client_id, strength, evidence, found_at from duplicate_candidates where tenant_id = {db.TenantId} and other_client_id = {clientId}
                order by strength, found_at desc limit {Most}) d
            join clients c on c.tenant_id = {db.TenantId} and c.id = d.id order by d.strength, d.found_at desc
            """).ToListAsync(cancellation);
    }

    /// <summary>Who may be the same person as a client, and who is of his family; one statement, by the indexes of pairs.</summary>
    public async Task<IReadOnlyList<Kin>> KinAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<Kin>(
            $"""
            select k.is_family, c.id as client_id, c.name
            from (select false as is_family, other_client_id as id from duplicate_candidates where tenant_id = {db.TenantId} and one_client_id = {clientId}
                union all select false, one_client_id from duplicate_candidates where tenant_id = {db.TenantId} and other_client_id = {clientId}
                union all select true, other_client_id from client_links where tenant_id = {db.TenantId} and one_client_id = {clientId}
                union all select true, one_client_id from client_links where tenant_id = {db.TenantId} and other_client_id = {clientId} limit {MostKin}) k
            join clients c on c.tenant_id = {db.TenantId} and c.id = k.id order by c.name, c.id
            """).ToListAsync(cancellation);
    }

    /// <summary>Who has become this client, the newest first; by the index of client_merges on the master.</summary>
    public async Task<IReadOnlyList<MadeMerge>> MergesAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await (from m in db.ClientMerges join c in db.Clients on m.MergedClientId equals c.Id where m.MasterClientId == clientId orderby m.MergedAt descending select new MadeMerge(m.Id, c.Name, m.MergedAt))
            .Take(Most).ToListAsync(cancellation);
    }

    /// <summary>By a part of the name or the end of a number; the client himself is not among them.</summary>
    public async Task<IReadOnlyList<Lookalike>> FindAsync(Guid clientId, string typed, CancellationToken cancellation)
    {
        var words = typed.Trim();
        if (words.Length < 2) return [];
        await using var db = await factory.CreateDbContextAsync(cancellation);
        return await db.Database.SqlQuery<Lookalike>(
            $"""
            select distinct on (f.client_id) f.client_id, f.client_name, f.phone, null::text as evidence, (select count(*) from appeals a where a.client_id = f.client_id) as appeals, f.at
            from (select * from find_clients_by_name({words}, {Most}) union all select * from find_clients_by_phone({words}, {Most})) f
            where f.client_id <> {clientId} order by f.client_id limit {Most}
            """).ToListAsync(cancellation);
    }
}
