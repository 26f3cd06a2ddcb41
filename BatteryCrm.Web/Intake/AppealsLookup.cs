using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Which client each person is now that it is locked, and which appeal takes its messages: the newest that is not final and was active within the tenant's days. Its
/// activity row is locked without waiting, and only behind the client's lock (held already, so that asking for it again is free), which keeps two nodes from opening two.
/// Indexes: ux_client_identities_person, client_merges' unique key, ix_appeals_client_recent.
/// </summary>
internal static class AppealsLookup
{
    private const string Sql = $"""
        select w.ord, p.client_id, a.id, v.appeal_id is not null
        from unnest($1::int[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[]) as w (ord, tenant_id, platform, external_id, active_since)
        join lateral ({PersonsLookup.ClientOfPerson}) p on true
        left join lateral (select c.id from clients c where c.id = p.client_id for no key update of c skip locked) held on true
        left join lateral (
            select a.id from appeals a join appeal_activity v on v.appeal_id = a.id
            where a.client_id = held.id and a.stage not in ('Завершено', 'Отменено') and v.last_activity_at >= w.active_since
            order by a.created_at desc, a.id desc limit 1
        ) a on true
        left join lateral (select v.appeal_id from appeal_activity v where v.appeal_id = a.id for no key update of v skip locked) v on true
        """;

    /// <summary>Asks with others in one trip, behind the locks of the clients; the answer is for <see cref="Read"/>.</summary>
    public static void Ask(NpgsqlBatch batch, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> settings)
    {
        // A person whose every event only amends stored messages needs no appeal, yet locks it: the preview may change.
        var latest = plan.Works.Where(w => w.Person is not null).GroupBy(w => w.Person!).ToDictionary(g => g.Key, g => g.Max(w => w.Event.ReceivedAt));
        var persons = plan.Persons;
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.AddWithValue(Enumerable.Range(0, persons.Count).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.TenantId).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Platform).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => p.Sender.ExternalId).ToArray());
        command.Parameters.AddWithValue(persons.Select(p => latest[p].AddDays(-settings[p.TenantId].ReuseDays)).ToArray());
        batch.BatchCommands.Add(command);
    }

    /// <summary>Who is another client by now (merged, created by another node or erased, between our look and our lock) is left for the next batch, which finds it as it is.</summary>
    public static void Read(NpgsqlDataReader reader, IntakePlan plan)
    {
        var known = plan.Persons.Where(p => !p.IsNew).ToHashSet();
        while (reader.Read())
        {
            var person = plan.Persons[reader.GetInt32(0)];
            known.Remove(person);
            if (person.IsNew || person.ClientId != reader.GetGuid(1)) person.IsLocked = false;
            else if (!reader.IsDBNull(2)) (person.AppealId, person.AppealIsHeld) = (reader.GetGuid(2), !reader.GetBoolean(3));
        }

        // Nobody has this identity any more: its client was erased, and who writes is somebody new.
        foreach (var person in known) person.IsLocked = false;
    }
}
