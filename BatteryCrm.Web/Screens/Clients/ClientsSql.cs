using System.Text;

namespace BatteryCrm.Web.Screens.Clients;

/// <summary>
/// The statements of the list, made of what is asked for: an order to walk and conditions on <c>c</c>. Rows are taken by key, never counted off.
/// By the last contact ix_appeal_activity_recent is walked, and a client stands where his newest appeal does; those who never had any follow by ak_clients_tenant_id_id, since ids grow with time; by name ix_clients_by_name.
/// Rare marks have indexes of their own (ix_clients_unsubscribed, ix_clients_blocked, ix_client_tags_tag), with which the planner begins.
/// </summary>
internal sealed class ClientsSql
{
    private const string Newer = """
        not exists (select from appeals o join appeal_activity w on w.tenant_id = o.tenant_id and w.appeal_id = o.id
            where o.tenant_id = a.tenant_id and o.client_id = a.client_id and (w.last_message_at, w.appeal_id) > (v.last_message_at, v.appeal_id))
        """;

    private const string NeverSpoken = """
        not exists (select from appeals o join appeal_activity w on w.tenant_id = o.tenant_id and w.appeal_id = o.id where o.tenant_id = c.tenant_id and o.client_id = c.id and w.last_message_at is not null)
        """;

    private const string NotMerged = "not exists (select from client_merges g where g.tenant_id = c.tenant_id and g.merged_client_id = c.id)";
    private const string NameOf = """coalesce(nullif(c.name, ''), U&'\FFFF') collate "ru-RU-x-icu" """;

    private const string Last = """
        left join lateral (
            select w.last_message_at as at, w.appeal_id from appeals o join appeal_activity w on w.tenant_id = o.tenant_id and w.appeal_id = o.id
            where o.tenant_id = c.tenant_id and o.client_id = c.id and w.last_message_at is not null order by w.last_message_at desc, w.appeal_id desc limit 1) v on true
        """;

    private readonly List<object> values = [];
    private readonly StringBuilder conditions = new();

    private ClientsSql(Guid tenant) => Value(tenant);

    /// <summary>In the order of <c>{0}</c>, <c>{1}</c>, …; the first is the tenant.</summary>
    public object[] Values => [.. values];

    public string Text { get; private set; } = string.Empty;

    /// <summary>Those who had contact, the latest first.</summary>
    public static ClientsSql Spoken(Guid tenant, ClientsView view, ClientsPeriod? period, ClientsKey? below, int count)
    {
        var sql = new ClientsSql(tenant).Narrow(view);
        sql.conditions.Append(" and v.last_message_at is not null and ").Append(Newer);
        if (period?.Since is { } since) sql.And($" and v.last_message_at >= {sql.Value(since)}");
        if (period?.Until is { } until) sql.And($" and v.last_message_at < {sql.Value(until)}");
        if (below is { At: { } at, AppealId: { } appeal }) sql.And($" and (v.last_message_at, v.appeal_id) < ({sql.Value(at)}, {sql.Value(appeal)})");
        return sql.Page(
            $"select c.id, v.last_message_at as at, v.appeal_id from appeal_activity v join appeals a on a.tenant_id = v.tenant_id and a.id = v.appeal_id join clients c on c.tenant_id = a.tenant_id and c.id = a.client_id where v.tenant_id = {{0}}{sql.conditions} order by v.last_message_at desc, v.appeal_id desc",
            "p.at desc, p.appeal_id desc", count);
    }

    /// <summary>Those who never had any, the newest first.</summary>
    public static ClientsSql Silent(Guid tenant, ClientsView view, ClientsKey? below, int count)
    {
        var sql = new ClientsSql(tenant).Narrow(view);
        sql.conditions.Append(" and ").Append(NotMerged).Append(" and ").Append(NeverSpoken);
        if (below is { At: null }) sql.And($" and c.id < {sql.Value(below.Id)}");
        return sql.Page(
            $"select c.id, null::timestamptz as at, null::uuid as appeal_id from clients c where c.tenant_id = {{0}}{sql.conditions} order by c.id desc", "p.id desc", count);
    }

    /// <summary>All, by name; those without one last.</summary>
    public static ClientsSql Named(Guid tenant, ClientsView view, ClientsPeriod? period, ClientsKey? below, int count)
    {
        var sql = new ClientsSql(tenant).Narrow(view);
        sql.conditions.Append(" and ").Append(NotMerged);
        sql.Within(view, period);
        if (below is not null) sql.And($" and ({NameOf}, c.id) > ({sql.Value(string.IsNullOrEmpty(below.Name) ? "\uFFFF" : below.Name)}, {sql.Value(below.Id)})");
        return sql.Page($"select c.id, v.at, v.appeal_id, {NameOf} as named from clients c {Last} where c.tenant_id = {{0}}{sql.conditions} order by {NameOf}, c.id", "p.named, p.id", count);
    }

