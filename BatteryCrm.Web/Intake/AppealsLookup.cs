using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Which appeal takes each person's messages: the newest that is not final and was active within the tenant's days. Its activity row is locked without waiting;
/// the client's lock, held already, keeps two nodes from opening two. Index: ix_appeals_client_recent.
/// </summary>
internal static class AppealsLookup
{
    private const string Sql = """
        with wanted as materialized (
            select * from unnest($1::uuid[], $2::timestamptz[]) as w (client_id, active_since)
        ), chosen as materialized (
            select distinct on (a.client_id) a.client_id, a.id
            from wanted w join appeals a on a.client_id = w.client_id join appeal_activity v on v.appeal_id = a.id
            where a.stage not in ('Завершено', 'Отменено') and v.last_activity_at >= w.active_since
            order by a.client_id, a.created_at desc, a.id desc
        ), locked as materialized (
            select v.appeal_id from appeal_activity v where v.appeal_id in (select id from chosen) order by v.appeal_id for no key update of v skip locked
        )
        select c.client_id, c.id, l.appeal_id is not null from chosen c left join locked l on l.appeal_id = c.id
        """;

    /// <summary>Asks with others in one trip; the answer is for <see cref="Read"/>.</summary>
    public static void Ask(NpgsqlBatch batch, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> settings)
    {
        // A person whose every event only amends stored messages needs no appeal, yet locks it: the preview may change.
        var persons = plan.Live.Where(w => !w.Person!.IsNew).GroupBy(w => w.Person!).Select(g => (Person: g.Key, At: g.Max(w => w.Event.ReceivedAt))).ToList();
        var command = new NpgsqlBatchCommand(Sql);
        command.Parameters.AddWithValue(persons.ConvertAll(p => p.Person.ClientId).ToArray());
        command.Parameters.AddWithValue(persons.ConvertAll(p => p.At.AddDays(-settings[p.Person.TenantId].ReuseDays)).ToArray());
        batch.BatchCommands.Add(command);
    }

    public static void Read(NpgsqlDataReader reader, IntakePlan plan)
    {
        var byClient = plan.Persons.Where(p => p.IsLocked && !p.IsNew).ToLookup(p => p.ClientId);
        while (reader.Read())
        {
            foreach (var person in byClient[reader.GetGuid(0)])
                (person.AppealId, person.AppealIsHeld) = (reader.GetGuid(1), !reader.GetBoolean(2));
        }
    }
}
