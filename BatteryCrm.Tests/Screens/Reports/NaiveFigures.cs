using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Screens.Reports;

/// <summary>Every figure of every report once more, by plain SQL over messages, the log and the appeals: slow, and without anything that reports are read from.</summary>
internal static class NaiveFigures
{
    /// <summary>Appeals as anybody would look at them: one row each, with its first answer; and each answer with what it answered.</summary>
    public static Task<int> PrepareAsync(TestDatabase database) => database.ExecuteAsync("""
        create function naive_work(a timestamptz, b timestamptz) returns float8 language sql as $$
            select coalesce(sum(extract(epoch from least(b, (d + time '20:00') at time zone 'Europe/Samara') - greatest(a, (d + time '10:00') at time zone 'Europe/Samara'))), 0)::float8
            from (select generate_series(a::date - 1, b::date + 1, interval '1 day')::date as d) days
            where extract(isodow from d) <> 7 and d <> date '2025-11-04'
                and least(b, (d + time '20:00') at time zone 'Europe/Samara') > greatest(a, (d + time '10:00') at time zone 'Europe/Samara')
        $$;
        create table naive_answers as
        select m.appeal_id, m.id, m.operator_id, m.created_at as answered_at,
            (select min(least(c.sent_at, c.created_at)) from messages_history c where c.appeal_id = m.appeal_id and c.message_type = 'client' and c.created_at < m.created_at
                and c.created_at > coalesce((select max(o.created_at) from messages_history o where o.appeal_id = m.appeal_id and o.message_type in ('operator', 'agent') and o.created_at < m.created_at), '-infinity')) as asked_at
        from messages_history m where m.message_type in ('operator', 'agent');
        delete from naive_answers where asked_at is null;
        alter table naive_answers add raw float8, add work float8, add is_first boolean;
        update naive_answers n set raw = extract(epoch from answered_at - asked_at), work = naive_work(asked_at, answered_at), is_first = not exists (select from naive_answers e where e.appeal_id = n.appeal_id and e.answered_at < n.answered_at);
        create table naive as
        select a.id, a.created_at, a.client_id, a.ad_channel_id, a.lead_source_id, s.utm_campaign, s.utm_term, coalesce(s.sales_channel_id, a.sales_channel_id) as sales, a.brand_id, a.model_id, a.issue_type_id, a.issue_id, a.repair_type_id,
            a.deal_type_id, a.location_id, a.sales_channel_id, a.stage, coalesce(a.type, '') = 'spam' as spam, coalesce(a.estimated_cost, 0) as cost,
            case when a.stage = 'Отменено' then (select o.details ->> 'from' from operator_actions o where o.context_appeal_id = a.id and o.action_type = 'stage_changed' order by o.created_at desc limit 1) else a.stage end as reached,
            f.raw as first_raw, f.work as first_work
        from appeals a left join lead_sources s on s.id = a.lead_source_id left join naive_answers f on f.appeal_id = a.id and f.is_first;
        """);

    /// <summary>SQL of one value; <c>{0}</c> stands for the row's conditions on <c>naive n</c>.</summary>
    public static readonly IReadOnlyDictionary<string, string> OfAppeals = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["appeals"] = Count("not spam"),
        ["price"] = Count("not spam and reached not in ('Первичный контакт', 'Сбор информации', 'Информация собрана')"),
        ["booked"] = Count("not spam and reached in ('Клиент подтвердил', 'QR-код отправлен', 'Клиент пришёл', 'В работе', 'Завершено')"),
        ["came"] = Count("not spam and reached in ('Клиент пришёл', 'В работе', 'Завершено')"),
        ["completed"] = Count("not spam and stage = 'Завершено'"),
        ["cancelled"] = Count("not spam and stage = 'Отменено'"),
        ["spam"] = Count("spam"),
        ["money"] = "select coalesce(sum(cost), 0) from naive n where {0} and not spam and stage = 'Завершено'",
        ["first"] = "select first_raw from naive n where {0} and not spam and first_raw is not null",
        ["first-work"] = "select first_work from naive n where {0} and not spam and first_work is not null",
        ["new"] = Count("not spam and (select e.id from appeals e where e.client_id = n.client_id order by e.created_at, e.id limit 1) = n.id"),
    };

    /// <summary>Shares and quotients: of which two values they are.</summary>
    public static readonly IReadOnlyDictionary<string, (string Part, string Whole)> Quotients = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["price-share"] = ("price", "appeals"), ["booked-share"] = ("booked", "price"), ["came-share"] = ("came", "booked"), ["completed-share"] = ("completed", "came"), ["whole-share"] = ("completed", "appeals"),
        ["bill"] = ("money", "completed"), ["cost-appeal"] = ("cost", "appeals"), ["cost-booked"] = ("cost", "booked"), ["cost-completed"] = ("cost", "completed"), ["reached-share"] = ("reached", "appeals"),
    };

    private static string Count(string what) => "select count(*)::numeric from naive n where {0} and " + what;
}
