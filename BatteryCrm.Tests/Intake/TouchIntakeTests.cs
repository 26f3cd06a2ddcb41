using System.Net;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Intake;

/// <summary>Every message that says where its client came from is kept; the one that opened the appeal decides.</summary>
public sealed class TouchIntakeTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private IntakeNode node = null!;
    private Guid sales;

    public async Task InitializeAsync()
    {
        node = await IntakeNode.StartAsync(database);
        sales = await database.Given.AddAsync(new SalesChannel { TenantId = node.Tenant, Name = "Реклама" }, s => s.Id);
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task FirstTouch_DecidesTheSource_LaterOnesAreKept_RepeatsAreNot()
    {
        var (flyer, sign) = (await SourceAsync("Листовки", "flyer"), await SourceAsync("Вывеска", "sign"));
        for (var again = 0; again < 2; again++)
        {
            await node.PostAsync(Updates.Text(1001, 101, 1, "/start FLYER"));
            await node.PostAsync(Updates.Text(1002, 101, 2, "сколько стоит?"));
            await node.PostAsync(Updates.Text(1003, 101, 3, "/start sign"));
            await node.PostAsync(Updates.Text(1004, 101, 4, "/start nobody-s"));
        }

        Assert.Equal($"{flyer}|{sales}", await database.ScalarAsync<string>("select concat_ws('|', lead_source_id, sales_channel_id) from appeals a where exists (select from messages_history m where m.appeal_id = a.id and m.external_chat_id = '101')"));
        Assert.Equal(
            $"/start FLYER:FLYER:{flyer}:true /start sign:sign:{sign}:false /start nobody-s:nobody-s:-:false",
            await database.ScalarAsync<string>("""
                select string_agg(concat_ws(':', m.message_text, t.code, coalesce(t.lead_source_id::text, '-'), t.is_first::text), ' ' order by t.created_at)
                from lead_touches t join messages_history m on m.id = t.message_id and m.appeal_id = t.appeal_id and m.channel_id = t.channel_id where m.external_chat_id = '101'
                """));
    }

    [Fact]
    public async Task Appeal_ThatBeganWithoutMarks_KeepsItsSource_WhenMarksComeLater()
    {
        await SourceAsync("Позже", "later");
        await node.PostAsync(Updates.Text(1101, 111, 1, "здравствуйте"));
        await node.PostAsync(Updates.Text(1102, 111, 2, "/start later"));

        Assert.Equal("f|f", await database.ScalarAsync<string>("""
            select concat_ws('|', a.lead_source_id is not null, t.is_first) from lead_touches t join appeals a on a.id = t.appeal_id join messages_history m on m.id = t.message_id where m.external_chat_id = '111'
            """));
    }

    [Fact]
    public async Task Form_Marks_AreKeptTrimmedAndCut_WithThePagesButNotTheirQueries()
    {
        // Of random characters: what an index row cannot hold even compressed.
        var endless = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(5_000));
        var others = Enumerable.Range(0, 20).Select(i => node.PostAsync(Updates.Text(1200 + i, 1200 + i, 1, "/start any-" + i)));
        var form = node.PostFormAsync(new
        {
            form_key = IntakeNode.FormKey, submission_id = "t-1", phone = "89261110001", utm_source = " " + endless, utm_medium = endless, utm_campaign = endless, utm_term = endless, utm_content = endless, ad_id = endless,
            page = "https://shop.test/remont?phone=89261110001#top", referrer = "https://ya.ru/search?text=анна",
        });
        Assert.All(await Task.WhenAll(others), s => Assert.Equal(HttpStatusCode.OK, s));
        Assert.Equal(HttpStatusCode.OK, (await form).StatusCode);

        Assert.Equal("200|200|200|https://shop.test/remont|https://ya.ru/search|36|t", await database.ScalarAsync<string>("""
            select concat_ws('|', length(utm_source), length(utm_content), length(ad_id), landing, referrer, length(marks_key), is_first) from lead_touches where utm_source is not null
            """));
        Assert.Equal(20, await database.ScalarAsync<long>("select count(*) from lead_touches where code like 'any-%' and is_first and lead_source_id is null"));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from inbound_events where state = 'failed'"));
    }

    [Fact]
    public async Task MarksThatMatchNothing_OfAClientWhoCameBefore_LeaveTheRepeatSource_AndTheTouchWithoutOne()
    {
        var repeat = await SourceAsync("Наша база", "repeat");
        var heard = node.HeardAsync(BatteryCrm.Data.Live.LiveKinds.SettingsChanged);
        await database.Given.AddAsync(new TenantConfig { TenantId = node.Tenant, Key = "repeat_lead_source_id", Value = $"\"{repeat}\"" }, c => c.Id);
        await heard;
        await node.PostAsync(Updates.Text(1301, 131, 1, "a"));
        await database.ExecuteAsync("update appeals set stage = 'Завершено' where id = (select appeal_id from messages_history where external_chat_id = '131')");
        await node.PostAsync(Updates.Text(1302, 131, 2, "/start unheard-of"));

        Assert.Equal($"{repeat}|true|-", await database.ScalarAsync<string>("""
            select concat_ws('|', a.lead_source_id, t.is_first::text, coalesce(t.lead_source_id::text, '-')) from lead_touches t join appeals a on a.id = t.appeal_id where t.code = 'unheard-of'
            """));
    }

    [Fact]
    public async Task SourceOfAnotherTenant_OrAnArchivedOne_IsNeverMatched()
    {
        var other = await database.Given.TenantAsync("Чужие");
        var theirs = await database.Given.AddAsync(new SalesChannel { TenantId = other, Name = "Реклама" }, s => s.Id);
        await database.Given.AddAsync(new LeadSource { TenantId = other, SalesChannelId = theirs, Name = "Чужой", Code = "both" }, s => s.Id);
        await database.Given.AddAsync(new LeadSource { TenantId = node.Tenant, SalesChannelId = sales, Name = "Старый", Code = "both", IsActive = false }, s => s.Id);

        await node.PostAsync(Updates.Text(1401, 141, 1, "/start both"));

        Assert.Equal(1, await database.ScalarAsync<long>($"select count(*) from lead_touches t join appeals a on a.id = t.appeal_id where t.code = 'both' and t.tenant_id = '{node.Tenant}' and t.lead_source_id is null and a.lead_source_id is null"));
    }

    private Task<Guid> SourceAsync(string name, string code) => database.Given.AddAsync(new LeadSource { TenantId = node.Tenant, SalesChannelId = sales, Name = name, Code = code }, s => s.Id);
}
