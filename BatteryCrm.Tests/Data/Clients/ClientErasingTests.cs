using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Data.Clients.Merging;
using BatteryCrm.Data.Knowledge;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Isolation;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace BatteryCrm.Tests.Data.Clients;

/// <summary>A person is erased: nothing says who he was, and the figures are as before.</summary>
public sealed class ClientErasingTests : IAsyncLifetime
{
    private const string Marker = "zqxmarker";
    private const string MarkedNumber = "79991239999";

    // Rows that are the shop's and no client's. What is not here and belongs to a tenant is taken for a client's, so that a new table is looked at without being named.
    private static readonly string[] ShopsOwn =
    [
        "appeal_meta_visibility", "brands", "channels", "device_types", "issue_types", "issues", "knowledge_base", "lead_sources", "locations", "masters", "models", "repair_types", "sales_channels",
        "services", "service_prices", "settings_versions", "catalogue_merges", "mark_decisions", "node_pages", "tenant_configs", "saved_replies", "saved_views", "report_views", "lead_costs", "bulk_jobs", "operators", "operator_attendance", "operator_sessions", "operator_notification_settings", "client_imports",
        "client_erasures", // what remains: an operator's words, asked to be without a name
        "live_events", "forgotten_files", // ids only
        "stored_files", // looked at by itself
    ];

    // Columns that hold codes or what a program made up.
    private static readonly string[] Codes =
    [
        "appeals.ad_channel", "appeals.appeal_status", "appeals.type", "messages_history.channel", "outbound_messages.client_key", "client_merges.merged_by", "merge_journal.field",
        "bulk_job_items.before", "operator_actions.action_type", "client_identities.platform", "inbound_events.event_key", "inbound_events.body",
    ];

    private MergeWorld world = null!;
    private Guid anna;

    public async Task InitializeAsync()
    {
        world = await MergeWorld.CreateAsync();
        anna = await world.PersonAsync("700700", appeals: 2, phone: "+79171234567");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Erase_PersonWithAMarkInEveryColumnOfEveryTable_LeavesItNowhere_AndTouchesNoOtherTenant()
    {
        var tenants = new TwoTenants();
        await tenants.InitializeAsync();
        try
        {
            var (database, of) = (tenants.Database, tenants.B);
            var catalogue = await Catalogue.ReadAsync(database.OwnerSources.App);
            var tables = catalogue.Columns.Where(c => c.Name is "tenant_id").Select(c => c.Table).ToList();
            var marked = 0;
            foreach (var table in tables.Except(ShopsOwn))
            {
                Assert.True(await database.ScalarAsync<long>($"select count(*) from {table} where tenant_id = '{of}'") > 0, $"{table} has no row to be erased");
                foreach (var column in catalogue.Columns.Where(c => c.Table == table && c.Type is "text" or "jsonb" or "bytea" && c.Table == table && !Codes.Contains($"{table}.{c.Name}")))
                    if (await MarkAsync(database, of, column)) marked++;
            }

            // As the journal has them: the body names who wrote, and a form's key is the id of its sender.
            await database.ExecuteAsync($$"""
                update inbound_events set event_key = (select external_id from client_identities where tenant_id = '{{of}}' and platform = 'form'),
                    body = convert_to('{"from":{"id":"' || (select external_id from client_identities where tenant_id = '{{of}}' and platform = 'telegram') || '"},"text":"{{Marker}}"}', 'UTF8') where tenant_id = '{{of}}'
                """);
            Assert.InRange(marked, 50, 500);
            var found = await FoundAsync(database, of, tables);
            foreach (var table in (string[])["clients", "client_identities", "messages_history", "message_edits", "inbound_events", "outbound_messages", "operator_drafts", "merge_journal", "operator_actions", "message_attachments", "stored_file_chunks"])
                Assert.Contains(table, found);
            Assert.NotEqual(0L, await database.ScalarAsync<long>($"select count(*) from messages_history where tenant_id = '{of}' and tsv::text like '%zqxmark%'"));
            var file = await database.ScalarAsync<Guid>($"select file_id from message_attachments where tenant_id = '{of}'");
            var others = await DumpAsync(database, tenants.A, tables);

            var by = await database.ScalarAsync<Guid>($"select id from operators where tenant_id = '{of}'");
            var client = await database.ScalarAsync<Guid>($"select merged_client_id from client_merges where tenant_id = '{of}'");
            Assert.NotNull(await ClientErasing.EraseAsync(database.Factory(of), client, by, "письмо № 12", default));

            Assert.Equal([], await FoundAsync(database, of, tables));
            Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from messages_history where tenant_id = '{of}' and tsv::text like '%zqxmark%'"));
            Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from stored_files where id = '{file}'"));
            Assert.Equal(1L, await database.ScalarAsync<long>($"select count(*) from forgotten_files where file_id = '{file}'"));
            Assert.Equal(others, await DumpAsync(database, tenants.A, tables));
        }
        finally
        {
            await tenants.DisposeAsync();
        }
    }

    [Fact]
    public async Task Erase_FiguresStagesSumsAndTimesStay()
    {
        await world.Database.ExecuteAsync($"update appeals set estimated_cost = 4500, stage = 'Завершено', completed_at = '2026-01-02', problem_description = 'разбит экран' where client_id = '{anna}'");
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anna}' limit 1");
        await world.Database.Given.AddAsync(Deed(appeal, ActionDetails.StageChanged("Первичный контакт", "Цена отправлена", automatic: true, "price_sent")), a => a.Id);
        await world.Database.Given.AddAsync(Deed(appeal, ActionDetails.StageChanged("Цена отправлена", "Завершено", automatic: false, "Анна попросила")), a => a.Id);
        await world.Database.Given.AddAsync(Deed(appeal, ActionDetails.Price(4000, 4500, world.Channel)), a => a.Id);
        const string figures = "select string_agg(concat_ws('/', a.id, a.stage, a.estimated_cost, a.completed_at, a.created_at, v.last_message_at, v.client_messages), ' ' order by a.id) from appeals a join appeal_activity v on v.appeal_id = a.id";
        const string times = "select string_agg(concat_ws('/', id, appeal_id, message_type, created_at), ' ' order by id) from messages_history";
        var before = (await world.Database.ScalarAsync<string>(figures), await world.Database.ScalarAsync<string>(times));

        var counts = await EraseAsync(anna);

        Assert.Equal((2, 2, 1), (counts!.NAppeals, counts.NMessages, counts.NIdentities));
        Assert.Equal(before, (await world.Database.ScalarAsync<string>(figures), await world.Database.ScalarAsync<string>(times)));
        var details = (await world.Database.ScalarAsync<string>($"select string_agg(details::text, ' ' order by id) from operator_actions where context_appeal_id = '{appeal}'"))!;
        Assert.Equal(
            $$"""{"to": "Цена отправлена", "why": "price_sent", "from": "Первичный контакт", "automatic": true} {"to": "Завершено", "from": "Цена отправлена", "automatic": false} {"to": 4500, "from": 4000, "serviceId": "{{world.Channel}}"}""",
            details);
        Assert.Null(await world.Database.ScalarAsync<string>($"select max(problem_description) from appeals where client_id = '{anna}'"));
    }

