using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Search;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Search;

public sealed class SearchQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("Семёнова")]
    [InlineData("семенова")]
    [InlineData("СЕМЁН")]
    [InlineData("мён")]
    [InlineData("алёна сем")]
    [InlineData("се")]
    [InlineData("Семнова")] // a letter lost
    [InlineData("Семинова")] // another letter
    [InlineData("Сменеова")] // letters in another order
    [InlineData("Олёна Семёнова")]
    public async Task FindAsync_PartOfANameOrASlip_FindsTheClient(string text)
    {
        var tenant = await database.Given.TenantAsync();
        var wanted = await database.Given.ClientAsync(tenant, "Алёна Семёнова");
        await database.Given.ClientAsync(tenant, "Пётр Ильин");

        var found = await FindAsync(tenant, text);

        Assert.Equal([wanted], found.Clients.Select(c => c.ClientId));
    }

    [Theory]
    [InlineData("скидка 100%", "Скидка 100% Сергей")]
    [InlineData("ан_на", "Ан_на")]
    [InlineData(@"а\б", @"а\б")]
    public async Task FindAsync_SignsOfPatterns_AreTakenAsTheyStand(string text, string name)
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.ClientAsync(tenant, name);
        await database.Given.ClientAsync(tenant, "Скидка 1001 Ангна аяб");

        Assert.Equal([name], (await FindAsync(tenant, text)).Clients.Select(c => c.ClientName));
        await using var db = database.Db(tenant);
        Assert.Equal([name], await db.Database.SqlQuery<string>($"select client_name as \"Value\" from find_clients_by_name({text}, 50)").ToListAsync());
    }

    [Theory]
    [InlineData("+79171234567")]
    [InlineData("89171234567")]
    [InlineData("8 (917) 123-45-67")]
    [InlineData("7 917 123 45 67")]
    [InlineData("9171234567")]
    [InlineData("тел. 8 917 123 45 67")]
    [InlineData("123-45-67")]
    [InlineData("4567")]
    public async Task FindAsync_PhoneInAnyWritingOrItsLastDigits_FindsTheClient(string text)
    {
        var tenant = await database.Given.TenantAsync();
        var wanted = await database.Given.ClientAsync(tenant, "Анна", "+79171234567");
        await database.Given.ClientAsync(tenant, "Борис", "+79171234568");
        await database.Given.ClientAsync(tenant, "Вера", "+74567000000");

        Assert.Equal([wanted], (await FindAsync(tenant, text)).Clients.Select(c => c.ClientId));
    }

    [Fact]
    public async Task FindAsync_PhoneThatCouldNotBeRead_IsFoundByItsDigits()
    {
        var tenant = await database.Given.TenantAsync();
        var wanted = await database.Given.ClientAsync(tenant, "Анна", "8(917) 12-34-56");

        Assert.Equal([wanted], (await FindAsync(tenant, "123456")).Clients.Select(c => c.ClientId));
        Assert.Empty((await FindAsync(tenant, "456")).Clients);
    }

    [Fact]
    public async Task FindAsync_ClientsOfOneName_TheNewestToWriteComesFirstWithItsNewestAppeal()
    {
        var tenant = await database.Given.TenantAsync();
        var (early, late) = (await database.Given.ClientAsync(tenant, "Иван Первый"), await database.Given.ClientAsync(tenant, "Иван Второй"));
        await database.Given.AppealAsync(tenant, late, waitingSince: Noon);
        var newest = await database.Given.AppealAsync(tenant, early, waitingSince: Noon.AddMinutes(1));

        var found = (await FindAsync(tenant, "иван")).Clients;

        Assert.Equal([(early, (Guid?)newest), (late, found[1].AppealId)], found.Select(c => (c.ClientId, c.AppealId)));
        Assert.Equal(Noon.AddMinutes(1), found[0].At);
    }

    [Fact]
    public async Task FindAsync_TextThatBeginsAWord_ComesBeforeTextWithinOne()
    {
        var tenant = await database.Given.TenantAsync();
        var anna = await database.Given.ClientAsync(tenant, "Котова Анна");
        var zhanna = await database.Given.ClientAsync(tenant, "Жанна");
        await database.Given.AppealAsync(tenant, zhanna, waitingSince: TimeProvider.System.GetUtcNow().AddHours(1));

        Assert.Equal([anna, zhanna], (await FindAsync(tenant, "анна")).Clients.Select(c => c.ClientId));
    }

    [Fact]
    public async Task FindAsync_MergedClient_LeadsToItsMasterOverAnyChainOnce()
    {
        var tenant = await database.Given.TenantAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++) ids.Add(await database.Given.ClientAsync(tenant, "Жанна Орлова", $"+7917000111{i}"));
        for (var i = 0; i < 2; i++)
            await database.Given.AddAsync(new ClientMerge { TenantId = tenant, MergedClientId = ids[i], MasterClientId = ids[i + 1] }, m => m.Id);

        Assert.Equal([ids[2]], (await FindAsync(tenant, "+79170001110")).Clients.Select(c => c.ClientId));
        Assert.Equal([ids[2]], (await FindAsync(tenant, "орлова")).Clients.Select(c => c.ClientId));
    }

    [Theory]
    [InlineData("A-1024")]
    [InlineData("a1024")]
    [InlineData("№ 1024")]
    [InlineData("#1024")]
    [InlineData("024")]
    public async Task FindAsync_OrderNumber_FindsTheAppeal(string text)
    {
        var tenant = await database.Given.TenantAsync();
        var (wanted, other) = (await database.Given.AppealAsync(tenant), await database.Given.AppealAsync(tenant));
        await database.ExecuteAsync($"update appeals set livesklad_order_id = 'A-1024' where id = '{wanted}'; update appeals set livesklad_order_id = 'A-1025' where id = '{other}'");

        Assert.Equal([(wanted, "A-1024")], (await FindAsync(tenant, text)).Appeals.Select(a => (a.AppealId, a.OrderNumber)));
    }

    [Theory]
    [InlineData("iphone 13", "iPhone 13")]
    [InlineData("iphone13", "iPhone 13")]
    [InlineData("айфон 13", "iPhone 13")]
    [InlineData("apple 13", "iPhone 13")]
    [InlineData("galaxy", "Samsung")]
    [InlineData("гэлакси", "Samsung")]
    [InlineData("a54", "")]
    public async Task FindAsync_Device_FindsAppealsByBrandModelOrAlias(string text, string expected)
    {
        var tenant = await database.Given.TenantAsync();
        var apple = await database.Given.AddAsync(new Brand { TenantId = tenant, Name = "Apple", NormalizedName = "apple", Aliases = ["айфон", "эппл"] }, b => b.Id);
        var samsung = await database.Given.AddAsync(new Brand { TenantId = tenant, Name = "Samsung", NormalizedName = "samsung", Aliases = ["galaxy", "гэлакси"] }, b => b.Id);
        var model = await database.Given.AddAsync(new Model { TenantId = tenant, BrandId = apple, Name = "iPhone 13", Aliases = ["тринашка"] }, m => m.Id);
        var (first, second) = (await database.Given.AppealAsync(tenant), await database.Given.AppealAsync(tenant));
        await database.ExecuteAsync($"update appeals set brand_id = '{apple}', model_id = '{model}' where id = '{first}'; update appeals set brand_id = '{samsung}' where id = '{second}'");

        var found = (await FindAsync(tenant, text)).Appeals;

        Assert.Equal(expected, string.Join(',', found.Select(a => a.Device)));
    }

    [Theory]
    [InlineData("дисплей")]
    [InlineData("дисплеев")]
    [InlineData("замены дисплея")]
    [InlineData("диспл")] // a word being typed
    [InlineData("ещё дисплей")]
    [InlineData("еще дисплей")]
    [InlineData("ДИСПЛЕЙ 8500")]
    public async Task FindAsync_WordsInOtherForms_FindTheMessage(string text)
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        var wanted = await database.Given.MessageAsync(tenant, appeal, "А замена дисплея ещё стоит 8500?");
        await database.Given.MessageAsync(tenant, appeal, "Батарея держит плохо");

        Assert.Equal([wanted], (await FindAsync(tenant, text)).Messages.Select(m => m.MessageId));
    }

    [Fact]
    public async Task FindAsync_MessagesOfAllTime_TheNewestFirstWithTheirWordsMarked()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant, await database.Given.ClientAsync(tenant, "Анна"));
        var ids = new List<Guid>();
        for (var i = 0; i < 8; i++) ids.Add(await database.Given.MessageAsync(tenant, appeal, $"батарея {i}", createdAt: Noon.AddYears(-i)));

        var found = (await FindAsync(tenant, "батареи")).Messages;

        Assert.Equal(ids.Take(SearchQueries.MostHits), found.Select(m => m.MessageId));
        Assert.Equal([("батарея", true), (" 0", false)], Headline.Pieces(found[0].Headline));
        Assert.Equal(("Анна", appeal), (found[0].ClientName, found[0].AppealId));
    }

    [Theory]
    [InlineData("анна | & ! ( ) : * <-> \\ ' \"")]
    [InlineData("'; drop table clients; --")]
    [InlineData("o'neil \\ %_")]
    [InlineData("-анна")]
    [InlineData("и в на")]
    [InlineData("((((((((((")]
    public async Task FindAsync_AnySigns_AreNoMistake(string text)
    {
        var tenant = await database.Given.TenantAsync();
        var found = await FindAsync(tenant, text);
        Assert.Equal(0, found.Count);
    }

    [Theory]
    [InlineData("анна", 3)]
    [InlineData("4567", 3)]
    [InlineData("+79171234567", 1)]
    [InlineData("", 0)]
    public async Task FindAsync_AnyText_TakesThreeStatementsAtMost(string text, int statements)
    {
        var tenant = await database.Given.TenantAsync();
        await using var own = await TestDatabase.CreateAsync();
        await new SearchQueries(own.Factory(tenant)).FindAsync(text, CancellationToken.None);
        Assert.Equal(statements, own.Sql.Count);
    }

    [Fact]
    public async Task FindAsync_RowsOfAnotherTenant_AreNotFound()
    {
        var (mine, theirs) = (await database.Given.TenantAsync(), await database.Given.TenantAsync("Другой"));
        var appeal = await database.Given.AppealAsync(theirs, await database.Given.ClientAsync(theirs, "Зинаида", "+79175550001"));
        await database.ExecuteAsync($"update appeals set livesklad_order_id = 'Z-7777' where id = '{appeal}'");
        await database.Given.MessageAsync(theirs, appeal, "зинаида пришла");

        foreach (var text in (string[])["зинаида", "+79175550001", "0001", "z7777"])
        {
            Assert.NotEqual(0, (await FindAsync(theirs, text)).Count);
            Assert.Equal(0, (await FindAsync(mine, text)).Count);
        }
    }

    private Task<SearchResult> FindAsync(Guid tenant, string text) => new SearchQueries(database.Factory(tenant)).FindAsync(text, CancellationToken.None);
}
