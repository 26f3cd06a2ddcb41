using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Finds the batch's persons and locks them in one statement, never waiting. Known ones by their client row (the master's, over any chain of merges); unknown ones by
/// an advisory lock on the identity, so that two nodes never create the same person. Indexes: ux_client_identities_person, client_merges' unique key.
/// </summary>
internal static class PersonsLookup
{
    /// <summary>A person's client; the master's, where it was merged.</summary>
    public const string ClientOfPerson = """
        select case when exists (select from client_merges m where m.merged_client_id = i.client_id) then merge_master(i.client_id) else i.client_id end as client_id
        from client_identities i where i.tenant_id = w.tenant_id and i.platform = w.platform and i.external_id = w.external_id
        """;

    private const string Sql = $"""
        select w.ord, p.client_id, c.id is not null, c.name, case w.platform when 'telegram' then c.has_telegram when 'whatsapp' then c.has_whatsapp when 'avito' then c.has_avito else true end, c.blocked_at is not null,
            case when p.client_id is null then pg_try_advisory_xact_lock(hashtextextended(w.tenant_id || '/' || w.platform || '/' || w.external_id, 0)) end
        from unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) as w (ord, tenant_id, platform, external_id)
        left join lateral ({ClientOfPerson}) p on true
        left join lateral (select c.id, c.name, c.has_telegram, c.has_whatsapp, c.has_avito, c.blocked_at from clients c where c.id = p.client_id for no key update of c skip locked) c on true
        """;

    /// <summary>Asks with others in one trip; the answer is for <see cref="Read"/>.</summary>
    public static void Ask(NpgsqlBatch batch, IReadOnlyList<IntakePerson> persons)
    {
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.AddWithValue(Enumerable.Range(0, persons.Count).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.TenantId).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Platform).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Sender.ExternalId).ToArray());
        batch.BatchCommands.Add(command);
    }

    public static void Read(NpgsqlDataReader reader, IReadOnlyList<IntakePerson> persons)
    {
        while (reader.Read())
        {
            var person = persons[reader.GetInt32(0)];
            if (reader.IsDBNull(1))
            {
                (person.IsNew, person.IsLocked, person.ClientId) = (true, reader.GetBoolean(6), Data.Ids.New());
                continue;
            }

            (person.ClientId, person.IsLocked) = (reader.GetGuid(1), reader.GetBoolean(2));
            if (!person.IsLocked) continue;
            person.Name = reader.IsDBNull(3) ? null : reader.GetString(3);
            person.IsBlocked = reader.GetBoolean(5);
            person.SetHasPlatform = !reader.GetBoolean(4);
        }
    }
}
