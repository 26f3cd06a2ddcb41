using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Writes a batch of events in one transaction: lock the persons, look up what is there, decide in memory, write with one statement a table.
/// Locks are taken clients first (by id), then appeals (by id), always without waiting: what somebody else holds is left for the next batch.
/// </summary>
internal sealed class IntakeBatch(CrmDataSources sources, IntakeSettings settings)
{
    /// <summary>Returns the indexes of the events that were not written, because somebody else holds their client or appeal.</summary>
    /// <exception cref="NpgsqlException">Nothing was written.</exception>
    public async Task<HashSet<int>> WriteAsync(IReadOnlyList<InboundEvent> events)
    {
        await using var connection = await sources.Worker.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var plan = new IntakePlan(events);
        await PersonsLookup.LockAsync(connection, plan);
        await KnownLookup.ReadAsync(connection, plan);
        await settings.LoadAsync(connection, plan.Live.Select(w => w.Event.TenantId));
        await AppealsLookup.LockAsync(connection, plan, settings);
        await LeadSourceLookup.MatchAsync(connection, plan, settings);
        plan.Decide();
        await IntakeWrites.RunAsync(connection, plan);
        await transaction.CommitAsync();
        return plan.Deferred;
    }

    /// <summary>Keeps an event that cannot be written otherwise: its body, in the journal alone.</summary>
    public async Task JournalFailedAsync(InboundEvent inbound, string reason)
    {
        await using var command = sources.Worker.CreateCommand("""
            insert into inbound_events (id, tenant_id, channel_id, event_key, body, state, error, received_at)
            values ($1, $2, $3, $4, $5, 'failed', $6, $7) on conflict do nothing
            """);
        command.Parameters.AddWithValue(Ids.New());
        command.Parameters.AddWithValue(inbound.TenantId);
        command.Parameters.AddWithValue(inbound.ChannelId);
        command.Parameters.AddWithValue(StorableText.Of(inbound.EventKey));
        command.Parameters.AddWithValue(inbound.Body);
        command.Parameters.AddWithValue(reason);
        command.Parameters.AddWithValue(inbound.ReceivedAt);
        await command.ExecuteNonQueryAsync();
    }
}
