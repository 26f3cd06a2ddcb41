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
        // A row of an import is too young for statistics: the planner would expect a handful of lines, and look for each of a hundred thousand among all clients.
        if (lines is null) await db.Database.ExecuteSqlAsync($"set local enable_nestloop = off", cancellation);
        foreach (var (reason, said) in new[]
        {
            ("phone", Contacts("phone", "c.phone")),
            ("email", Contacts("email", "lower(c.email)")),
            ("telegram", Accounts("telegram", lines is null)),
            ("vk", Accounts("vk", lines is null)),
        })
        {
            if (lines is not null && reason is "email") continue;
            var column = reason;
            var sql = $$"""
                {{Roots}}, said as (
                    {{said}}
                ), whose as (
                    select r.line, array_agg(distinct coalesce(roots.root, said.client_id)) as clients
                    from client_import_rows r join said on said.value = r.{{column}} left join roots on roots.id = said.client_id
                    where r.tenant_id = {0} and r.import_id = {1} and r.verdict = 'fresh' and r.state = 'waiting' and r.{{column}} is not null {{(lines is null ? string.Empty : "and r.line = any ({2})")}}
                    group by r.line
                )
                update client_import_rows r set verdict = 'known', client_id = whose.clients[1], reason = case when cardinality(whose.clients) > 1 then 'several' else '{{reason}}' end
                from whose where r.tenant_id = {0} and r.import_id = {1} and r.line = whose.line
                """;
            await db.Database.ExecuteSqlRawAsync(sql, lines is null ? [db.TenantId!.Value, importId] : [db.TenantId!.Value, importId, lines], cancellation);
        }

        static string Contacts(string kind, string column) =>
            $"select c.id as client_id, {column} as value from clients c where c.tenant_id = {{0}} and {column} is not null union all select x.client_id, x.value from client_contacts x where x.tenant_id = {{0}} and x.kind = '{kind}'";

        static string Accounts(string platform, bool byName) =>
            $"select i.client_id, i.external_id as value from client_identities i where i.tenant_id = {{0}} and i.platform = '{platform}'"
            + (!byName ? null : $" union all select i.client_id, '@' || lower(i.username) from client_identities i where i.tenant_id = {{0}} and i.platform = '{platform}' and i.username is not null");
    }
}
