using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Begins the transaction, finds the batch's persons and locks them in one statement. Known ones by their client row (the master's, over any chain of merges), in order of id and without waiting;
/// unknown ones by an advisory lock on the identity, so that two nodes never create the same person. Index: ux_client_identities_person.
/// </summary>
internal static class PersonsLookup
{
    private const string Sql = """
        with recursive wanted as materialized (
            select * from unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) as w (ord, tenant_id, platform, external_id)
        ), chain as (
            select w.ord, i.client_id, 0 as step
            from wanted w join client_identities i on i.tenant_id = w.tenant_id and i.platform = w.platform and i.external_id = w.external_id
            union all
            select c.ord, m.master_client_id, c.step + 1 from chain c join client_merges m on m.merged_client_id = c.client_id where c.step < 1000
        ), master as materialized (
            select distinct on (ord) ord, client_id from chain order by ord, step desc
        ), locked as materialized (
            select c.id, c.name, c.has_telegram from clients c where c.id in (select client_id from master) order by c.id for no key update of c skip locked
        )
        select w.ord, m.client_id, l.id is not null, l.name, l.has_telegram,
            case when m.client_id is null then pg_try_advisory_xact_lock(hashtextextended(w.tenant_id || '/' || w.platform || '/' || w.external_id, 0)) end
        from wanted w left join master m on m.ord = w.ord left join locked l on l.id = m.client_id
        """;

    public static void Begin(NpgsqlConnection connection, IntakePlan plan)
    {
        var persons = plan.Persons;
        using var batch = new NpgsqlBatch(connection) { BatchCommands = { new NpgsqlBatchCommand("begin") } };
        if (persons.Count == 0)
        {
            batch.ExecuteNonQuery();
            return;
        }

        var command = new NpgsqlBatchCommand(Sql);
        batch.BatchCommands.Add(command);
        command.Parameters.AddWithValue(Enumerable.Range(0, persons.Count).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.TenantId).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Platform).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Sender.ExternalId).ToArray());
        using var reader = batch.ExecuteReader();
        while (reader.Read())
        {
            var person = persons[reader.GetInt32(0)];
            if (reader.IsDBNull(1))
            {
                (person.IsNew, person.IsLocked, person.ClientId) = (true, reader.GetBoolean(5), Data.Ids.New());
                continue;
            }

            (person.ClientId, person.IsLocked) = (reader.GetGuid(1), reader.GetBoolean(2));
            if (!person.IsLocked) continue;
            person.Name = reader.IsDBNull(3) ? null : reader.GetString(3);
            person.SetHasPlatform = person.Platform is Data.Channels.Platforms.Telegram && !reader.GetBoolean(4);
        }
    }
}