    [Fact]
    public async Task Erase_IsKept_AsAProofAndInTheLog_WithoutAWordAboutHim()
    {
        await EraseAsync(anna, "письмо № 12");

        await using var db = world.Database.Db(world.Tenant);
        var proof = await db.ClientErasures.SingleAsync();
        Assert.Equal((anna, world.Operator, "письмо № 12"), (proof.ClientId, proof.OperatorId, proof.Reason));
        Assert.Contains("\"messages\": 2", proof.Counts, StringComparison.Ordinal);
        var deed = await db.OperatorActions.SingleAsync(a => a.ActionType == ActionTypes.ClientErased);
        Assert.Equal(($$"""{"client": "{{anna}}"}""", world.Operator), (deed.Details, deed.OperatorId));
        Assert.Equal(1, await db.LiveEvents.CountAsync(e => e.Kind == "client_changed" && e.SubjectId == anna));
        Assert.Equal(2, await db.LiveEvents.CountAsync(e => e.Kind == "appeal_changed"));
        Assert.Equal(2, await db.LiveEvents.CountAsync(e => e.Kind == "message_changed"));
        Assert.Null(await EraseAsync(anna));
    }

    [Fact]
    public async Task Preview_SaysWhatIsErased_OfAllWhoLeadToHim()
    {
        var anya = await world.PersonAsync("800800", appeals: 3, name: "Аня");
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anya}' limit 1");
        await world.Database.Given.AddAsync(new OperatorDraft { TenantId = world.Tenant, OperatorId = world.Operator, AppealId = appeal, Text = "Анна, добрый день" }, d => d.AppealId);
        await world.MergeAsync(anna, anya);

        await using var db = world.Database.Db(world.Tenant);
        var preview = await ClientErasing.PreviewAsync(db, anya, default);
        var counts = await EraseAsync(anya);

