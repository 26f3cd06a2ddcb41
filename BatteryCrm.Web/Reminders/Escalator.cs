using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Notifies all operators of a tenant when a client waits longer than its <c>unanswered_alert_minutes</c> (15): once for one wait, however many nodes look;
/// anew when what was put off is back. By ix_appeal_activity_waiting, which holds only those who wait.
/// </summary>
internal sealed class Escalator(CrmDataSources sources, TimeProvider clock, ILogger<Escalator> log) : ClockRound(TimeSpan.FromSeconds(20), clock, log)
{
    /// <summary>Appeals of one round, of each tenant the longest wait first; more come with the next.</summary>
    private const int Most = 500;

    internal const string Sql = """
        with late as (
            select v.appeal_id from tenants t
            left join tenant_configs c on c.tenant_id = t.id and c.key = 'unanswered_alert_minutes'
            cross join lateral (
                select a.appeal_id from appeal_activity a
                where a.tenant_id = t.id and a.last_message_type = 'client' and a.alerted_since is distinct from a.waiting_since
                    and a.waiting_since <= $1 - make_interval(mins => case when c.value::text ~ '^[0-9]{1,5}$' then c.value::text::int else 15 end)
                order by a.waiting_since limit $2 for no key update of a skip locked) v
            where t.is_active and not t.suspend limit $2
        ), marked as (
            update appeal_activity v set alerted_since = v.waiting_since from late where v.appeal_id = late.appeal_id returning v.tenant_id, v.appeal_id
        )
        insert into notifications (tenant_id, operator_id, kind, appeal_id)
        select m.tenant_id, o.id, 'unanswered', m.appeal_id from marked m join operators o on o.tenant_id = m.tenant_id and o.is_active
        """;

    /// <returns>How many notices were written.</returns>
    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = Clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
