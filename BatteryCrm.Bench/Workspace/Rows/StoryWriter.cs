using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using Npgsql;

namespace BatteryCrm.Bench.Workspace.Rows;

/// <summary>Writes a story into the tables: the clients, their matters, all that was said with the outbox rows of the answers, and what of an appeal changed with it.</summary>
/// <param name="told">Hears of every message written.</param>
internal sealed class StoryWriter(Story story, int seed, Action told)
{
    private static readonly string[] Kinds = ["photo", "voice", "document"];

    // What is made of a message beside it.
    private readonly Random random = new(seed);
    private readonly List<Line> withFile = [];
    private readonly List<Line> edited = [];

    /// <summary>On the caller's thread: both connections take turns, row by row.</summary>
    public void Write(NpgsqlConnection first, NpgsqlConnection second)
    {
        WriteClients(first);
        WriteAppeals(first);
        WriteMessages(first, second);
        WriteFiles(first);
        WriteEdits(first);
        WriteActivity(first);
    }

    private void WriteClients(NpgsqlConnection connection)
    {
        using (var rows = new RowWriter(connection, "clients", "id, tenant_id, name, phone, telegram_id, has_telegram, has_whatsapp, has_phone, created_at, updated_at"))
        {
            foreach (var (shop, clients) in story.People)
                foreach (var c in clients)
                    rows.Row(c.Id, shop.Tenant).Text(c.Name).Text(c.Phone).Text(c.Channel == 0 ? c.Chat : null).Flag(c.Channel == 0).Flag(c.Channel == 1).Flag(c.Channel == 1).At(c.At).At(c.At);
            rows.Complete();
        }

        using var identities = new RowWriter(connection, "client_identities", "id, tenant_id, client_id, platform, external_id, display_name, created_at");
        foreach (var (shop, clients) in story.People)
            foreach (var c in clients)
                identities.Row(RowId.At(c.At, random), shop.Tenant).Id(c.Id).Text(shop.Channels[c.Channel].Platform).Text(c.Chat).Text(c.Name).At(c.At);
        identities.Complete();
    }

    private void WriteAppeals(NpgsqlConnection connection)
    {
        using var rows = new RowWriter(
            connection, "appeals",
            """
            id, tenant_id, client_id, channel_id, ad_channel_id, sales_channel_id, lead_source_id, brand_id, model_id, deal_type_id, repair_type_id, issue_type_id, issue_id,
            type, stage, parts_owner, problem_description, estimated_cost, estimated_time, livesklad_order_id, created_at, updated_at
            """);
        foreach (var m in story.Matters)
        {
            var (shop, channel, source) = (m.Shop, m.Shop.Channels[m.Channel].Id, m.Shop.Sources[random.Next(m.Shop.Sources.Count)]);
            (Guid Brand, Guid Model)? device = m.Device is { } place ? shop.Devices[place] : null;
            var issue = shop.Issues[random.Next(shop.Issues.Count)];
            var isKnown = m.Device is not null;
            rows.Row(m.Id, shop.Tenant).Id(m.Client.Id).Id(channel).Id(channel).Id(source.SalesChannel).Id(source.Source).Id(device?.Brand).Id(device?.Model).Id(isKnown ? shop.DealType : null)
                .Id(isKnown ? shop.Repairs[random.Next(shop.Repairs.Count)] : null).Id(isKnown ? issue.Type : null).Id(isKnown ? issue.Issue : null)
                .Text(isKnown ? "repair" : null).Text(m.Waits || m.Holder is not null ? Stages.Gathering : Stages.All[random.Next(Stages.All.Count)]).Text(isKnown ? "ours" : null)
                .Text(null).Roubles(isKnown ? random.Next(5, 200) * 100 : null).Number(isKnown ? 60 : null).Text(random.Next(3) == 0 ? $"A-{m.Number}" : null).At(m.At).At(m.At);
        }

        rows.Complete();
    }