        Assert.Equal((anna, "Анна", "+79171234567", 5, 5, 0, 2, 1, 1, 0), (preview!.ClientId, preview.Name, preview.Phone, preview.Appeals, preview.Messages, preview.Files, preview.Identities, preview.Drafts, preview.Merges, preview.Queued));
        Assert.Equal((5, 5, 0, 2, 1, 1, 0), (counts!.NAppeals, counts.NMessages, counts.NFiles, counts.NIdentities, counts.NDrafts, counts.NMerges, counts.NCancelled));
        Assert.NotNull((await ClientErasing.PreviewAsync(db, anna, default))!.ErasedAt);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from clients where name is not null or erased_at is null"));
    }

    [Fact]
    public async Task Merge_OfAnErasedOne_NeitherMadeNorUndone()
    {
        var (anya, third) = (await world.PersonAsync("800800", name: "Аня"), await world.PersonAsync("900900", name: "Вера"));
        var merge = (await world.MergeAsync(anna, anya)).MergeId!.Value;

        await EraseAsync(anya);

        Assert.Equal(UndoRefusal.Erased, (await world.UndoAsync(merge)).Refusal);
        Assert.Equal(MergeRefusal.Erased, (await world.MergeAsync(third, anna)).Refusal);
        Assert.Equal(MergeRefusal.Erased, (await world.MergeAsync(anna, third)).Refusal);
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from merge_journal where before is not null and kind = 'field'"));
        Assert.Equal("Вера", await world.Database.ScalarAsync<string>($"select name from clients where id = '{third}'"));
    }

    [Fact]
    public async Task Erase_AnswersThatHaveNotLeft_NeverDo_AndNoNewOneIsTaken()
    {
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anna}' limit 1");
        var (queued, sending) = (await QueuedAsync(appeal, "k1"), await QueuedAsync(appeal, "k2"));
        await world.Database.ExecuteAsync($"update outbound_messages set state = 'sending', lease_until = now() + interval '1 minute' where message_id = '{sending}'");

        Assert.Equal(1, (await EraseAsync(anna))!.NCancelled);

        Assert.Equal("cancelled", await world.Database.ScalarAsync<string>($"select state from outbound_messages where message_id = '{queued}'"));
        Assert.Equal("unknown", await world.Database.ScalarAsync<string>($"select state from outbound_messages where message_id = '{sending}'"));
        await Assert.ThrowsAsync<InvalidOperationException>(() => QueuedAsync(appeal, "k3"));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>("select count(*) from messages_history where external_chat_id is not null"));
    }

    [Fact]
    public async Task Erase_FileThatSomebodyElseHasToo_StaysForHim()
    {
        var appeals = await world.Database.ScalarAsync<Guid[]>($"select array_agg(id) from appeals where client_id = '{anna}'");
        var other = await world.AppealAsync(await world.PersonAsync("900900", appeals: 0), null, "900900");
        await world.Database.Given.MessageWithFileAsync(world.Tenant, appeals![0], "photo", "image/png", [1], "паспорт.png");
        await world.Database.Given.MessageWithFileAsync(world.Tenant, appeals[1], "photo", "image/png", [2], "экран.png");
        var shared = await world.Database.ScalarAsync<Guid>("select file_id from message_attachments where file_name = 'экран.png'");
        await world.Database.ExecuteAsync($"""
            insert into message_attachments (tenant_id, message_id, kind, state, file_id)
            select tenant_id, id, 'photo', 'stored', '{shared}' from messages_history where appeal_id = '{other}' limit 1
            """);

        Assert.Equal(2, (await EraseAsync(anna))!.NFiles);

        Assert.Equal(shared, await world.Database.ScalarAsync<Guid>("select id from stored_files"));
        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from forgotten_files"));
    }

    [Fact]
    public async Task Erase_SamplesForTraining_GoWithTheAppealTheyAreFrom()
    {
        var appeal = await world.Database.ScalarAsync<Guid>($"select id from appeals where client_id = '{anna}' limit 1");
        foreach (var of in (Guid[])[appeal, Ids.New()])
            await world.Database.Given.AddAsync(new KnowledgeEntry { TenantId = world.Tenant, Content = "Анна: " + of, ContentType = "training_sample", Metadata = $$"""{"appeal_id":"{{of}}"}""" }, k => k.Id);

        await EraseAsync(anna);

        Assert.Equal(1L, await world.Database.ScalarAsync<long>("select count(*) from knowledge_base"));
        Assert.Equal(0L, await world.Database.ScalarAsync<long>($"select count(*) from knowledge_base where content like '%{appeal}%'"));
    }

    [Fact]
    public async Task Erase_JournalOfOthers_StaysAsItIs()
    {
        foreach (var (key, body) in new[] { ("1", """{"from":{"id":700700},"text":"от неё"}"""), ("2", """{"from":{"id":900900},"text":"не от неё"}""") })
            await world.Database.Given.AddAsync(new InboundEvent { TenantId = world.Tenant, ChannelId = world.Channel, EventKey = key, Body = Encoding.UTF8.GetBytes(body), State = "done" }, e => e.Id);

        Assert.Equal(1, (await EraseAsync(anna))!.NEvents);

        Assert.Equal("2", await world.Database.ScalarAsync<string>("select event_key from inbound_events where length(body) > 0"));
    }

    [Fact]
    public async Task Write_ANameIntoTheErasedRow_IsRefusedByTheTable()
    {
        await EraseAsync(anna);

        var refused = await Assert.ThrowsAsync<PostgresException>(() => world.Database.ExecuteAsync($"update clients set name = 'Анна' where id = '{anna}'"));

        Assert.Equal("ck_clients_erased", refused.ConstraintName);
    }

    [Fact]
    public async Task Erase_ByAnotherTenantOrItsOperator_DoesNothing()
    {
        var other = await world.Database.Given.TenantAsync("Other");
        var stranger = await world.Database.Given.OperatorAsync(other);

        Assert.Null(await ClientErasing.EraseAsync(world.Database.Factory(other), anna, stranger, string.Empty, default));
        Assert.Null(await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), anna, stranger, string.Empty, default));
        Assert.Equal("Анна", await world.Database.ScalarAsync<string>($"select name from clients where id = '{anna}'"));
    }

    [Fact]
    public async Task Erase_AndMergeAtOnce_OneOfThemSeesTheOther()
    {
        for (var round = 0; round < 10; round++)
        {
            var (one, other) = (await world.PersonAsync($"60{round}0001"), await world.PersonAsync($"60{round}0002", name: "Аня"));
            var merging = world.MergeAsync(one, other);
            var erasing = EraseAsync(other);
            await Task.WhenAll(merging, erasing);

            // Merged first: both are gone. Erased first: only the one who was meant, and no merge.
            var isMerged = (await merging).MergeId is not null;
            Assert.NotNull(await erasing);
            Assert.Equal(isMerged ? 0L : 1L, await world.Database.ScalarAsync<long>($"select count(*) from clients where id in ('{one}', '{other}') and name is not null"));
            Assert.Equal(isMerged ? null : MergeRefusal.Erased, (await merging).Refusal);
        }
    }

    private async Task<ErasedCounts?> EraseAsync(Guid client, string reason = "") => await ClientErasing.EraseAsync(world.Database.Factory(world.Tenant), client, world.Operator, reason, default);

    private OperatorAction Deed(Guid appeal, string details) => new() { Id = Ids.New(), TenantId = world.Tenant, OperatorId = world.Operator, ContextAppealId = appeal, ActionType = ActionTypes.StageChanged, Details = details };

    private async Task<Guid> QueuedAsync(Guid appeal, string key)
    {
        await using var db = world.Database.Db(world.Tenant);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var answer = new NewAnswer(appeal, "Готово, Анна", MessageTypes.Operator, world.Operator, world.Channel, "telegram", "700700", key, world.Clock.GetUtcNow());
        var message = await Outbox.QueueAsync(db, answer, world.Clock.GetUtcNow(), default);
        await transaction.CommitAsync();
        return message.MessageId;
    }

    private static async Task<bool> MarkAsync(TestDatabase database, Guid tenant, Column column)
    {
        var value = column.Type switch
        {
            "jsonb" => $"jsonb_build_object('why', '{Marker} ' || gen_random_uuid(), 'phone', {MarkedNumber})",
            "bytea" => $"convert_to('{Marker} ' || gen_random_uuid(), 'UTF8')",
            _ => $"'{Marker} ' || gen_random_uuid()",
        };
        try
        {
            return await database.ExecuteAsync($"update {column.Table} set {column.Name} = {value} where tenant_id = '{tenant}'") > 0;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.CheckViolation or "428C9")
        {
            return false; // one of a few words, or made by the database of what is marked already
        }
    }

    // Text, JSON and words for search are readable in a row's text; bytes stand there in hex.
    private static async Task<IReadOnlyList<string>> FoundAsync(TestDatabase database, Guid tenant, IEnumerable<string> tables)
    {
        var hex = Convert.ToHexStringLower(Encoding.UTF8.GetBytes(Marker));
        var found = new List<string>();
        foreach (var table in tables.Except(["stored_files"]))
            if (await database.ScalarAsync<long>($"select count(*) from {table} t where tenant_id = '{tenant}' and t::text ~* '{Marker}|{hex}|{MarkedNumber}'") > 0) found.Add(table);
        return found;
    }

    private static async Task<string> DumpAsync(TestDatabase database, Guid tenant, IEnumerable<string> tables)
    {
        var lines = new List<string>();
        foreach (var table in tables) lines.Add(table + "\n" + await database.ScalarAsync<string>($"select coalesce(string_agg(t::text, E'\\n' order by t::text), '') from {table} t where tenant_id = '{tenant}'"));
        return string.Join('\n', lines);
    }
}
