using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// What of the batch is in the database already. Asked after the locks, in new statements: every node handles a person's events under the same lock, so what
/// is not there now cannot appear before our commit. Indexes: ux_inbound_events_key, ux_messages_history_external, ux_client_identities_person, client_merges' unique key.
/// </summary>
internal static class KnownLookup
{
    public static void Read(NpgsqlConnection connection, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> settings)
    {
        var live = plan.Live.ToList();
        var silent = plan.Works.Where(w => w.Person is null && !w.IsRepeat).ToList();
        var asked = live.Concat(silent).ToList();
        if (asked.Count == 0) return;

        using var batch = new NpgsqlBatch(connection);
        var journal = Command(batch, """
            select k.ord from unnest($1::int[], $2::uuid[], $3::text[]) as k (ord, channel_id, event_key)
            join inbound_events e on e.channel_id = k.channel_id and e.event_key = k.event_key
            """);
        journal.Parameters.AddWithValue(asked.Select(w => w.Index).ToArray());
        journal.Parameters.AddWithValue(asked.Select(w => w.Event.ChannelId).ToArray());
        journal.Parameters.AddWithValue(asked.Select(w => w.Event.EventKey).ToArray());

        var keys = live.Where(w => w.Message!.MessageId is not null).Select(w => (w.Index, w.Event.ChannelId, w.Message!.ChatId, Id: w.Message.MessageId!))
            .Concat(live.Where(w => w.Message!.ReplyToMessageId is not null)
                .Select(w => (Index: ~w.Index, w.Event.ChannelId, w.Message!.ChatId, Id: w.Message.ReplyToMessageId!))).ToList();
        var messages = Command(batch, """
            select k.ord, m.id, m.appeal_id, m.message_text, m.edited_at
            from unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) as k (ord, channel_id, chat_id, message_id)
            join messages_history m on m.channel_id = k.channel_id and m.external_chat_id = k.chat_id and m.external_message_id = k.message_id
            where m.channel_id is not null and m.external_chat_id is not null and m.external_message_id is not null
            """);
        messages.Parameters.AddWithValue(keys.ConvertAll(k => k.Index).ToArray());
        messages.Parameters.AddWithValue(keys.ConvertAll(k => k.ChannelId).ToArray());
        messages.Parameters.AddWithValue(keys.ConvertAll(k => k.ChatId).ToArray());
        messages.Parameters.AddWithValue(keys.ConvertAll(k => k.Id).ToArray());

        var known = plan.Persons.Where(p => p.IsLocked && !p.IsNew).ToList();
        var merged = Command(batch, """
            select p.ord from unnest($1::int[], $2::uuid[]) as p (ord, client_id) join client_merges m on m.merged_client_id = p.client_id
            """);
        merged.Parameters.AddWithValue(Enumerable.Range(0, known.Count).ToArray());
        merged.Parameters.AddWithValue(known.ConvertAll(p => p.ClientId).ToArray());

        var created = plan.Persons.Where(p => p.IsLocked && p.IsNew).ToList();
        var taken = Command(batch, """
            select p.ord from unnest($1::int[], $2::uuid[], $3::text[], $4::text[]) as p (ord, tenant_id, platform, external_id)
            join client_identities i on i.tenant_id = p.tenant_id and i.platform = p.platform and i.external_id = p.external_id
            """);
        taken.Parameters.AddWithValue(Enumerable.Range(0, created.Count).ToArray());
        taken.Parameters.AddWithValue(created.ConvertAll(p => p.TenantId).ToArray());
        taken.Parameters.AddWithValue(created.ConvertAll(p => p.Platform).ToArray());
        taken.Parameters.AddWithValue(created.ConvertAll(p => p.Sender.ExternalId).ToArray());

        AppealsLookup.Ask(batch, plan, settings);

        using var reader = batch.ExecuteReader();
        while (reader.Read()) plan.Works[reader.GetInt32(0)].IsRepeat = true;
        reader.NextResult();
        while (reader.Read())
        {
            var index = reader.GetInt32(0);
            if (index < 0) plan.Works[~index].ReplyToId = reader.GetGuid(1);
            else
            {
                plan.Works[index].Stored = new StoredMessage(
                    reader.GetGuid(1), reader.GetGuid(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4));
            }
        }

        // Merged, or created by another node, between our look and our lock: the next batch finds them as they are now.
        reader.NextResult();
        var elsewhere = new List<IntakePerson>();
        while (reader.Read()) elsewhere.Add(known[reader.GetInt32(0)]);
        reader.NextResult();
        while (reader.Read()) elsewhere.Add(created[reader.GetInt32(0)]);
        reader.NextResult();
        AppealsLookup.Read(reader, plan);
        foreach (var person in elsewhere) person.IsLocked = false;
    }

    private static NpgsqlBatchCommand Command(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }
}
