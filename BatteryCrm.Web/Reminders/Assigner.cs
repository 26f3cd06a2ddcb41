using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Npgsql;

namespace BatteryCrm.Web.Reminders;

/// <summary>
/// Where the tenant wants it (setting <c>assignment</c> = "round_robin"), gives clients who wait and whom nobody holds to the operators who have the console open, in turn, the longest wait first. One
/// node at a time for each tenant; what somebody takes meanwhile is his. What an operator gives back stays free for this wait, what was set free because he left is given again.
/// By ix_appeal_activity_waiting.
/// </summary>
internal sealed class Assigner(CrmDataSources sources, TimeProvider clock, ILogger<Assigner> log) : ClockRound(TimeSpan.FromSeconds(5), clock, log)
{
    /// <summary>Appeals of one round and tenant; more come with the next.</summary>
    public const int Most = 200;

    private const string TenantsSql = """
        select c.tenant_id from tenant_configs c join tenants t on t.id = c.tenant_id and t.is_active and not t.suspend where c.key = 'assignment' and c.value = '"round_robin"'
        """;

    // The turn goes on from round to round: whose last appeal is longest ago, or who never got one, is first.
    internal const string GiveSql = """
        with people as (
            select p.operator_id, coalesce(o.name, o.username) as name, row_number() over (order by p.given_at nulls first, p.operator_id) - 1 as turn, count(*) over () as many
            from operator_attendance p join operators o on o.id = p.operator_id and o.is_active and o.role = 'operator'
            where p.tenant_id = $1 and p.left_at is null and p.seen_at > $2 - $3
        ), free as (
            select v.appeal_id from appeal_activity v
            where v.tenant_id = $1 and v.waiting_since is not null and v.holder_id is null and v.assigned_since is distinct from v.waiting_since and exists (select from people)
            order by v.waiting_since, v.appeal_id limit $4 for no key update skip locked
        ), placed as (
            select v.appeal_id, row_number() over (order by v.waiting_since, v.appeal_id) - 1 as place from appeal_activity v join free using (appeal_id)
        ), given as (
            update appeal_activity v set holder_id = people.operator_id, held_at = $2, assigned_since = v.waiting_since
            from placed join people on people.turn = placed.place % people.many
            where v.appeal_id = placed.appeal_id
            returning v.appeal_id, people.operator_id, people.name, placed.place
        ), turned as (
            update operator_attendance p set given_at = $2 + g.last * interval '1 microsecond'
            from (select operator_id, max(place) as last from given group by operator_id) g where p.operator_id = g.operator_id
        ), stood as (
            insert into operator_appeal_status as s (id, tenant_id, operator_id, appeal_id, status, created_at, updated_at)
            select gen_random_uuid(), $1, operator_id, appeal_id, 'in_progress', $2, $2 from given
            on conflict (tenant_id, operator_id, appeal_id) do update set status = excluded.status, updated_at = excluded.updated_at
        ), logged as (
            insert into operator_actions (id, tenant_id, context_appeal_id, action_type, details, created_at)
            select gen_random_uuid(), $1, appeal_id, 'appeal_updated', jsonb_build_object('assignedTo', operator_id, 'name', name, 'automatic', true), $2 from given
        ), told as (
            insert into notifications (tenant_id, operator_id, kind, appeal_id) select $1, operator_id, 'assigned', appeal_id from given
        )
        insert into live_events (tenant_id, kind, appeal_id) select $1, 'appeal_changed', appeal_id from given
        """;

    public override async Task<int> RoundAsync(CancellationToken cancellation)
    {
        var given = 0;
        foreach (var tenant in await TenantsAsync(cancellation)) given += await GiveAsync(tenant, cancellation);
        return given;
    }

    private async Task<List<Guid>> TenantsAsync(CancellationToken cancellation)
    {
        await using var command = sources.Worker.CreateCommand(TenantsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var tenants = new List<Guid>();
        while (await reader.ReadAsync(cancellation)) tenants.Add(reader.GetGuid(0));
        return tenants;
    }

    // Two nodes that deal at once would begin the same turn twice.
    private async Task<int> GiveAsync(Guid tenant, CancellationToken cancellation)
    {
        await using var connection = await sources.Worker.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await using var turn = new NpgsqlCommand("select pg_try_advisory_xact_lock(hashtextextended('assign/' || $1, 0))", connection) { Parameters = { new() { Value = tenant.ToString() } } };
        if (await turn.ExecuteScalarAsync(cancellation) is not true) return 0;
        await using var give = new NpgsqlCommand(GiveSql, connection)
        {
            Parameters = { new() { Value = tenant }, new() { Value = Clock.GetUtcNow() }, new() { Value = OperatorAttendance.Silence }, new() { Value = Most } },
        };
        var given = await give.ExecuteNonQueryAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        return given;
    }
}
