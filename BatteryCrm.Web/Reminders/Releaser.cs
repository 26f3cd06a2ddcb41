using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Sets free what is held by somebody who closed the console or signed out <c>release_after_minutes</c> (30) ago, or whose node died then; any number of nodes may look, each
/// appeal is released once. Who comes back in time keeps his. Who was never seen has not left: what he is given waits for him. What he was given since counts from then.
/// By ix_operator_attendance_seen and ix_appeal_activity_holder.
/// </summary>
internal sealed class Releaser(CrmDataSources sources, TimeProvider clock, ILogger<Releaser> log) : ClockRound(TimeSpan.FromSeconds(20), clock, log)
{
    /// <summary>Appeals of one round; more come with the next.</summary>
    public const int Most = 500;

    internal const string Sql = """
        with due as (
            select v.appeal_id, v.tenant_id, v.holder_id, coalesce(o.name, o.username) as name, 'signed_out' as why
            from operator_attendance p
            join operators o on o.id = p.operator_id
            left join tenant_configs c on c.tenant_id = p.tenant_id and c.key = 'release_after_minutes'
            cross join lateral (select $1 - make_interval(mins => case when c.value::text ~ '^[0-9]{1,5}$' then c.value::text::int else 30 end) as before) s
            join appeal_activity v on v.tenant_id = p.tenant_id and v.holder_id = p.operator_id and coalesce(v.held_at, '-infinity') <= s.before
            where p.seen_at <= $1 - $3 and p.seen_at <= s.before
            limit $2 for no key update of v skip locked
        )
        """ + HeldAppeals.FreeDue;

    /// <returns>How many were set free.</returns>
    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = Clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        command.Parameters.Add(new NpgsqlParameter { Value = OperatorAttendance.Silence });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
