using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Intake;

/// <summary>Whose message it is, which appeal takes it, and where the client came from.</summary>
public sealed class ResolutionTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private IntakeNode node = null!;

    public async Task InitializeAsync() => node = await IntakeNode.StartAsync(database);

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task Message_WhileTheAppealIsOpen_JoinsIt()
    {
        await node.PostAsync(Updates.Text(1, 11, 1, "a"));
        await database.ExecuteAsync("update appeals set stage = 'Цена отправлена' where client_id = (select id from clients where telegram_id = '11')");
        await node.PostAsync(Updates.Text(2, 11, 2, "b"));
        Assert.Equal(1, await AppealsOfAsync(11));
    }

    [Theory]
    [InlineData(Stages.Completed, 21)]
    [InlineData(Stages.Cancelled, 22)]
    public async Task Message_AfterAFinalStage_OpensANewAppeal(string stage, int user)
    {
        await node.PostAsync(Updates.Text(user * 100, user, 1, "a"));
        await database.ExecuteAsync($"update appeals set stage = '{stage}' where client_id = (select id from clients where telegram_id = '{user}')");
        await node.PostAsync(Updates.Text(user * 100 + 1, user, 2, "b"));
        Assert.Equal(2, await AppealsOfAsync(user));
    }

    [Fact]
    public async Task Message_AfterTheReuseDaysOfTheTenant_OpensANewAppeal()
    {
        var heard = node.HeardAsync(BatteryCrm.Data.Live.LiveKinds.SettingsChanged);
        await database.Given.AddAsync(new TenantConfig { TenantId = node.Tenant, Key = "appeal_reuse_days", Value = "3" }, c => c.Id);
        await heard;
        foreach (var (user, days, expected) in new[] { (31, 2, 1L), (32, 4, 2L) })
        {
            await node.PostAsync(Updates.Text(user * 100, user, 1, "a"));
            await database.ExecuteAsync($"update appeal_activity set last_activity_at = now() - interval '{days} days' where appeal_id in (select a.id from appeals a join clients c on c.id = a.client_id where c.telegram_id = '{user}')");
            await node.PostAsync(Updates.Text(user * 100 + 1, user, 2, "b"));
            Assert.Equal(expected, await AppealsOfAsync(user));
        }
    }

    [Fact]
    public async Task Message_OfAMergedClient_GoesToTheMasterOverAnyChain()
    {
        await node.PostAsync(Updates.Text(4001, 41, 1, "до слияния"));
        var merged = await database.ScalarAsync<Guid>("select id from clients where telegram_id = '41'");
        var ids = new List<Guid> { merged };
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await database.Given.ClientAsync(node.Tenant, "Мастер " + i));
            await database.Given.AddAsync(new ClientMerge { TenantId = node.Tenant, MasterClientId = ids[^1], MergedClientId = ids[^2] }, m => m.Id);
        }

        await node.PostAsync(Updates.Text(4002, 41, 2, "после слияния"));
        Assert.Equal("Мастер 3", await database.ScalarAsync<string>("select c.name from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id where m.message_text = 'после слияния'"));
    }

    [Fact]
    public async Task Messages_OfTwoIdentitiesOfOneClientInOneBatch_OpenOneAppeal()
    {
        var client = await database.Given.ClientAsync(node.Tenant, "Двойной");
        await database.Given.ClientIdentityAsync(node.Tenant, client, "51");
        await database.Given.ClientIdentityAsync(node.Tenant, client, "52");
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => node.PostAsync(Updates.Text(5000 + i, 51 + (i % 2), i + 1, "m" + i))));
        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from appeals where client_id = '{client}'"));
        Assert.Equal(40, await database.ScalarAsync<long>($"select count(*) from messages_history m join appeals a on a.id = m.appeal_id where a.client_id = '{client}'"));
    }

    [Fact]
    public async Task Message_OfAnAppealThatWasPutOff_BringsItBackWaitingSinceBefore()
    {
        await node.PostAsync(Updates.Text(5101, 57, 1, "экран"));
        var since = await database.ScalarAsync<DateTime>("select waiting_since from appeal_activity v join messages_history m on m.appeal_id = v.appeal_id where m.external_chat_id = '57'");
        await database.ExecuteAsync("update appeal_activity set snoozed_since = waiting_since, waiting_since = null, snoozed_until = now() + interval '1 day' where appeal_id in (select appeal_id from messages_history where external_chat_id = '57')");

        await node.PostAsync(Updates.Text(5102, 57, 2, "ну что?"));

        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from appeal_activity where waiting_since = '{since:O}' and snoozed_until is null and snoozed_since is null and client_messages = 2"));

        // A reminder is nobody's wait: whoever writes then waits from now on.
        await database.ExecuteAsync("update appeal_activity set last_message_type = 'operator', waiting_since = '2020-01-01' where appeal_id in (select appeal_id from messages_history where external_chat_id = '57')");
        await node.PostAsync(Updates.Text(5103, 57, 3, "я тут"));
        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from appeal_activity where waiting_since >= '{since:O}' and client_messages = 3"));
    }

    [Fact]
    public async Task Message_OfABlockedClient_IsKeptAndWaitsForNobodyAlsoInANewAppeal()
    {
        await node.PostAsync(Updates.Text(5201, 58, 1, "купите рекламу"));
        var client = await database.ScalarAsync<Guid>("select client_id from appeals a join messages_history m on m.appeal_id = a.id where m.external_chat_id = '58'");
        await database.ExecuteAsync($"update clients set blocked_at = now() where id = '{client}'; update appeal_activity set is_muted = true, muted_since = waiting_since, waiting_since = null where appeal_id in (select id from appeals where client_id = '{client}')");
        var since = await database.ScalarAsync<DateTime>("select min(v.muted_since) from appeal_activity v join messages_history m on m.appeal_id = v.appeal_id where m.external_chat_id = '58'");

        await node.PostAsync(Updates.Text(5202, 58, 2, "купите!"));
        await database.ExecuteAsync($"update appeals set stage = 'Отменено' where client_id = '{client}'");
        await node.PostAsync(Updates.Text(5203, 58, 3, "ну купите"));

        Assert.Equal(3, await database.ScalarAsync<long>("select count(*) from messages_history where external_chat_id = '58'"));
        Assert.Equal("0 2 2", await database.ScalarAsync<string>($"select concat_ws(' ', count(waiting_since), count(muted_since), count(*) filter (where is_muted)) from appeal_activity v join appeals a on a.id = v.appeal_id where a.client_id = '{client}'"));
        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from appeal_activity where muted_since = '{since:O}' and client_messages = 2 and last_message_preview = 'купите!'"));
    }

    [Fact]
    public async Task Start_WithACode_SetsTheLeadSourceOfANewAppealOnly()
    {
        var (sales, source) = await SourceAsync("Листовки", s => s.Code = "Flyer-7");
        await node.PostAsync(Updates.Text(6001, 61, 1, "/start flyer-7"));
        Assert.Equal($"{source}|{sales}|flyer-7", await database.ScalarAsync<string>("select concat_ws('|', a.lead_source_id, a.sales_channel_id, m.extra ->> 'start') from messages_history m join appeals a on a.id = m.appeal_id where m.external_chat_id = '61'"));

        await node.PostAsync(Updates.Text(6002, 62, 1, "привет"));
        await node.PostAsync(Updates.Text(6003, 62, 2, "/start flyer-7"));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from appeals a join clients c on c.id = a.client_id where c.telegram_id = '62' and a.lead_source_id is null"));
    }

    [Fact]
    public async Task Form_WithUtm_MakesItsPersonAndFindsTheMostTellingSource()
    {
        await SourceAsync("Любой yandex", s => s.UtmSource = "yandex");
        var (_, best) = await SourceAsync("Батарея", s => (s.UtmSource, s.UtmMedium, s.UtmCampaign) = ("Yandex", "cpc ", "repair_battery"));
        await SourceAsync("Чужая кампания", s => (s.UtmSource, s.UtmCampaign) = ("yandex", "repair_display"));
        using var answer = await node.PostFormAsync(new
        {
            form_key = IntakeNode.FormKey, submission_id = "f-71", name = "Пётр", phone = "8 (926) 111-22-71", email = "p@demo.test", model = "iPhone 11", message = "Садится за 3 часа",
            utm_source = "YANDEX", utm_medium = "cpc", utm_campaign = "repair_battery", utm_term = "замена", page = "https://shop.test/",
        });
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal($"{best}|Пётр|+79261112271|p@demo.test|f|Модель: iPhone 11\nСадится за 3 часа|f-71|f-71|https://shop.test/", await database.ScalarAsync<string>("""
            select concat_ws('|', a.lead_source_id, c.name, c.phone, c.email, c.has_phone, m.message_text, m.external_chat_id, m.external_message_id, m.extra #>> array['form', 'page'])
            from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id where m.external_message_id = 'f-71'
            """));
    }

    [Fact]
    public async Task Form_AnswersWithoutEnd_AreCutBetweenCharactersAndStored()
    {
        // Of random characters: what an index row cannot hold even compressed.
        var endless = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(20_000));
        var emoji = "я" + string.Concat(Enumerable.Repeat("😀", 10_000));
        foreach (var id in (string[])["f-74", "f-75"])
        {
            using var answer = await node.PostFormAsync(new
            {
                form_key = IntakeNode.FormKey, submission_id = id, name = emoji, phone = "звонить " + string.Concat(endless.Where(char.IsAsciiLetter)), email = endless, model = endless, message = id == "f-74" ? emoji + endless : null,
                page = endless, referrer = endless, utm_source = endless, utm_term = endless, ad_id = endless,
            });
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        }

        // In characters of PostgreSQL: an emoji is one of them and two UTF-16 units.
        Assert.Equal("100|40|254|2000|2000|200|200|200|5209|160", await database.ScalarAsync<string>("""
            select concat_ws('|', length(c.name), length(c.phone), length(c.email), length(m.extra #>> array['form', 'page']), length(m.extra #>> array['form', 'referrer']),
                length(m.extra #>> array['form', 'utm_source']), length(m.extra #>> array['form', 'utm_term']), length(a.ad_id), length(m.message_text), length(v.last_message_preview))
            from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id join appeal_activity v on v.appeal_id = a.id where m.external_message_id = 'f-74'
            """));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from messages_history where external_message_id in ('f-74', 'f-75')"));
    }

    [Fact]
    public async Task FormPhone_ThatReadsAsNoNumber_IsKeptAsTyped()
    {
        await node.PostFormAsync(new { form_key = IntakeNode.FormKey, submission_id = "f-76", phone = "Вечером, добавочный 12" });
        Assert.Equal("Вечером, добавочный 12|📝 Вечером, добавочный 12", await database.ScalarAsync<string>("""
            select concat_ws('|', c.phone, v.last_message_preview) from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id
            join appeal_activity v on v.appeal_id = a.id where m.external_message_id = 'f-76'
            """));
    }

    [Fact]
    public async Task Form_UrlencodedAndRepeated_IsOneRow()
    {
        for (var i = 0; i < 3; i++)
        {
            using var content = new FormUrlEncodedContent(new Dictionary<string, string> { ["form_key"] = IntakeNode.FormKey, ["submission_id"] = "f-72", ["phone"] = "9261112272", ["message"] = "экран" });
            using var answer = await node.Http.PostAsync($"/webhooks/form/{node.Form}", content);
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal("1|+79261112272", await database.ScalarAsync<string>("select concat_ws('|', count(*), min(c.phone)) from messages_history m join appeals a on a.id = m.appeal_id join clients c on c.id = a.client_id where m.external_message_id = 'f-72'"));
    }

    [Fact]
    public async Task Form_WrongKeyOrigin401_EmptyIs400_PreflightAllowsTheListedOrigin()
    {
        Assert.Equal(401, (int)(await node.PostFormAsync(new { form_key = "no", phone = "1" })).StatusCode);
        Assert.Equal(401, (int)(await node.PostFormAsync(new { phone = "1" })).StatusCode);
        Assert.Equal(400, (int)(await node.PostFormAsync(new { form_key = IntakeNode.FormKey, model = "x" })).StatusCode);
        foreach (var (origin, status) in new[] { ("https://shop.test", 204), ("https://evil.test", 401) })
        {
            using var preflight = new HttpRequestMessage(HttpMethod.Options, $"/webhooks/form/{node.Form}");
            preflight.Headers.Add("Origin", origin);
            using var answer = await node.Http.SendAsync(preflight);
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(status == 204, answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    [Fact]
    public async Task FormPhone_OfAKnownClient_MakesNoMerge()
    {
        await database.Given.ClientAsync(node.Tenant, "Давний", "+79261112273");
        await node.PostFormAsync(new { form_key = IntakeNode.FormKey, submission_id = "f-73", phone = "89261112273", message = "x" });
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from clients where phone = '+79261112273'"));
    }

    [Fact]
    public async Task Message_FromASuspendedTenantOrInactiveChannel_IsStillStored()
    {
        var heard = node.HeardAsync(BatteryCrm.Data.Live.LiveKinds.ChannelChanged);
        await database.ExecuteAsync($"update tenants set suspend = true where id = '{node.Tenant}'; update channels set is_active = false where id = '{node.Telegram}'");
        await heard;
        Assert.Equal(System.Net.HttpStatusCode.OK, await node.PostAsync(Updates.Text(8001, 81, 1, "живы?")));
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from messages_history where external_chat_id = '81'"));
        await database.ExecuteAsync($"update tenants set suspend = false where id = '{node.Tenant}'; update channels set is_active = true where id = '{node.Telegram}'");
    }

    [Fact]
    public async Task Waiting_CountsFromTheFirstUnansweredMessageAndNeverFromTheFuture()
    {
        await node.PostAsync(Updates.Text(9001, 91, 1, "a", date: Updates.Date));
        await node.PostAsync(Updates.Text(9002, 91, 2, "b", date: Updates.Date + 500));
        Assert.Equal(Updates.Date, await database.ScalarAsync<long>("select extract(epoch from v.waiting_since)::bigint from appeal_activity v join messages_history m using (appeal_id) where m.external_chat_id = '91' limit 1"));
        await node.PostAsync(Updates.Text(9003, 92, 1, "из будущего", date: TimeProvider.System.GetUtcNow().AddDays(2).ToUnixTimeSeconds()));
        Assert.True(await database.ScalarAsync<bool>("select v.waiting_since = m.created_at from appeal_activity v join messages_history m using (appeal_id) where m.external_chat_id = '92'"));
    }

    [Fact]
    public async Task Returned_ClientOfACompletedAppeal_GetsTheRepeatSource()
    {
        var (_, repeat) = await SourceAsync("Наша база", _ => { });
        var heard = node.HeardAsync(BatteryCrm.Data.Live.LiveKinds.SettingsChanged);
        await database.Given.AddAsync(new TenantConfig { TenantId = node.Tenant, Key = "repeat_lead_source_id", Value = $"\"{repeat}\"" }, c => c.Id);
        await heard;
        await node.PostAsync(Updates.Text(9501, 95, 1, "a"));
        await database.ExecuteAsync("update appeals set stage = 'Завершено' where client_id = (select id from clients where telegram_id = '95')");
        await node.PostAsync(Updates.Text(9502, 95, 2, "снова я"));
        Assert.Equal(repeat, await database.ScalarAsync<Guid>("select lead_source_id from appeals a join messages_history m on m.appeal_id = a.id where m.message_text = 'снова я'"));
    }

    [Theory]
    [InlineData("8 (926) 111-22-33", "+79261112233")]
    [InlineData("79261112233", "+79261112233")]
    [InlineData("9261112233", "+79261112233")]
    [InlineData("+7 926 111 22 33", "+79261112233")]
    [InlineData("+375 29 123-45-67", "+375291234567")]
    [InlineData("375291234567", "+375291234567")]
    [InlineData("12", null)]
    [InlineData("позвоните мне", null)]
    [InlineData(null, null)]
    public void Normalize_WaysToWriteANumber_GiveE164OrNull(string? typed, string? expected) => Assert.Equal(expected, Web.Phones.Normalize(typed));

    private Task<long> AppealsOfAsync(int user) =>
        database.ScalarAsync<long>($"select count(*) from appeals a join clients c on c.id = a.client_id where c.telegram_id = '{user}'");

    private async Task<(Guid Sales, Guid Source)> SourceAsync(string name, Action<LeadSource> set)
    {
        await using var db = database.OwnerDb();
        var sales = await db.SalesChannels.Where(s => s.TenantId == node.Tenant).Select(s => s.Id).FirstOrDefaultAsync();
        if (sales == Guid.Empty) sales = await database.Given.AddAsync(new SalesChannel { TenantId = node.Tenant, Name = "Реклама" }, s => s.Id);
        var source = new LeadSource { TenantId = node.Tenant, SalesChannelId = sales, Name = name };
        set(source);
        return (sales, await database.Given.AddAsync(source, s => s.Id));
    }
}
