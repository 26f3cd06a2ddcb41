using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Intake;

/// <summary>What the webhook answers, in the contract's order of checks, and what stands in the database when it has.</summary>
public sealed class TelegramWebhookTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private IntakeNode node = null!;

    public async Task InitializeAsync() => node = await IntakeNode.StartAsync(database);

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Post_UnknownChannel_Is404AndAnotherPlatformsToo()
    {
        var body = Encoding.UTF8.GetBytes(Updates.Text(1, 5, 1, "x"));
        Assert.Equal(HttpStatusCode.NotFound, await node.PostAsync(body, channel: BatteryCrm.Data.Ids.New()));
        Assert.Equal(HttpStatusCode.NotFound, await node.PostAsync(body, channel: node.Form));
        Assert.Equal(HttpStatusCode.NotFound, (await node.Http.PostAsync("/webhooks/telegram/nonsense", new ByteArrayContent(body))).StatusCode);
    }

    [Fact]
    public async Task Post_UnknownChannelCreatedLater_IsFoundThen()
    {
        var body = Encoding.UTF8.GetBytes(Updates.Text(1, 6, 1, "x"));
        var id = BatteryCrm.Data.Ids.New();
        Assert.Equal(HttpStatusCode.NotFound, await node.PostAsync(body, channel: id));
        var heard = node.HeardAsync(BatteryCrm.Data.Live.LiveKinds.ChannelChanged);
        await database.Given.AddAsync(new BatteryCrm.Data.Channels.Channel { Id = id, TenantId = node.Tenant, Platform = "telegram", Name = "later", Credentials = $$"""{"webhook_secret":"{{IntakeNode.Secret}}"}""" }, c => c.Id);
        await heard;
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(body, channel: id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("wrong")]
    [InlineData("s3cr3t ")]
    public async Task Post_WithoutTheSecret_Is401AndNothingStored(string? secret)
    {
        var before = await database.ScalarAsync<long>("select count(*) from inbound_events");
        Assert.Equal(HttpStatusCode.Unauthorized, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(77, 7, 1, "forged")), secret?.TrimEnd() == secret ? secret : "S3CR3T"));
        Assert.Equal(before, await database.ScalarAsync<long>("select count(*) from inbound_events"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from messages_history where message_text = 'forged'"));
    }

    [Fact]
    public async Task Secret_ThatIsBeingChanged_IsGoodInBothForms()
    {
        var id = await database.Given.ChannelAsync(node.Tenant, credentials: """{"webhook_secret":"new","webhook_secret_before":"old"}""", name: "changing");
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(7701, 7701, 1, "старый")), "old", channel: id));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(7702, 7701, 2, "новый")), "new", channel: id));
        Assert.Equal(HttpStatusCode.Unauthorized, await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(7703, 7701, 3, "чужой")), "other", channel: id));
    }

    [Fact]
    public async Task Post_OverOneMegabyte_Is413BeforeTheSecretIsLookedAt()
    {
        var huge = new byte[(1024 * 1024) + 1];
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await node.PostAsync(huge, secret: null));
        using var unannounced = new HttpRequestMessage(HttpMethod.Post, $"/webhooks/telegram/{node.Telegram}") { Content = new StreamContent(new MemoryStream(huge)) };
        unannounced.Headers.TransferEncodingChunked = true;
        using var response = await node.Http.SendAsync(unannounced);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("\"text\"")]
    [InlineData("{\"update_id\":1")]
    [InlineData("")]
    public async Task Post_NotAJsonObject_Is400WithTheSecretAnd401Without(string body)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await node.PostAsync(body));
        Assert.Equal(HttpStatusCode.Unauthorized, await node.PostAsync(Encoding.UTF8.GetBytes(body), secret: "no"));
    }

    [Theory]
    [InlineData("""{"update_id":901,"poll_answer":{"poll_id":"1"}}""", "901", "ignored")]
    [InlineData("""{"update_id":902,"message":{"message_id":1,"date":1,"chat":{"id":-5,"type":"group"},"from":{"id":3},"text":"в группе"}}""", "902", "ignored")]
    [InlineData("""{"update_id":903,"message":{"message_id":"one","date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"x"}}""", "903", "failed")]
    [InlineData("""{"update_id":904,"message":{"chat":{"type":"private"}}}""", "904", "ignored")]
    [InlineData("""{"update_id":905,"my_chat_member":{"new_chat_member":{"status":"kicked"}}}""", "905", "ignored")]
    public async Task Post_WhatMakesNoMessage_Is200AndKeptInTheJournalAsItCame(string body, string key, string state)
    {
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(body));
        Assert.Equal(state, await database.ScalarAsync<string>($"select state from inbound_events where event_key = '{key}'"));
        Assert.Equal(body, await database.ScalarAsync<string>($"select convert_from(body, 'UTF8') from inbound_events where event_key = '{key}'"));
    }

    [Fact]
    public async Task Post_FirstMessage_MakesClientIdentityAppealMessageActivityAndFact()
    {
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(1001, 1001, 12, "Сколько стоит аккумулятор?")));
        var row = await database.ScalarAsync<string>("""
            select concat_ws('|', c.name, c.telegram_id, c.has_telegram, c.has_phone, i.platform, i.username, a.stage, a.operation_mode, m.message_type, m.message_text, m.channel,
                m.external_chat_id, m.external_message_id, extract(epoch from m.sent_at)::bigint, v.last_message_preview, v.last_message_type, v.client_messages, v.waiting_since = m.sent_at,
                v.last_message_id = m.id, v.last_message_at = m.created_at, a.created_at = m.created_at, a.ad_channel_id = a.channel_id, m.created_at > now() - interval '1 minute')
            from client_identities i join clients c on c.id = i.client_id join appeals a on a.client_id = c.id join appeal_activity v on v.appeal_id = a.id
            join messages_history m on m.appeal_id = a.id where i.external_id = '1001'
            """);
        Assert.Equal(
            $"Ирина|1001|t|f|telegram|user1001|Первичный контакт|assist|client|Сколько стоит аккумулятор?|telegram|1001|12|{Updates.Date}|Сколько стоит аккумулятор?|client|1|t|t|t|t|t|t", row);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from live_events e join messages_history m on m.id = e.message_id and m.appeal_id = e.appeal_id where m.external_chat_id = '1001' and e.kind = 'message_added'"));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from operator_actions o join messages_history m on m.appeal_id = o.context_appeal_id where m.external_chat_id = '1001' and o.action_type = 'appeal_created' and o.operator_id is null"));
    }

    [Fact]
    public async Task Post_SameUpdate50TimesAtOnce_IsOneRow()
    {
        var body = Updates.Text(2001, 2001, 1, "повтор");
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => node.PostAsync(body)));
        Assert.All(answers, a => Assert.Equal(HttpStatusCode.OK, a));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(body));
        Assert.Equal("1|1|1|1|1", await CountsAsync("2001"));
    }

    [Fact]
    public async Task Post_SameMessageUnderAnotherUpdateId_ChangesNothing()
    {
        await node.PostAsync(Updates.Text(2101, 2101, 1, "раз"));
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(Updates.Text(2102, 2101, 1, "раз")));
        Assert.Equal("1|1|1|1|2", await CountsAsync("2101"));
    }

    [Fact]
    public async Task Post_Edit_ReplacesTheTextAndKeepsTheEarlierOne()
    {
        await node.PostAsync(Updates.Text(3001, 3001, 5, "iPhone 12"));
        await node.PostAsync(Updates.Edit(3002, 3001, 5, "iPhone 13"));
        Assert.Equal("iPhone 13|t|iPhone 12|iPhone 13", await database.ScalarAsync<string>("""
            select concat_ws('|', m.message_text, m.edited_at is not null, e.previous_text, v.last_message_preview) from messages_history m
            join message_edits e on e.message_id = m.id join appeal_activity v on v.appeal_id = m.appeal_id where m.external_chat_id = '3001'
            """));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from live_events e join messages_history m on m.id = e.message_id where m.external_chat_id = '3001' and e.kind = 'message_changed'"));
    }

    [Fact]
    public async Task Post_EditBeforeItsMessage_IsStoredAsThatMessageAndTheOriginalBecomesTheEarlierText()
    {
        await node.PostAsync(Updates.Edit(3102, 3101, 5, "новый"));
        Assert.Equal("новый|t", await database.ScalarAsync<string>("select concat_ws('|', message_text, edited_at is not null) from messages_history where external_chat_id = '3101'"));
        await node.PostAsync(Updates.Text(3101, 3101, 5, "старый"));
        Assert.Equal("новый|старый", await database.ScalarAsync<string>("select concat_ws('|', m.message_text, e.previous_text) from messages_history m join message_edits e on e.message_id = m.id where m.external_chat_id = '3101'"));
    }

    [Fact]
    public async Task Post_OlderEditAfterNewer_DoesNotWin()
    {
        await node.PostAsync(Updates.Text(3201, 3201, 5, "1"));
        await node.PostAsync(Updates.Edit(3203, 3201, 5, "3", Updates.Date + 120));
        await node.PostAsync(Updates.Edit(3202, 3201, 5, "2", Updates.Date + 60));
        Assert.Equal("3|1,2", await database.ScalarAsync<string>("select m.message_text || '|' || string_agg(e.previous_text, ',' order by e.previous_text) from messages_history m join message_edits e on e.message_id = m.id where m.external_chat_id = '3201' group by m.id"));
    }

    [Fact]
    public async Task Post_MessageIdZero_HasNoKeyAndIsKnownByItsUpdate()
    {
        await node.PostAsync(Updates.Text(3301, 3301, 0, "a"));
        await node.PostAsync(Updates.Text(3302, 3301, 0, "b"));
        await node.PostAsync(Updates.Text(3302, 3301, 0, "b"));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from messages_history where external_chat_id = '3301' and external_message_id is null"));
    }

    [Fact]
    public async Task Post_Reply_PointsAtTheMessage()
    {
        await node.PostAsync(Updates.Text(3401, 3401, 1, "цена?"));
        await node.PostAsync(Updates.Text(3402, 3401, 2, "ау", more: m => m["reply_to_message"] = new JsonObject { ["message_id"] = 1 }));
        Assert.Equal("цена?", await database.ScalarAsync<string>("select r.message_text from messages_history m join messages_history r on r.id = m.reply_to_id where m.external_chat_id = '3401'"));
    }

    [Fact]
    public async Task Post_OwnContact_SetsThePhoneAndAStrangersDoesNot()
    {
        await node.PostAsync(Updates.Contact(3501, 3501, 1, "79261112233", owner: 3501));
        await node.PostAsync(Updates.Contact(3502, 3502, 1, "+7 926 111-22-44", owner: 999));
        Assert.Equal("+79261112233|t", await database.ScalarAsync<string>("select concat_ws('|', phone, has_phone) from clients where telegram_id = '3501'"));
        Assert.Equal("f", await database.ScalarAsync<string>("select concat_ws('|', phone, has_phone) from clients where telegram_id = '3502'"));
        await node.PostAsync(Updates.Text(3503, 3502, 2, "мой номер 8 926 111 22 44"));
        await node.PostAsync(Updates.Contact(3504, 3502, 3, "89261112255", owner: 3502));
        Assert.Equal("+79261112255|t", await database.ScalarAsync<string>("select concat_ws('|', phone, has_phone) from clients where telegram_id = '3502'"));
    }

    [Fact]
    public async Task Post_Photo_RecordsTheLargestSizeAndTheQueueShowsIt()
    {
        await node.PostAsync(Updates.Text(3601, 3601, 1, string.Empty, more: m => m["photo"] = new JsonArray(
            new JsonObject { ["file_id"] = "small", ["width"] = 90, ["height"] = 60, ["file_size"] = 1000 },
            new JsonObject { ["file_id"] = "large", ["width"] = 1280, ["height"] = 960, ["file_size"] = 200_000 })));
        Assert.Equal("photo|large|1280|200000|pending|📷", await database.ScalarAsync<string>("""
            select concat_ws('|', f.kind, f.external_file_id, f.width, f.size_bytes, f.state, v.last_message_preview) from message_attachments f
            join messages_history m on m.id = f.message_id join appeal_activity v on v.appeal_id = m.appeal_id where m.external_chat_id = '3601'
            """));
    }

    [Fact]
    public async Task Post_PressedButton_IsSaidInItsWords()
    {
        await node.PostAsync("""{"update_id":3701,"callback_query":{"id":"9","from":{"id":3701,"first_name":"Олег"},"data":"yes","message":{"message_id":4,"date":1,"chat":{"id":3701,"type":"private"},"reply_markup":{"inline_keyboard":[[{"text":"Да, записать","callback_data":"yes"}]]}}}}""");
        Assert.Equal("Да, записать|t", await database.ScalarAsync<string>("select concat_ws('|', message_text, sent_at = created_at) from messages_history where external_chat_id = '3701'"));
    }

    [Fact]
    public async Task Post_StrangeCharacters_AreStoredWithoutHarm()
    {
        var emoji = string.Concat(Enumerable.Repeat("😀", 4096));
        await node.PostAsync(Updates.Text(3801, 3801, 1, emoji, first: new string('Ж', 300)));
        await node.PostAsync("""{"update_id":3802,"message":{"message_id":2,"date":1,"chat":{"id":3801,"type":"private"},"from":{"id":3801,"first_name":"x"},"text":"a\u0000b \ud83d c \\ud83d \ud83d\ude00 <script>\u202E\u200B"}}""");
        Assert.Equal(emoji, await database.ScalarAsync<string>("select message_text from messages_history where external_chat_id = '3801' and external_message_id = '1'"));
        Assert.Equal("a\uFFFDb \uFFFD c \\ud83d 😀 <script>\u202E\u200B", await database.ScalarAsync<string>("select message_text from messages_history where external_chat_id = '3801' and external_message_id = '2'"));
        Assert.Equal(300, await database.ScalarAsync<int>("select length(name) from clients where telegram_id = '3801'"));
        Assert.True(await database.ScalarAsync<int>("select length(last_message_preview) from appeal_activity v join messages_history m using (appeal_id) where m.external_chat_id = '3801' limit 1") <= 160);
    }

    [Fact]
    public async Task Post_NamesWithoutEnd_AreCut()
    {
        var endless = new string('Ж', 20_000);
        await node.PostAsync(Updates.Text(3811, 3811, 1, string.Empty, first: endless, more: m => m["document"] = new JsonObject { ["file_id"] = "d", ["file_name"] = endless }));
        // The clip is one character of PostgreSQL and two UTF-16 units.
        Assert.Equal("512|512|159", await database.ScalarAsync<string>("""
            select concat_ws('|', length(c.name), length(i.display_name), length(v.last_message_preview)) from clients c join client_identities i on i.client_id = c.id
            join appeals a on a.client_id = c.id join appeal_activity v on v.appeal_id = a.id where c.telegram_id = '3811'
            """));
    }

    [Fact]
    public async Task Post_BytesThatAreNotUtf8_AreStoredWithReplacements()
    {
        byte[] body = [.. Encoding.UTF8.GetBytes("""{"update_id":3901,"message":{"message_id":1,"date":1,"chat":{"id":3901,"type":"private"},"from":{"id":3901,"first_name":"x"},"text":"a"""), 0xED, 0xA0, 0xBD, .. Encoding.UTF8.GetBytes("b\"}}")];
        Assert.Equal(HttpStatusCode.OK, await node.PostAsync(body));
        var text = await database.ScalarAsync<string>("select message_text from messages_history where external_chat_id = '3901'");
        Assert.Matches("^a\uFFFD+b$", text);
    }

    [Fact]
    public async Task Post_TextsPhonesAndSecrets_NeverReachTheLog()
    {
        const string marker = "marker-5571";
        await node.PostAsync(Updates.Text(4001, 4001, 1, marker));
        await node.PostAsync(Updates.Contact(4002, 4001, 2, "79035557171", owner: 4001));
        await node.PostAsync(Encoding.UTF8.GetBytes(Updates.Text(4003, 4001, 3, marker)), secret: marker);
        Assert.NotEmpty(node.Log);
        Assert.DoesNotContain(node.Log, line => line.Contains(marker, StringComparison.Ordinal) || line.Contains("9035557171", StringComparison.Ordinal) || line.Contains(IntakeNode.Secret, StringComparison.Ordinal));
    }

    private Task<string?> CountsAsync(string user) => database.ScalarAsync<string>($"""
        select concat_ws('|', (select count(*) from clients where telegram_id = '{user}'), (select count(*) from client_identities where external_id = '{user}'),
            (select count(*) from appeals a join clients c on c.id = a.client_id where c.telegram_id = '{user}'),
            (select count(*) from messages_history where external_chat_id = '{user}'),
            (select count(*) from inbound_events where position(convert_to('"id":{user},', 'UTF8') in body) > 0))
        """);
}
