using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Notifies all operators of a tenant when a client waits longer than its <c>unanswered_alert_minutes</c> (15): once for one wait, however many nodes look;
/// anew when what was put off is back. By ix_appeal_activity_waiting, which holds only those who wait.
/// </summary>
internal sealed class Escalator(CrmDataSources sources, TimeProvider clock, ILogger<Escalator> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(20);

    /// <summary>Appeals of one round; more come with the next.</summary>
    private const int Most = 500;

    private const string Sql = """
        with late as (
            select v.appeal_id from appeal_activity v
            join tenants t on t.id = v.tenant_id and t.is_active and not t.suspend
            left join tenant_configs c on c.tenant_id = v.tenant_id and c.key = 'unanswered_alert_minutes'
            where v.waiting_since is not null and v.last_message_type = 'client' and v.alerted_since is distinct from v.waiting_since
                and v.waiting_since <= $1 - make_interval(mins => case when c.value::text ~ '^[0-9]{1,5}$' then c.value::text::int else 15 end)
            limit $2 for no key update of v skip locked
        ), marked as (
            update appeal_activity v set alerted_since = v.waiting_since from late where v.appeal_id = late.appeal_id returning v.tenant_id, v.appeal_id
        )
        insert into notifications (tenant_id, operator_id, kind, appeal_id)
        select m.tenant_id, o.id, 'unanswered', m.appeal_id from marked m join operators o on o.tenant_id = m.tenant_id and o.is_active
        """;

    /// <returns>How many notices were written.</returns>
    public async Task<int> TellAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TellAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever hinders one round, the node goes on and the next comes
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                RemindersLog.NotEscalated(log, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }
}
