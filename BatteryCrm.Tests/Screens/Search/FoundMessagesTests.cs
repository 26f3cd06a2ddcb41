using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Search;

namespace BatteryCrm.Tests.Screens.Search;

/// <summary>Which messages a text finds among more than are looked through one by one, and how words are stored for it.</summary>
public sealed class FoundMessagesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("дисплей", "Нет дисплея")]
    [InlineData("дисплея", "Есть дисплей")]
    [InlineData("плату", "Сгорели платы")]
    [InlineData("платы", "Заменим плату")]
    [InlineData("дисплей починить", "Починим после дисплея")] // each of them, before the last one
    [InlineData("дисплея починить", "Починить дисплей")]
    [InlineData("диагностики станция", "Станции диагностика")]
    public async Task FindAsync_FormsThatTheDictionaryTellsApart_AreOneWord(string text, string message)
    {
        var (tenant, appeal) = await WithAppealAsync();
        var wanted = await database.Given.MessageAsync(tenant, appeal, message);
        await database.Given.MessageAsync(tenant, appeal, "Батарея держит плохо");

        Assert.Equal([wanted], await FindAsync(tenant, text));
    }

    [Theory]
    [InlineData("экран плат", true)] // typed last: "платёж" may be meant
    [InlineData("плат экран", false)]
    [InlineData("экран -плат", true)] // what is left out is a whole word
    [InlineData("экран -платёж", false)]
    public async Task FindAsync_OnlyTheWordTypedLast_MayBeTheBeginningOfAnother(string text, bool isFound)
    {
        var (tenant, appeal) = await WithAppealAsync();
        var message = await database.Given.MessageAsync(tenant, appeal, "Платёж за экран прошёл");

        Assert.Equal(isFound ? [message] : [], await FindAsync(tenant, text));
    }

    // Older than 2,500 messages about screens, so none of the newest.
    [Theory]
    [InlineData("карбюратор")]
    [InlineData("карбюр")]
    [InlineData("экраны карбюраторов")] // common and rare
    [InlineData("карбюраторы экран")]
    [InlineData("карбюратор экр")] // rare, and a common one begun
    [InlineData("экран карб")] // common, and a rare one begun
    [InlineData("\"экрана карбюратор\"")]
    [InlineData("\"экрана карб\"")]
    [InlineData("карбюратор -гироскоп")]
    [InlineData("гироскоп or карбюратора")]
    [InlineData("гироскоп or карб")]
    [InlineData("-гироскоп карб")]
    public async Task FindAsync_RareWordOfLongAgo_IsFoundBesideACommonOne(string text)
    {
        var (tenant, appeal) = await WithAppealAsync();
        var wanted = await database.Given.MessageAsync(tenant, appeal, "У экрана карбюратор мокрый", createdAt: Noon.AddYears(-1));
        await ScreensAsync(tenant, appeal);

        Assert.Equal([wanted], await FindAsync(tenant, text));
    }

    [Theory]
    [InlineData("экран -карбюратор", SearchQueries.MostHits)]
    [InlineData("\"карбюратор экрана\"", 0)] // in this order it stands nowhere
    [InlineData("гироскоп карб", 0)]
    public async Task FindAsync_WordsThatExclude_AreHeeded(string text, int count)
    {
        var (tenant, appeal) = await WithAppealAsync();
        var not = await database.Given.MessageAsync(tenant, appeal, "У экрана карбюратор мокрый", createdAt: Noon.AddYears(-1));
        await ScreensAsync(tenant, appeal);

        var found = await FindAsync(tenant, text);

        Assert.Equal(count, found.Count);
        Assert.DoesNotContain(not, found);
    }

    [Fact]
    public async Task FindAsync_TenantsOfTheSameFourLetters_FindTheirOwnOnly()
    {
        var (tenant, appeal) = await WithAppealAsync();
        var wanted = await database.Given.MessageAsync(tenant, appeal, "карбюратор", createdAt: Noon);
        var other = Guid.Parse(string.Concat(Ids.New().ToString().AsSpan(0, 32), tenant.ToString().AsSpan(32)));
        await database.Given.AddAsync(new Tenant { Id = other, Name = "Другой", InsertedAt = Noon, UpdatedAt = Noon }, t => t.Id);
        var theirs = await database.Given.AppealAsync(other);
        for (var i = 1; i < 9; i++) await database.Given.MessageAsync(other, theirs, "карбюратор", createdAt: Noon.AddDays(i));

        Assert.Equal([wanted], await FindAsync(tenant, "карбюратор"));
        Assert.Equal(SearchQueries.MostHits, (await FindAsync(other, "карбюратор")).Count);
    }

    [Fact]
    public async Task FindAsync_BegunAmongTheNewestAndWholeOfLongAgo_AreTogetherTheNewestFirst()
    {
        var (tenant, appeal) = await WithAppealAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 8; i++)
            ids.Add(await database.Given.MessageAsync(tenant, appeal, i < 2 ? "карбюраторщик" : "карбюратор", createdAt: i < 3 ? Noon.AddYears(1).AddDays(-i) : Noon.AddYears(-i)));
        await ScreensAsync(tenant, appeal);

        Assert.Equal(ids.Take(SearchQueries.MostHits), await FindAsync(tenant, "карбюратор"));
    }

    [Fact]
    public async Task FindAsync_WordsInOtherForms_AreMarked()
    {
        var (tenant, appeal) = await WithAppealAsync();
        await database.Given.MessageAsync(tenant, appeal, "Для дисплея нет платы, экраны есть");

        var found = await new SearchQueries(database.Factory(tenant)).FindAsync("плату дисплей экр", CancellationToken.None);

        Assert.Equal(["дисплея", "платы", "экраны"], Headline.Pieces(found.Messages[0].Headline).Where(p => p.IsFound).Select(p => p.Text));
    }

    [Theory]
    [InlineData("'в кавычках' \\ и \\\\ 'ещё'", "кавычки")]
    [InlineData("http://сайт.рф/путь'ремонта?q=\\'платы' замены", "замена")]
    [InlineData("👩‍🔧🔋 батареи 😀", "батарея")]
    [InlineData("онлайн-оплаты Wi-Fi", "онлайн-оплата")]
    [InlineData("a:*&!|()<-> ':* платы", "плата")]
    [InlineData("LONG платы", "плата")] // LONG: a word of 3,000 letters and one of 2,000 vowels
    public async Task FindAsync_StrangeMessage_IsStoredAndFound(string message, string text)
    {
        var (tenant, appeal) = await WithAppealAsync();
        var wanted = await database.Given.MessageAsync(tenant, appeal, message.Replace("LONG", new string('ж', 3_000) + " аааа" + new string('я', 1_000), StringComparison.Ordinal));

        Assert.Equal([wanted], await FindAsync(tenant, text));
        Assert.InRange((await FindAsync(tenant, message)).Count, 0, 1);
    }

    [Theory]
    [InlineData("платы плата платам", "'beefплат':1,2,3")] // all places of the forms, for phrases
    [InlineData("дисплей дисплея", "'beefдиспл':1,2")]
    [InlineData("вода воды", "'beefвод':1,2")]
    [InlineData("алоэ", "'beefалоэ':1")] // four letters stay
    [InlineData("iphone 8500", "'beef8500':2 'beefiphon':1")]
    [InlineData("a.ru/b'c!'d", "'beef/b''c!''d':3 'beefa.ru':2 'beefa.ru/b''c!''d':1")] // signs within a word
    [InlineData("и в на", "")]
    public async Task MessageWords_OfAText_AreFoldedInTheirPlacesBehindLettersOfTheTenant(string text, string words) =>
        Assert.Equal(words, await database.ScalarAsync<string>($"select message_words('00000000-0000-0000-0000-00000000beef', $text${text}$text$)::text"));

    [Theory]
    [InlineData("замена диспле", "'beefзам' & 'beefдиспл':*")]
    [InlineData("диспле -платы", "'beefдиспл' & !'beefплат'")]
    [InlineData("-\"замена платы\" экраны", "!( 'beefзам' <-> 'beefплат' ) & 'beefэкра':*")]
    [InlineData("плата or гроза", "'beefплат' | 'beefгроз':*")]
    [InlineData("a.ru/b'c", "'beefa.ru/b''c' <-> 'beefa.ru' <-> 'beef/b''c'")]
    [InlineData("и в на", "")]
    public async Task AskedWords_OfATypedText_AreThoseOfMessagesAndTheLastIsABeginning(string typed, string words) =>
        Assert.Equal(words, await database.ScalarAsync<string>($"select asked_words('00000000-0000-0000-0000-00000000beef', $text${typed}$text$)::text"));

    private async Task<(Guid Tenant, Guid Appeal)> WithAppealAsync()
    {
        var tenant = await database.Given.TenantAsync();
        return (tenant, await database.Given.AppealAsync(tenant));
    }

    private Task ScreensAsync(Guid tenant, Guid appeal) => database.ExecuteAsync(
        $"""
        insert into messages_history (tenant_id, appeal_id, message_type, message_text, created_at)
        select '{tenant}', '{appeal}', 'client', 'Экран готов, заказ ' || n, '{Noon:O}'::timestamptz + n * interval '1 minute' from generate_series(1, 2500) n
        """);

    private async Task<List<Guid>> FindAsync(Guid tenant, string text) =>
        [.. (await new SearchQueries(database.Factory(tenant)).FindAsync(text, CancellationToken.None)).Messages.Select(m => m.MessageId)];
}
