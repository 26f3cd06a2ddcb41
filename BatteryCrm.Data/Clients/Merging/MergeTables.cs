using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Data.Clients.Merging;

/// <summary>
/// Tables whose rows hang on a client and go with a merge: each row that moved is in the journal by its id, and goes back with the undo. What both have already stays with the merged one.
/// A new table is a line in <see cref="All"/>. Appeals and identities are not here: an appeal opened since goes with its identity.
/// </summary>
internal static class MergeTables
{
    public static readonly IReadOnlyList<MergeTable> All =
    [
        new("client_contacts", ["kind", "value"], Shown: "r.source <> 'chat'"),
        MergeTable.OfPairs("client_links", ["kind"]),
        new("client_notes", [], Shown: "r.deleted_at is null"),
        new("client_tags", ["tag_key"]),
        new("client_consents", []),
    ];

    /// <summary>Moves to the master what the merged one has; journalled.</summary>
    public static async Task MoveAsync(CrmDb db, Guid mergeId, Guid masterId, Guid mergedId, DateTimeOffset now, CancellationToken cancellation)
    {
        foreach (var table in All)
        {
            var sql = $$"""
                with moved as (update {{table.Name}} r set {{table.To}} where r.tenant_id = {0} and {{table.IsOf("{2}")}} and {{table.IsFree}} returning r.id)
                insert into merge_journal (id, tenant_id, merge_id, kind, field, subject_id, created_at) select gen_random_uuid(), {0}, {3}, 'row', '{{table.Name}}', id, {4} from moved
                """;
            await db.Database.ExecuteSqlRawAsync(sql, [db.TenantId!.Value, masterId, mergedId, mergeId, now], cancellation);
        }
    }

    /// <summary>Moves back what the journal of the merge names and the master still has.</summary>
    public static async Task MoveBackAsync(CrmDb db, Guid mergeId, Guid masterId, Guid mergedId, CancellationToken cancellation)
    {
        foreach (var table in All)
        {
            // From the master to the merged one: the two change places.
            var sql = $$"""
                update {{table.Name}} r set {{table.To}} where r.tenant_id = {0} and {{table.IsOf("{2}")}} and {{table.IsFree}}
                    and exists (select from merge_journal j where j.tenant_id = r.tenant_id and j.merge_id = {3} and j.kind = 'row' and j.field = '{{table.Name}}' and j.subject_id = r.id)
                """;
            await db.Database.ExecuteSqlRawAsync(sql, [db.TenantId!.Value, mergedId, masterId, mergeId], cancellation);
        }
    }

    /// <summary>How many rows of each table would move; what nobody is shown is not counted.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(CrmDb db, Guid masterId, Guid mergedId, CancellationToken cancellation)
    {
        var sql = string.Join(" union all ", All.Select(t => $$"""
            select '{{t.Name}}' as name, count(*)::int as rows from {{t.Name}} r where r.tenant_id = {0} and {{t.IsOf("{2}")}} and {{t.IsFree}} and {{t.Shown}}
            """));
        var counts = await db.Database.SqlQueryRaw<TableCount>(sql, db.TenantId!.Value, masterId, mergedId).ToListAsync(cancellation);
        return counts.ToDictionary(c => c.Name, c => c.Rows, StringComparer.Ordinal);
    }

    /// <summary>SQL: a text that is another one when there is more or less of the client <c>c</c>.</summary>
    public static string StampOfC => string.Join(" || '.' || ", All.Select(t => $"(select count(*) from {t.Name} r where r.tenant_id = c.tenant_id and {t.IsOf("c.id")} and {t.Shown})::text"));

    private sealed record TableCount(string Name, int Rows);
}

/// <summary>How rows of one table hang on a client. In its SQL <c>r</c> is the row, <c>{1}</c> to whom it goes, <c>{2}</c> from whom.</summary>
/// <param name="Own">The columns that make a row unique for one client; none = no two rows are the same.</param>
/// <param name="IsPair">A row is about two clients: one_client_id &lt; other_client_id.</param>
/// <param name="Shown">SQL: which rows people see.</param>
internal sealed record MergeTable(string Name, string[] Own, bool IsPair = false, string Shown = "true")
{
    private const string Third = "case when r.one_client_id = {2} then r.other_client_id else r.one_client_id end";

    public static MergeTable OfPairs(string name, string[] own) => new(name, own, IsPair: true);

    /// <summary>What the row becomes.</summary>
    public string To => IsPair ? $"one_client_id = least({{1}}, {Third}), other_client_id = greatest({{1}}, {Third})" : "client_id = {1}";

    /// <summary>Whoever it goes to has none like it, and is not the other of the pair himself.</summary>
    public string IsFree => IsPair
        ? $"{Third} <> {{1}} and not exists (select from {Name} h where h.tenant_id = r.tenant_id and h.one_client_id = least({{1}}, {Third}) and h.other_client_id = greatest({{1}}, {Third}){Same})"
        : Own.Length == 0 ? "true" : $"not exists (select from {Name} h where h.tenant_id = r.tenant_id and h.client_id = {{1}}{Same})";

    public string IsOf(string client) => IsPair ? $"(r.one_client_id = {client} or r.other_client_id = {client})" : $"r.client_id = {client}";

    private string Same => string.Concat(Own.Select(c => $" and h.{c} = r.{c}"));
}