    /// <summary>Of these clients those that the view shows, in its order.</summary>
    public static ClientsSql Found(Guid tenant, ClientsView view, ClientsPeriod? period, Guid[] ids)
    {
        var sql = new ClientsSql(tenant).Narrow(view);
        sql.And($" and c.id = any ({sql.Value(ids)}) and {NotMerged}");
        sql.Within(view, period);
        var order = view.ByName ? "p.named, p.id" : "p.at desc nulls last, p.appeal_id desc, p.id desc";
        return sql.Page($"select c.id, v.at, v.appeal_id, {NameOf} as named from clients c {Last} where c.tenant_id = {{0}}{sql.conditions}", order, ids.Length);
    }

    /// <summary>How many there are, counted no further than <paramref name="most"/>.</summary>
    public static ClientsSql Count(Guid tenant, ClientsView view, ClientsPeriod? period, int most)
    {
        var sql = new ClientsSql(tenant).Narrow(view);
        sql.conditions.Append(" and ").Append(NotMerged);
        sql.Within(view, period);
        var last = view.Contact is LastContact.Any ? string.Empty : Last;
        sql.Text = $"select count(*)::int as \"Value\" from (select from clients c {last} where c.tenant_id = {{0}}{sql.conditions} limit {sql.Value(most)}) n";
        return sql;
    }

    /// <summary>One row of the list; none when he was merged into another.</summary>
    public static ClientsSql One(Guid tenant, Guid clientId) => Found(tenant, ClientsView.All, null, [clientId]);

    private ClientsSql Narrow(ClientsView view)
    {
        if (view.Has(ClientFacet.Mark, ClientsView.Verified)) conditions.Append(" and c.has_phone");
        if (view.Has(ClientFacet.Mark, ClientsView.Unsubscribed)) conditions.Append(" and c.unsubscribed");
        if (view.Has(ClientFacet.Mark, ClientsView.Blocked)) conditions.Append(" and c.blocked_at is not null");
        if (view.Values(ClientFacet.Channel) is { Count: > 0 } platforms)
            And($" and exists (select from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id and i.platform = any ({Value(platforms.ToArray())}))");
        if (view.Values(ClientFacet.Source) is { Count: > 0 } sources)
            And($" and exists (select from appeals s where s.tenant_id = c.tenant_id and s.client_id = c.id and s.lead_source_id = any ({Value(sources.Select(Guid.Parse).ToArray())}))");
        if (view.Values(ClientFacet.Tag) is { Count: > 0 } tags)
            And($" and c.id in (select t.client_id from client_tags t where t.tenant_id = {{0}} and t.tag_key = any ({Value(tags.ToArray())}))");
        return this;
    }

    private void Within(ClientsView view, ClientsPeriod? period)
    {
        if (view.Contact is LastContact.Never) conditions.Append(" and v.at is null");
        if (period?.Since is { } since) And($" and v.at >= {Value(since)}");
        if (period?.Until is { } until) And($" and v.at < {Value(until)}");
    }

    // First the rows of the page, then what is shown of each.
    private ClientsSql Page(string rows, string order, int count)
    {
        Text = $"""
            with p as materialized ({rows} limit {Value(count)})
            select c.id, c.name, c.phone, c.has_phone, c.unsubscribed, c.blocked_at is not null as is_blocked, c.created_at, p.at as last_at, p.appeal_id as last_appeal_id,
                coalesce((select array_agg(distinct i.platform order by i.platform) from client_identities i where i.tenant_id = c.tenant_id and i.client_id = c.id), array[]::text[]) as platforms,
                coalesce((select array_agg(t.tag order by t.tag_key) from client_tags t where t.tenant_id = c.tenant_id and t.client_id = c.id), array[]::text[]) as tags, n.appeals, n.money
            from p join clients c on c.tenant_id = {"{0}"} and c.id = p.id
            cross join lateral (select count(*)::int as appeals, coalesce(sum(a.estimated_cost) filter (where a.stage = {Value(Data.Appeals.Stages.Completed)}), 0) as money from appeals a where a.tenant_id = c.tenant_id and a.client_id = c.id) n
            order by {order}
            """;
        return this;
    }

    private void And(string condition) => conditions.Append(condition);

    private string Value(object value)
    {
        values.Add(value);
        return "{" + (values.Count - 1).ToString(System.Globalization.CultureInfo.InvariantCulture) + "}";
    }
}
