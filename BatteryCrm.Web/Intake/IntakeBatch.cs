using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Writes a batch of events in one transaction and two trips: lock the persons and look up what is there; write with one statement a table and commit. In between it
/// decides in memory. A batch that ends early is rolled back when its connection goes back to the pool.
/// Locks are taken clients first, then appeals, always without waiting: what somebody else holds is left for the next batch.
/// </summary>
internal sealed class IntakeBatch(CrmDataSources sources, IntakeSettings settings)
{
    /// <summary>Returns the indexes of the events that were not written, because somebody else holds their client or appeal.</summary>
    /// <exception cref="NpgsqlException">Nothing was written.</exception>
    public HashSet<int> Write(IReadOnlyList<InboundEvent> events)
    {
        var plan = new IntakePlan(events);
        var tenants = settings.Of(sources.Worker, plan.Persons.Select(p => p.TenantId));
        using var connection = sources.Intake.OpenConnection();
        LookUp(connection, plan, tenants);
        LeadSourceLookup.Match(connection, plan, tenants);
        plan.Decide();
        IntakeWrites.Commit(connection, plan);
        return plan.Deferred;
    }

    // One statement after the other, each with a look of its own: what is asked behind the locks is as it will be at our commit.
    private static void LookUp(NpgsqlConnection connection, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> tenants)
    {
        using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("begin") } };
        PersonsLookup.Ask(batch, plan.Persons);
        KnownLookup.Ask(batch, plan);
        AppealsLookup.Ask(batch, plan, tenants);
        using var reader = batch.ExecuteReader();
        PersonsLookup.Read(reader, plan.Persons);
        reader.NextResult();
        KnownLookup.Read(reader, plan);
        reader.NextResult();
        AppealsLookup.Read(reader, plan);
    }

    /// <summary>Keeps an event that cannot be written otherwise: its body, in the journal alone.</summary>
    public void JournalFailed(InboundEvent inbound, string reason)
    {
        using var command = sources.Worker.CreateCommand("""
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
        command.ExecuteNonQuery();
    }
}