    private void WriteMessages(NpgsqlConnection first, NpgsqlConnection second)
    {
        using var rows = new RowWriter(
            first, "messages_history",
            "id, tenant_id, appeal_id, message_type, message_text, channel, channel_id, external_chat_id, external_message_id, operator_id, sent_at, edited_at, created_at");
        using var outbox = new RowWriter(second, "outbound_messages", "id, tenant_id, message_id, appeal_id, channel_id, external_chat_id, client_key, state, attempts, not_before, sent_at, created_at, updated_at");
        foreach (var line in story.Tell())
        {
            var (matter, channel, isNote) = (line.Matter, line.Matter.Shop.Channels[line.Matter.Channel], line.Speaker == Speaker.Note);
            var isEdited = line.Speaker == Speaker.Client && random.Next(200) == 0;
            rows.Row(line.Id, matter.Shop.Tenant).Id(matter.Id).Text(TypeOf(line.Speaker)).Text(line.Text).Text(isNote ? null : channel.Platform).Id(isNote ? null : channel.Id)
                .Text(isNote ? null : matter.Client.Chat).Text(isNote ? null : $"{line.Number}").Id(line.Author).At(isNote ? null : line.At).At(isEdited ? line.At : null).At(line.At);
            if (line.Speaker == Speaker.Operator)
                outbox.Row(RowId.At(line.At, random), matter.Shop.Tenant).Id(line.Id).Id(matter.Id).Id(channel.Id).Text(matter.Client.Chat).Text($"{line.Id:N}")
                    .Text(OutboundStates.Sent).Number(1).At(line.At).At(line.At).At(line.At).At(line.At);
            if (isEdited) edited.Add(line);
            if (line.Speaker == Speaker.Client && random.Next(30) == 0) withFile.Add(line);
            told();
        }

        rows.Complete();
        outbox.Complete();
    }

    private void WriteFiles(NpgsqlConnection connection)
    {
        using var rows = new RowWriter(connection, "message_attachments", "id, tenant_id, message_id, channel_id, kind, file_name, mime_type, size_bytes, state, created_at");
        foreach (var line in withFile)
            rows.Row(RowId.At(line.At, random), line.Matter.Shop.Tenant).Id(line.Id).Id(line.Matter.Shop.Channels[line.Matter.Channel].Id).Text(Kinds[random.Next(Kinds.Length)])
                .Text("file.jpg").Text("image/jpeg").Size(random.Next(1000, 3_000_000)).Text("refused").At(line.At);
        rows.Complete();
    }

    private void WriteEdits(NpgsqlConnection connection)
    {
        using var rows = new RowWriter(connection, "message_edits", "id, tenant_id, message_id, previous_text, edited_at, created_at");
        foreach (var line in edited) rows.Row(RowId.At(line.At, random), line.Matter.Shop.Tenant).Id(line.Id).Text(line.Text).At(line.At).At(line.At);
        rows.Complete();
    }

    private void WriteActivity(NpgsqlConnection connection)
    {
        using var rows = new RowWriter(
            connection, "appeal_activity",
            "appeal_id, tenant_id, last_channel_id, last_message_id, last_message_at, last_message_type, last_message_preview, last_activity_at, waiting_since, holder_id, held_at, client_messages, our_messages");
        foreach (var m in story.Matters)
            rows.Row(m.Id, m.Shop.Tenant).Id(m.Shop.Channels[m.Channel].Id).Id(m.LastId).At(m.LastAt).Text(m.Waits ? MessageTypes.Client : MessageTypes.Operator).Text(Previews.Of(m.LastText!)).At(m.LastAt)
                .At(m.WaitingSince).Id(m.Holder is { } holder ? m.Shop.Operators[holder] : null).At(m.Holder is null ? null : m.At).Number(m.OfClient).Number(m.Ours);
        rows.Complete();
    }

    private static string TypeOf(Speaker speaker) => speaker switch
    {
        Speaker.Client => MessageTypes.Client,
        Speaker.Operator => MessageTypes.Operator,
        _ => MessageTypes.Note,
    };
}
