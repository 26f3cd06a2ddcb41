using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace BatteryCrm.Data.Operators;

/// <summary>Appeals that a rule takes out of the hands of somebody who is not there to answer them: he has gone, or may not work any more.</summary>
public static class HeldAppeals
{
    /// <summary>
    /// What follows a statement's <c>with due as (…)</c>, which gives locked rows of appeal_activity as appeal_id, tenant_id, holder_id, name, why: sets them free, with
    /// their log and their live event. $1 = now.
    /// </summary>
    public const string FreeDue = """
        , freed as (
            update appeal_activity v set holder_id = null, held_at = null, assigned_since = null from due where v.appeal_id = due.appeal_id returning due.*
        ), stood as (
            update operator_appeal_status s set status = 'viewed', updated_at = $1 from freed f where s.tenant_id = f.tenant_id and s.operator_id = f.holder_id and s.appeal_id = f.appeal_id
        ), logged as (
            insert into operator_actions (id, tenant_id, context_appeal_id, action_type, details, created_at)
            select gen_random_uuid(), tenant_id, appeal_id, 'release_appeal', jsonb_build_object('automatic', true, 'why', why, 'holder', holder_id, 'name', name), $1 from freed
        )
        insert into live_events (tenant_id, kind, appeal_id) select tenant_id, 'appeal_changed', appeal_id from freed
        """;

    private const string OfOne = """
        with due as (
            select v.appeal_id, v.tenant_id, v.holder_id, coalesce(o.name, o.username) as name, $3::text as why
            from appeal_activity v join operators o on o.id = v.holder_id
            where v.tenant_id = o.tenant_id and v.holder_id = $2 order by v.appeal_id for no key update of v
        )
        """;

    /// <summary>Sets all free that one person holds, in the transaction of the context; by ix_appeal_activity_holder.</summary>
    /// <param name="why">As of <see cref="ActionDetails"/>.</param>
    /// <returns>How many.</returns>
    public static async Task<int> FreeAsync(CrmDb db, Guid holderId, string why, DateTimeOffset now, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(OfOne + FreeDue, (NpgsqlConnection)db.Database.GetDbConnection(), (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction());
        command.Parameters.Add(new NpgsqlParameter { Value = now });
        command.Parameters.Add(new NpgsqlParameter { Value = holderId });
        command.Parameters.Add(new NpgsqlParameter { Value = why });
        return await command.ExecuteNonQueryAsync(cancellation);
    }
}
