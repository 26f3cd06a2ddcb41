using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>
/// Which events and messages of the batch are in the database already. Asked after the locks, in new statements: every node handles a person's events under the
/// same lock, so what is not there now cannot appear before our commit. Indexes: ux_inbound_events_key, ux_messages_history_external.
/// </summary>
internal static class KnownLookup
{
    /// <summary>Asks with others in one trip, behind the locks of the clients; the answers are for <see cref="Read"/>.</summary>
    public static void Ask(NpgsqlBatch batch, IntakePlan plan)
    {
        var asked = plan.Works.Where(w => !w.IsRepeat).ToList();
        var journal = Command(batch, """
            select k.ord from unnest($1::int[], $2::uuid[], $3::text[]) as k (ord, channel_id, event_key)
            join inbound_events e on e.channel_id = k.channel_id and e.event_key = k.event_key
            """);
        journal.Parameters.AddWithValue(asked.ConvertAll(w => w.Index).ToArray());
        journal.Parameters.AddWithValue(asked.ConvertAll(w => w.Event.ChannelId).ToArray());
        journal.Parameters.AddWithValue(asked.ConvertAll(w => w.Event.EventKey).ToArray());

        var keys = asked.Where(w => w.Message?.MessageId is not null).Select(w => (w.Index, w.Event.ChannelId, w.Message!.ChatId, Id: w.Message.MessageId!))
            .Concat(asked.Where(w => w.Message?.ReplyToMessageId is not null)
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
    }

    public static void Read(NpgsqlDataReader reader, IntakePlan plan)
    {
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
    }

    private static NpgsqlBatchCommand Command(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }
}
