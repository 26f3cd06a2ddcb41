using BatteryCrm.Data;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>The decided rows, one statement a table over arrays, and the commit, all in one trip. Parents first: foreign keys are checked at once.</summary>
internal static class IntakeWrites
{
    public static void Commit(NpgsqlConnection connection, IntakePlan plan)
    {
        using var batch = new NpgsqlBatch(connection);
        var persons = plan.Persons.Where(p => p.IsLocked && !p.AppealIsHeld).ToList();
        Persons(batch, persons);
        Appeals(batch, persons.FindAll(p => p.AppealIsNew));
        Messages(batch, plan.Messages);
        Activity(batch, plan.Messages);
        Edits(batch, plan.Edits);
        Attachments(batch, plan.Messages);
        TouchWrites.Add(batch, plan.Messages);
        Journal(batch, plan.Journal);
        Numbers(batch, plan);
        LiveEvents(batch, plan);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("commit")); // skipped when a statement before it fails
        batch.BatchCommands.Add(new NpgsqlBatchCommand("notify live")); // not before: the lanes would commit one after the other
        batch.ExecuteNonQuery();
    }

    private static void Persons(NpgsqlBatch batch, List<IntakePerson> persons)
    {
        var created = persons.FindAll(p => p.IsNew);
        if (created.Count > 0)
        {
            Add(batch, $"""
                insert into clients (id, tenant_id, name, phone, email, {PrimaryIdentities.Inserted}, has_phone)
                select id, tenant_id, name, phone, email, {PrimaryIdentities.OfFirst}, has_phone
                from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bool[])
                    as p (id, tenant_id, name, phone, email, platform, external_id, has_phone)
                """,
                created.ConvertAll(p => p.ClientId).ToArray(), created.ConvertAll(p => p.TenantId).ToArray(), created.ConvertAll(p => p.Name).ToArray(),
                created.ConvertAll(p => p.SetOwnPhone ?? p.FirstWork?.Message!.Contact.Phone).ToArray(),
                created.ConvertAll(p => p.FirstWork?.Message!.Contact.Email).ToArray(), created.ConvertAll(p => p.Platform).ToArray(),
                created.ConvertAll(p => p.Sender.ExternalId).ToArray(), created.ConvertAll(p => p.SetOwnPhone is not null).ToArray());
            Add(batch, """
                insert into client_identities (id, tenant_id, client_id, platform, external_id, username, display_name)
                select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[])
                """,
                created.ConvertAll(_ => Ids.New()).ToArray(), created.ConvertAll(p => p.TenantId).ToArray(), created.ConvertAll(p => p.ClientId).ToArray(),
                created.ConvertAll(p => p.Platform).ToArray(), created.ConvertAll(p => p.Sender.ExternalId).ToArray(),
                created.ConvertAll(p => p.Sender.Username).ToArray(), created.ConvertAll(p => p.Sender.Name).ToArray());
        }

        var changed = persons.FindAll(p => !p.IsNew && (p.SetHasPlatform || p.SetName is not null || p.SetOwnPhone is not null));
        if (changed.Count == 0) return;
        Add(batch, """
            update clients c set name = coalesce(c.name, p.name), phone = coalesce(p.phone, c.phone), has_phone = c.has_phone or p.phone is not null,
                has_telegram = c.has_telegram or p.platform is not distinct from 'telegram', has_whatsapp = c.has_whatsapp or p.platform is not distinct from 'whatsapp', has_avito = c.has_avito or p.platform is not distinct from 'avito', updated_at = now()
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) as p (id, name, phone, platform) where c.id = p.id
            """,
            changed.ConvertAll(p => p.ClientId).ToArray(), changed.ConvertAll(p => p.SetName).ToArray(), changed.ConvertAll(p => p.SetOwnPhone).ToArray(),
            changed.ConvertAll(p => p.SetHasPlatform ? p.Platform : null).ToArray());
    }

    private static void Appeals(NpgsqlBatch batch, List<IntakePerson> opened)
    {
        if (opened.Count == 0) return;
        var channels = opened.ConvertAll(p => p.FirstWork!.Event.Channel);
        Add(batch, """
            insert into appeals (id, tenant_id, client_id, identity_id, channel_id, ad_channel, ad_channel_id, ad_id, sales_channel_id, lead_source_id, appeal_status, operation_mode, created_at, updated_at)
            select id, tenant_id, client_id, (select i.id from client_identities i where i.tenant_id = a.tenant_id and i.platform = a.platform and i.external_id = a.external_id),
                channel_id, channel_name, channel_id, ad_id, sales_channel_id, lead_source_id, 'Первичный контакт', mode, at, at
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::uuid[], $8::uuid[], $9::text[], $10::timestamptz[], $11::text[], $12::text[])
                as a (id, tenant_id, client_id, channel_id, channel_name, ad_id, sales_channel_id, lead_source_id, mode, at, platform, external_id)
            """,
            opened.ConvertAll(p => p.AppealId!.Value).ToArray(), opened.ConvertAll(p => p.TenantId).ToArray(), opened.ConvertAll(p => p.ClientId).ToArray(),
            channels.ConvertAll(c => c.Id).ToArray(), channels.ConvertAll(c => c.Name).ToArray(), opened.ConvertAll(p => p.FirstWork!.Marks.AdId ?? p.FirstWork.Marks.ItemId).ToArray(),
            opened.ConvertAll(p => p.SalesChannelId).ToArray(), opened.ConvertAll(p => p.LeadSourceId).ToArray(), opened.ConvertAll(p => p.Mode).ToArray(),
            opened.ConvertAll(p => p.FirstWork!.Event.ReceivedAt).ToArray(), opened.ConvertAll(p => p.Platform).ToArray(), opened.ConvertAll(p => p.Sender.ExternalId).ToArray());
        Add(batch, """
            insert into appeal_activity (appeal_id, tenant_id, last_activity_at, is_muted) select * from unnest($1::uuid[], $2::uuid[], $3::timestamptz[], $4::bool[])
            """,
            opened.ConvertAll(p => p.AppealId!.Value).ToArray(), opened.ConvertAll(p => p.TenantId).ToArray(), opened.ConvertAll(p => p.FirstWork!.Event.ReceivedAt).ToArray(),
            opened.ConvertAll(p => p.IsBlocked).ToArray());
        Add(batch, """
            insert into operator_actions (id, tenant_id, context_appeal_id, action_type, details, created_at)
            select id, tenant_id, appeal_id, 'appeal_created', jsonb_build_object('channel_id', channel_id), at
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::timestamptz[]) as a (id, tenant_id, appeal_id, channel_id, at)
            """,
            opened.ConvertAll(_ => Ids.New()).ToArray(), opened.ConvertAll(p => p.TenantId).ToArray(), opened.ConvertAll(p => p.AppealId!.Value).ToArray(),
            channels.ConvertAll(c => c.Id).ToArray(), opened.ConvertAll(p => p.FirstWork!.Event.ReceivedAt).ToArray());
    }

    private static void Messages(NpgsqlBatch batch, List<NewMessage> messages)
    {
        if (messages.Count == 0) return;
        Add(batch, """
            insert into messages_history (id, tenant_id, appeal_id, message_type, message_text, channel, channel_id, external_message_id, external_chat_id,
                created_at, sent_at, edited_at, reply_to_id, extra)
            select id, tenant_id, appeal_id, 'client', message_text, channel, channel_id, external_message_id, external_chat_id, created_at, sent_at, edited_at, reply_to_id, extra::jsonb
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::uuid[], $7::text[], $8::text[], $9::timestamptz[], $10::timestamptz[],
                $11::timestamptz[], $12::uuid[], $13::text[])
                as m (id, tenant_id, appeal_id, message_text, channel, channel_id, external_message_id, external_chat_id, created_at, sent_at, edited_at, reply_to_id, extra)
            """,
            messages.ConvertAll(m => m.Id).ToArray(), messages.ConvertAll(m => m.Work.Event.TenantId).ToArray(), messages.ConvertAll(m => m.Work.Person!.AppealId!.Value).ToArray(),
            messages.ConvertAll(m => m.Text).ToArray(), messages.ConvertAll(m => m.Work.Event.Platform).ToArray(), messages.ConvertAll(m => m.Work.Event.ChannelId).ToArray(),
            messages.ConvertAll(m => m.Message.MessageId).ToArray(), messages.ConvertAll(m => m.Message.ChatId).ToArray(),
            messages.ConvertAll(m => m.Work.Event.ReceivedAt).ToArray(), messages.ConvertAll(m => m.SentAt).ToArray(), messages.ConvertAll(m => m.EditedAt).ToArray(),
            messages.ConvertAll(m => m.Work.ReplyToId).ToArray(), messages.ConvertAll(m => m.Message.Extra).ToArray());
    }

    private static void Activity(NpgsqlBatch batch, List<NewMessage> messages)
    {
        if (messages.Count == 0) return;
        var appeals = messages.GroupBy(m => m.Work.Person!.AppealId!.Value).OrderBy(g => g.Key)
            .Select(g => (Id: g.Key, Last: g.MaxBy(m => (m.Work.Event.ReceivedAt, m.Work.Index))!, Since: g.Min(m => m.SentAt), Count: g.Count())).ToList();
        Add(batch, """
            update appeal_activity v set last_channel_id = a.channel_id, last_message_id = a.message_id, last_message_at = a.at, last_message_type = 'client',
                last_message_preview = a.preview, last_activity_at = a.at,
                waiting_since = case when v.is_muted then null when v.last_message_type = 'client' then least(v.waiting_since, v.snoozed_since, a.since) else a.since end,
                muted_since = case when not v.is_muted then null when v.last_message_type = 'client' then least(v.muted_since, a.since) else a.since end,
                snoozed_until = null, snoozed_since = null, snoozed_by = null, client_messages = v.client_messages + a.messages
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::text[], $6::timestamptz[], $7::int[])
                as a (appeal_id, channel_id, message_id, at, preview, since, messages)
            where v.appeal_id = a.appeal_id
            """,
            appeals.ConvertAll(a => a.Id).ToArray(), appeals.ConvertAll(a => a.Last.Work.Event.ChannelId).ToArray(), appeals.ConvertAll(a => a.Last.Id).ToArray(),
            appeals.ConvertAll(a => a.Last.Work.Event.ReceivedAt).ToArray(), appeals.ConvertAll(a => a.Last.Preview).ToArray(),
            appeals.ConvertAll(a => a.Since).ToArray(), appeals.ConvertAll(a => a.Count).ToArray());
    }

    private static void Edits(NpgsqlBatch batch, List<NewEdit> edits)
    {
        if (edits.Count == 0) return;
        Add(batch, """
            insert into message_edits (id, tenant_id, message_id, previous_text, edited_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
            """,
            edits.ConvertAll(_ => Ids.New()).ToArray(), edits.ConvertAll(e => e.Work.Event.TenantId).ToArray(), edits.ConvertAll(e => e.MessageId).ToArray(),
            edits.ConvertAll(e => e.PreviousText).ToArray(), edits.ConvertAll(e => e.EditedAt).ToArray());

        var latest = edits.Where(e => e.NewText is not null).GroupBy(e => e.MessageId).Select(g => g.Last()).ToList();
        if (latest.Count == 0) return;
        Add(batch, """
            update messages_history m set message_text = e.message_text, edited_at = e.edited_at
            from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as e (id, message_text, edited_at) where m.id = e.id
            """,
            latest.ConvertAll(e => e.MessageId).ToArray(), latest.ConvertAll(e => e.NewText).ToArray(), latest.ConvertAll(e => e.EditedAt).ToArray());
        Add(batch, """
            update appeal_activity v set last_message_preview = e.preview
            from unnest($1::uuid[], $2::uuid[], $3::text[]) as e (appeal_id, message_id, preview) where v.appeal_id = e.appeal_id and v.last_message_id = e.message_id
            """,
            latest.ConvertAll(e => e.AppealId).ToArray(), latest.ConvertAll(e => e.MessageId).ToArray(), latest.ConvertAll(e => Data.Messages.Previews.Of(e.NewText!)).ToArray());
    }

    private static void Attachments(NpgsqlBatch batch, List<NewMessage> messages)
    {
        var files = messages.SelectMany(m => m.Message.Attachments.Select(file => (Message: m, File: file))).ToList();
        if (files.Count == 0) return;
        Add(batch, """
            insert into message_attachments (id, tenant_id, message_id, channel_id, kind, external_file_id, file_name, mime_type, size_bytes, width, height, duration_seconds)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[], $9::int8[], $10::int[], $11::int[], $12::int[])
            """,
            files.ConvertAll(_ => Ids.New()).ToArray(), files.ConvertAll(f => f.Message.Work.Event.TenantId).ToArray(), files.ConvertAll(f => f.Message.Id).ToArray(),
            files.ConvertAll(f => f.Message.Work.Event.ChannelId).ToArray(), files.ConvertAll(f => f.File.Kind).ToArray(), files.ConvertAll(f => f.File.ExternalFileId).ToArray(),
            files.ConvertAll(f => f.File.FileName).ToArray(), files.ConvertAll(f => f.File.MimeType).ToArray(), files.ConvertAll(f => f.File.SizeBytes).ToArray(),
            files.ConvertAll(f => f.File.Width).ToArray(), files.ConvertAll(f => f.File.Height).ToArray(), files.ConvertAll(f => f.File.DurationSeconds).ToArray());
    }

    private static void Journal(NpgsqlBatch batch, List<IntakeWork> works)
    {
        if (works.Count == 0) return;
        Add(batch, """
            insert into inbound_events (id, tenant_id, channel_id, event_key, body, state, error, received_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::text[], $8::timestamptz[])
            on conflict (channel_id, event_key) do nothing
            """,
            works.ConvertAll(_ => Ids.New()).ToArray(), works.ConvertAll(w => w.Event.TenantId).ToArray(), works.ConvertAll(w => w.Event.ChannelId).ToArray(),
            works.ConvertAll(w => w.Event.EventKey).ToArray(), works.ConvertAll(w => w.Event.Body).ToArray(), works.ConvertAll(w => w.JournalState).ToArray(),
            works.ConvertAll(w => w.Event.MappingError).ToArray(), works.ConvertAll(w => w.Event.ReceivedAt).ToArray());
    }

    // A number in a conversation may be another client's: whoever looks for duplicates reads those messages. Few have one, so most batches have nothing here.
    private static void Numbers(NpgsqlBatch batch, IntakePlan plan)
    {
        var messages = plan.Messages.Where(m => Phones.MayBeIn(m.Text) || m.Message.Extra?.Contains("\"contact\"", StringComparison.Ordinal) is true).Select(m => (m.Work.Event.TenantId, m.Id))
            .Concat(plan.Edits.Where(e => e.NewText is { } text && Phones.MayBeIn(text)).Select(e => (e.Work.Event.TenantId, Id: e.MessageId))).Distinct().ToList();
        if (messages.Count == 0) return;
        Add(batch, "insert into duplicate_checks (tenant_id, message_id) select * from unnest($1::uuid[], $2::uuid[])",
            messages.ConvertAll(m => m.TenantId).ToArray(), messages.ConvertAll(m => m.Id).ToArray());
    }

    private static void LiveEvents(NpgsqlBatch batch, IntakePlan plan)
    {
        var facts = plan.Messages.Select(m => (m.Work.Event.TenantId, Kind: LiveKinds.MessageAdded, AppealId: m.Work.Person!.AppealId!.Value, Id: (Guid?)m.Id))
            .Concat(plan.Edits.Select(e => (e.Work.Event.TenantId, Kind: LiveKinds.MessageChanged, e.AppealId, Id: (Guid?)e.MessageId)).Distinct())
            // A further touch stands in the card.
            .Concat(plan.Messages.Where(m => !m.Work.Marks.IsEmpty && !m.Work.Person!.AppealIsNew).Select(m => (m.Work.Event.TenantId, Kind: LiveKinds.AppealChanged, AppealId: m.Work.Person!.AppealId!.Value, Id: (Guid?)null)).Distinct()).ToList();
        if (facts.Count == 0) return;
        Add(batch, """
            insert into live_events (tenant_id, kind, appeal_id, message_id) select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[])
            """,
            facts.ConvertAll(f => f.TenantId).ToArray(), facts.ConvertAll(f => f.Kind).ToArray(), facts.ConvertAll(f => f.AppealId).ToArray(), facts.ConvertAll(f => f.Id).ToArray());
    }

    internal static void Add(NpgsqlBatch batch, string sql, params Array[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var column in columns) command.Parameters.Add(new NpgsqlParameter { Value = column });
        batch.BatchCommands.Add(command);
    }
}
