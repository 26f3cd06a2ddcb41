namespace BatteryCrm.Web.Intake.Duplicates;

/// <summary>
/// What speaks for clients being one person, for some clients of one tenant in one statement. Who was merged into somebody counts as he: by what the merged one is known his master is found.
/// Indexes: ix_clients_tenant_phone, ix_clients_email_folded, ix_client_contacts_whose, ix_client_identities_username, ix_appeals_client_recent, ix_appeals_tenant_model.
/// </summary>
internal static class DuplicateQuery
{
    /// <summary>A value that more clients than this have tells nobody apart: the shop's own number, a word for "none".</summary>
    public const int MostOfOneValue = 20;

    /// <summary>$1 tenant, $2 clients. Columns: client, his name, other, his name, kind, value, of.</summary>
    public const string Hits = $"""
        with recursive asked as (
            select c.id, c.name from unnest($2::uuid[]) as w (id) join clients c on c.tenant_id = $1 and c.id = w.id
            where not exists (select from client_merges m where m.tenant_id = $1 and m.merged_client_id = c.id)
        ), members as (
            select a.id as root, a.id as client_id from asked a
            union all
            select r.root, m.merged_client_id from members r join client_merges m on m.tenant_id = $1 and m.master_client_id = r.client_id
        ), own as (
            select r.root, 'phone' as kind, c.phone as value, false as is_hint from members r join clients c on c.tenant_id = $1 and c.id = r.client_id where c.phone like '+%'
            union
            select r.root, 'email', lower(c.email), false from members r join clients c on c.tenant_id = $1 and c.id = r.client_id where c.email <> ''
            union
            select r.root, k.kind, k.value, k.source = 'chat' and not k.is_verified from members r join client_contacts k on k.tenant_id = $1 and k.client_id = r.client_id
            union
            select r.root, 'username', lower(i.username), false from members r join client_identities i on i.tenant_id = $1 and i.client_id = r.client_id where i.username <> ''
        ), hits as (
            select o.root, h.id as other, case when o.is_hint then 'chat' else 'phone' end as kind, o.value, null::text as of
            from own o cross join lateral (select c.id from clients c where c.tenant_id = $1 and c.phone = o.value limit {Limit}) h where o.kind = 'phone'
            union
            select o.root, h.id, 'email', o.value, null
            from own o cross join lateral (select c.id from clients c where c.tenant_id = $1 and lower(c.email) = o.value limit {Limit}) h where o.kind = 'email'
            union
            select o.root, h.client_id, case when o.is_hint or h.is_hint then 'chat' else o.kind end, o.value, null
            from own o cross join lateral (select k.client_id, k.source = 'chat' and not k.is_verified as is_hint from client_contacts k where k.tenant_id = $1 and k.kind = o.kind and k.value = o.value limit {Limit}) h
            where not (o.is_hint and h.is_hint)
            union
            select o.root, h.client_id, 'username', o.value, case when exists (select from members r join client_identities i on i.tenant_id = $1 and i.client_id = r.client_id
                where r.root = o.root and lower(i.username) = o.value and i.platform = h.platform) then h.platform end
            from own o cross join lateral (select i.client_id, i.platform from client_identities i where i.tenant_id = $1 and lower(i.username) = o.value limit {Limit}) h where o.kind = 'username'
            union
            select a.id, h.client_id, 'device', d.model_id::text, m.name
            from asked a
            cross join lateral (select p.model_id, p.created_at from appeals p where p.tenant_id = $1 and p.client_id = a.id and p.model_id is not null order by p.created_at desc limit {Devices}) d
            join models m on m.tenant_id = $1 and m.id = d.model_id
            cross join lateral (select p.client_id from appeals p join clients c on c.tenant_id = $1 and c.id = p.client_id and lower(c.name) = lower(a.name)
                where p.tenant_id = $1 and p.model_id = d.model_id and p.created_at between d.created_at - interval '30 days' and d.created_at + interval '30 days' and p.client_id <> a.id limit {Limit}) h
            where a.name <> ''
        ), led as (
            select h.root, case when exists (select from client_merges m where m.tenant_id = $1 and m.merged_client_id = h.other) then merge_master(h.other) else h.other end as other, h.kind, h.value, h.of from hits h
        )
        select l.root, a.name, l.other, c.name, l.kind, l.value, max(l.of)
        from led l join asked a on a.id = l.root join clients c on c.tenant_id = $1 and c.id = l.other
        where l.other <> l.root group by 1, 2, 3, 4, 5, 6
        """;

    /// <summary>$1 tenant, $2 clients: of which others somebody said that they are not the same, with what spoke for it then (null = they are a family). Columns: client, other, evidence.</summary>
    public const string Told = """
        with recursive members as (
            select w.id as root, w.id as client_id from unnest($2::uuid[]) as w (id)
            union all
            select r.root, m.merged_client_id from members r join client_merges m on m.tenant_id = $1 and m.master_client_id = r.client_id
        ), told as (
            select r.root, d.other_client_id as other, d.evidence::text as evidence from members r join duplicate_dismissals d on d.tenant_id = $1 and d.one_client_id = r.client_id
            union all
            select r.root, d.one_client_id, d.evidence::text from members r join duplicate_dismissals d on d.tenant_id = $1 and d.other_client_id = r.client_id
            union all
            select r.root, l.other_client_id, null from members r join client_links l on l.tenant_id = $1 and l.one_client_id = r.client_id
            union all
            select r.root, l.one_client_id, null from members r join client_links l on l.tenant_id = $1 and l.other_client_id = r.client_id
        )
        select t.root, case when exists (select from client_merges m where m.tenant_id = $1 and m.merged_client_id = t.other) then merge_master(t.other) else t.other end, t.evidence from told t
        """;

    // One more than counts, and the client himself.
    private const string Limit = "22";

    // The newest of a client.
    private const string Devices = "20";
}
