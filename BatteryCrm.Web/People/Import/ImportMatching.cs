using BatteryCrm.Data;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.People.Import;

/// <summary>Which lines of an import are of clients who are here already: one statement for each thing that a person is known by, over all lines. Who was merged stands for his master.</summary>
internal static class ImportMatching
{
    private const string Roots = """
        with recursive lead as (
            select m.merged_client_id as id, m.master_client_id as root, 1 as step from client_merges m where m.tenant_id = {0}
            union all select l.id, m.master_client_id, l.step + 1 from lead l join client_merges m on m.tenant_id = {0} and m.merged_client_id = l.root where l.step < 1000
        ), roots as (select distinct on (id) id, root from lead order by id, step desc)
        """;

    /// <param name="lines">Null = all, by all that they say; some = by what has an index, phone and account: that is asked again before each portion is written.</param>
    public static async Task MatchAsync(CrmDb db, Guid importId, int[]? lines, CancellationToken cancellation)
    {
        // Rows of an import, and the clients that it makes, are too young for statistics: the planner expects a handful of either and would look for each line among all clients.
        // So all lines are compared by hashes, and some by look-ups that leave it no choice.
        if (lines is null) await db.Database.ExecuteSqlAsync($"set local enable_nestloop = off", cancellation);
        foreach (var reason in lines is null ? (string[])["phone", "email", "telegram", "vk"] : ["phone", "telegram", "vk"])
            await db.Database.ExecuteSqlRawAsync(Statement(reason, isOfAll: lines is null), lines is null ? [db.TenantId!.Value, importId] : [db.TenantId!.Value, importId, lines], cancellation);
    }

    /// <param name="reason">phone, email, telegram, vk; some lines are not asked for their e-mail.</param>
    internal static string Statement(string reason, bool isOfAll) => $$"""
        {{Roots}}, whose as (
            select r.line, array_agg(distinct coalesce(roots.root, s.client_id)) as clients
            from client_import_rows r {{(isOfAll ? $"join ({Said(reason)}) s on s.value = r.{reason}" : $"cross join lateral ({SaidBy(reason)}) s")}} left join roots on roots.id = s.client_id
            where r.tenant_id = {0} and r.import_id = {1} and r.verdict = 'fresh' and r.state = 'waiting' and r.{{reason}} is not null {{(isOfAll ? string.Empty : "and r.line = any ({2})")}}
            group by r.line
        )
        update client_import_rows r set verdict = 'known', client_id = whose.clients[1], reason = case when cardinality(whose.clients) > 1 then 'several' else '{{reason}}' end
        from whose where r.tenant_id = {0} and r.import_id = {1} and r.line = whose.line
        """;

    // Who is known by what, all of them.
    private static string Said(string reason) => reason switch
    {
        "phone" or "email" =>
            $"select c.id as client_id, {(reason is "email" ? "lower(c.email)" : "c.phone")} as value from clients c where c.tenant_id = {{0}} and c.{reason} is not null"
            + $" union all select x.client_id, x.value from client_contacts x where x.tenant_id = {{0}} and x.kind = '{reason}'",
        _ => $"select i.client_id, i.external_id as value from client_identities i where i.tenant_id = {{0}} and i.platform = '{reason}'"
            + $" union all select i.client_id, '@' || lower(i.username) from client_identities i where i.tenant_id = {{0}} and i.platform = '{reason}' and i.username is not null",
    };

    // Who is known by what a line says: ix_clients_tenant_phone and ix_client_contacts_whose, or ux_client_identities_person.
    private static string SaidBy(string reason) => reason switch
    {
        "phone" => "select c.id as client_id from clients c where c.tenant_id = {0} and c.phone = r.phone union all select x.client_id from client_contacts x where x.tenant_id = {0} and x.kind = 'phone' and x.value = r.phone",
        _ => $"select i.client_id from client_identities i where i.tenant_id = {{0}} and i.platform = '{reason}' and i.external_id = r.{reason}",
    };
}
