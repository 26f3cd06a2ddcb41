using BatteryCrm.Data;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Brings back what was put off, every few seconds; any number of nodes may do it, each row comes back once. Who holds it hears of it, else who put it off. By ix_appeal_activity_snoozed.
/// </summary>
internal sealed class SnoozeWaker(CrmDataSources sources, TimeProvider clock, ILogger<SnoozeWaker> log) : ClockRound(TimeSpan.FromSeconds(5), clock, log)
{
    /// <summary>Appeals of one round; more come with the next.</summary>
    private const int Most = 500;

    // What nobody waited for when it was put off is a reminder: it waits from its time on, and is no client who waits (last_message_type tells them apart).
    internal const string Sql = """
        with due as (
            select appeal_id, snoozed_by from appeal_activity where snoozed_until <= $1 order by snoozed_until limit $2 for no key update skip locked
        ), woken as (
            update appeal_activity v set waiting_since = coalesce(v.snoozed_since, v.snoozed_until), snoozed_until = null, snoozed_since = null, snoozed_by = null, alerted_since = null
            from due where v.appeal_id = due.appeal_id
            returning v.tenant_id, v.appeal_id, coalesce(v.holder_id, due.snoozed_by) as whom
        ), told as (
            insert into notifications (tenant_id, operator_id, kind, appeal_id) select w.tenant_id, w.whom, 'reminder', w.appeal_id from woken w join operators o on o.id = w.whom and o.is_active
        ), logged as (
            insert into operator_actions (id, tenant_id, context_appeal_id, action_type, details, created_at)
            select gen_random_uuid(), tenant_id, appeal_id, 'appeal_updated', '{"snoozedUntil": null}', $1 from woken
        )
        insert into live_events (tenant_id, kind, appeal_id) select tenant_id, 'appeal_changed', appeal_id from woken
        """;

    /// <returns>How many came back.</returns>
    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter { Value = Clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter { Value = Most });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
