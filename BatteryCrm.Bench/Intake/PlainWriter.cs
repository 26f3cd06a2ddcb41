using System.Diagnostics;
using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Setup;
using Npgsql;

namespace BatteryCrm.Bench.Intake;

/// <summary>
/// The reference: each message in a transaction of its own, as a plain webhook would write it. One prepared batch in one trip does all that a message costs and
/// commits; what it would have looked up it knows already, so this is the fastest form of the plain way. Same role, tables, keys, indexes and triggers.
/// </summary>
internal sealed class PlainWriter(string connectionString, Guid tenant, Guid channel, TelegramTraffic traffic) : IAsyncDisposable
{
    private const int Connections = 8;
    private readonly NpgsqlDataSource source = NpgsqlDataSource.Create(DatabaseRoles.Derive(connectionString, DatabaseRoles.Worker));
    private readonly Dictionary<string, (Guid Client, Guid Appeal)> persons = [];
    private readonly List<Writer> writers = [];
    private readonly Lock gate = new();

    public string ConnectionString => connectionString;

    /// <summary>The messages committed since the start.</summary>
    public int Written { get; private set; }

    public async Task OpenAsync()
    {
        await using (var command = source.CreateCommand("""
            select i.external_id, i.client_id, a.id from client_identities i join appeals a on a.client_id = i.client_id where i.platform = 'telegram'
            """))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) persons[reader.GetString(0)] = (reader.GetGuid(1), reader.GetGuid(2));
        for (var i = 0; i < Connections; i++) writers.Add(await Writer.OpenAsync(source, tenant, channel));
    }

    /// <summary>Writes for so long; messages a second.</summary>
    public async Task<double> RunAsync(TimeSpan duration)
    {
        var (start, before) = (Stopwatch.GetTimestamp(), Written);
        await Task.WhenAll(writers.Select(w => Task.Run(() => RunAsync(w, start, duration))));
        return (Written - before) / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var writer in writers) await writer.DisposeAsync();
        await source.DisposeAsync();
    }

    private async Task RunAsync(Writer writer, long start, TimeSpan duration)
    {
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            string person, text, key;
            byte[] body;
            lock (gate)
            {
                var update = traffic.Next();
                (person, text, key, body) = (update.Template.Person, update.Template.Text, update.Key, update.Body);
                Written++;
            }

            await writer.WriteAsync(persons[person], person, text, key, body);
        }
    }

    private sealed class Writer : IAsyncDisposable
    {
        private readonly NpgsqlConnection connection;
        private readonly NpgsqlBatch batch;
        private readonly Shared<string> person = new(string.Empty);
        private readonly Shared<string> text = new(string.Empty);
        private readonly Shared<string> preview = new(string.Empty);
        private readonly Shared<string> key = new(string.Empty);
        private readonly Shared<byte[]> body = new([]);
        private readonly Shared<Guid> client = new(default);
        private readonly Shared<Guid> appeal = new(default);
        private readonly Shared<Guid> message = new(default);
        private readonly Shared<Guid> journal = new(default);
        private readonly Shared<DateTimeOffset> at = new(DateTimeOffset.UnixEpoch);

        private Writer(NpgsqlConnection connection, Guid tenant, Guid channel)
        {
            this.connection = connection;
            batch = new NpgsqlBatch(connection);
            Shared<Guid> tenantId = new(tenant), channelId = new(channel);

            // Who is it? Nobody else may open an appeal for this client meanwhile.
            Add("""
                select c.id from client_identities i join clients c on c.id = i.client_id
                where i.tenant_id = $1 and i.platform = 'telegram' and i.external_id = $2 for no key update of c
                """, tenantId, person);
            Add("""
                select a.id from appeals a join appeal_activity v on v.appeal_id = a.id
                where a.client_id = $1 and a.stage not in ('Завершено', 'Отменено') and v.last_activity_at >= $2 - interval '7 days'
                order by a.created_at desc limit 1 for no key update of v
                """, client, at);
            // Is it a repeat?
            Add("select 1 from inbound_events where channel_id = $1 and event_key = $2", channelId, key);
            Add("select id from messages_history where channel_id = $1 and external_chat_id = $2 and external_message_id = $3", channelId, person, key);
            Add("""
                insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel, channel_id, external_message_id, external_chat_id, created_at, sent_at)
                values ($1, $2, $3, 'client', $4, 'telegram', $5, $6, $7, $8, $8)
                """, message, tenantId, appeal, text, channelId, key, person, at);
            Add("""
                update appeal_activity set last_channel_id = $1, last_message_id = $2, last_message_at = $3, last_message_type = 'client', last_message_preview = $4,
                    last_activity_at = $3, waiting_since = least(waiting_since, $3), client_messages = client_messages + 1 where appeal_id = $5
                """, channelId, message, at, preview, appeal);
            Add("""
                insert into inbound_events (id, tenant_id, channel_id, event_key, body, state, received_at) values ($1, $2, $3, $4, $5, 'done', $6)
                on conflict (channel_id, event_key) do nothing
                """, journal, tenantId, channelId, key, body, at);
            Add("insert into live_events (tenant_id, kind, appeal_id, message_id) values ($1, 'message_added', $2, $3)", tenantId, appeal, message);
        }

        public static async Task<Writer> OpenAsync(NpgsqlDataSource source, Guid tenant, Guid channel)
        {
            var writer = new Writer(await source.OpenConnectionAsync(), tenant, channel);
            await writer.batch.PrepareAsync();
            return writer;
        }

        public Task<int> WriteAsync((Guid Client, Guid Appeal) of, string from, string says, string id, byte[] raw)
        {
            client.Set(of.Client);
            appeal.Set(of.Appeal);
            person.Set(from);
            text.Set(says);
            preview.Set(Previews.Of(says));
            key.Set(id);
            body.Set(raw);
            message.Set(Ids.New());
            journal.Set(Ids.New());
            at.Set(TimeProvider.System.GetUtcNow());
            return batch.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await batch.DisposeAsync();
            await connection.DisposeAsync();
        }

        private void Add(string sql, params IShared[] parameters)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var parameter in parameters) command.Parameters.Add(parameter.Use());
            batch.BatchCommands.Add(command);
        }
    }

    private interface IShared
    {
        NpgsqlParameter Use();
    }

    /// <summary>One value of several commands: a parameter belongs to one command only.</summary>
    private sealed class Shared<T>(T value) : IShared
    {
        private readonly List<NpgsqlParameter<T>> uses = [];

        public NpgsqlParameter Use()
        {
            uses.Add(new NpgsqlParameter<T> { TypedValue = value });
            return uses[^1];
        }

        public void Set(T next)
        {
            foreach (var use in uses) use.TypedValue = next;
        }
    }
}
