using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Sets free what is held by somebody who closed the console or signed out <c>release_after_minutes</c> (30) ago, or whose node died then; any number of nodes may look, each
/// appeal is released once. Who comes back in time keeps his. Who was never seen has not left: what he is given waits for him. What he was given since counts from then.
/// By ix_operator_attendance_seen and ix_appeal_activity_holder.
/// </summary>
internal sealed class Releaser(CrmDataSources sources, TimeProvider clock, ILogger<Releaser> log) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(20);

    /// <summary>Appeals of one round; more come with the next.</summary>
    public const int Most = 500;

    internal const string Sql = """
        with due as (
            select v.appeal_id, v.tenant_id, v.holder_id, coalesce(o.name, o.username) as name
            from operator_attendance p
            join operators o on o.id = p.operator_id
            left join tenant_configs c on c.tenant_id = p.tenant_id and c.key = 'release_after_minutes'
            cross join lateral (select $1 - make_interval(mins => case when c.value::text ~ '^[0-9]{1,5}$' then c.value::text::int else 30 end) as before) s
            join appeal_activity v on v.tenant_id = p.tenant_id and v.holder_id = p.operator_id and coalesce(v.held_at, '-infinity') <= s.before
            where p.seen_at <= $1 - $3 and p.seen_at <= s.before
            limit $2 for no key update of v skip locked
        ), freed as (
            update appeal_activity v set holder_id = null, held_at = null from due where v.appeal_id = due.appeal_id returning due.*
        ), stood as (
            update operator_appeal_status s set status = 'viewed', updated_at = $1 from freed f where s.tenant_id = f.tenant_id and s.operator_id = f.holder_id and s.appeal_id = f.appeal_id
        ), logged as (
            insert into operator_actions (id, tenant_id, context_appeal_id, action_type, details, created_at)
            select gen_random_uuid(), tenant_id, appeal_id, 'release_appeal', jsonb_build_object('automatic', true, 'why', 'signed_out', 'holder', holder_id, 'name', name), $1 from freed
        )
        insert into live_events (tenant_id, kind, appeal_id) select tenant_id, 'appeal_changed', appeal_id from freed
        """;

    /// <returns>How many were set free.</returns>
    public async Task<int> ReleaseAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        command.Parameters.Add(new NpgsqlParameter { Value = OperatorAttendance.Silence });
        return await command.ExecuteNonQueryAsync(cancellation);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ReleaseAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever hinders one round, the node goes on and the next comes
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                RemindersLog.NotReleased(log, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }
}
