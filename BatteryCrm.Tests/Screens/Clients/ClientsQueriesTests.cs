using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Clients;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>Who stands in the list, in which order, found by what.</summary>
public sealed class ClientsQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private ClientsWorld world = null!;

    public async Task InitializeAsync() => world = await ClientsWorld.CreateAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task List_ByContact_StandsAtTheNewestAppeal_ThenWhoNeverWrote()
    {
        var (old, fresh) = (await world.ClientAsync("Старый", 5), await world.ClientAsync("Свежий", 2));
        var silent = await world.ClientAsync("Молчит", null);
        await database.Given.AppealAsync(world.Tenant, old, world.Channel, waitingSince: world.Clock.GetUtcNow());

        var part = await world.List().ReadAsync(ClientsView.All, null, default);

        Assert.Equal([old, fresh, silent], part.Rows.Select(r => r.Id));
        Assert.Equal((2, 1, 0), (part.Rows[0].Appeals, part.Rows[1].Appeals, part.Rows[2].Appeals));
        Assert.Equal(world.Clock.GetUtcNow(), part.Rows[0].LastAt);
        Assert.Null(part.Rows[2].LastAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task List_PageByPage_HasEverybodyOnce(bool byName)
    {
        for (var i = 0; i < 130; i++)
        {
            var client = await world.ClientAsync(i % 9 == 0 ? null : $"Клиент {i % 7}", i % 3 == 0 ? null : i % 5);
            if (i % 4 == 1) await database.Given.AppealAsync(world.Tenant, client, world.Channel, waitingSince: world.Clock.GetUtcNow().AddDays(-i));
        }

        var (view, seen, pages) = (ClientsView.All with { ByName = byName }, new List<ClientsRow>(), 0);
        ClientsPart part;
        do
        {
            part = await world.List().ReadAsync(view, seen.Count == 0 ? null : ClientsKey.Of(seen[^1]), default);
            seen.AddRange(part.Rows);
            pages++;
        }
        while (part.HasMore && pages < 10);

        Assert.Equal((3, 130, 130), (pages, seen.Count, seen.Select(r => r.Id).Distinct().Count()));
        if (byName) Assert.Equal(seen.Where(r => r.Name is not null).Select(r => r.Name).Order(StringComparer.Create(new System.Globalization.CultureInfo("ru-RU"), ignoreCase: false)), seen.TakeWhile(r => r.Name is not null).Select(r => r.Name));
        else Assert.Equal(seen.Where(r => r.LastAt is not null).OrderByDescending(r => r.LastAt).Select(r => r.LastAt), seen.TakeWhile(r => r.LastAt is not null).Select(r => r.LastAt));
        Assert.Equal(130, await world.List().CountAsync(view, default));
    }

    [Fact]
    public async Task List_WhoWasMerged_IsNotInIt()
    {
        var (anna, anya) = (await world.ClientAsync("Анна", 1), await world.ClientAsync("Аня", null));
        await database.Given.AddAsync(new ClientMerge { TenantId = world.Tenant, MasterClientId = anna, MergedClientId = anya }, m => m.Id);

        foreach (var view in (ClientsView[])[ClientsView.All, ClientsView.All with { ByName = true }, ClientsView.All with { Text = "Аня" }, ClientsView.Of("?contact=never")])
            Assert.DoesNotContain(anya, (await world.List().ReadAsync(view, null, default)).Rows.Select(r => r.Id));

        // Her name still leads to him.
        Assert.Equal(anna, Assert.Single((await world.List().ReadAsync(ClientsView.All with { Text = "Аня" }, null, default)).Rows).Id);
        Assert.Null(await world.List().OneAsync(anya, default));
    }

    [Theory]
    [InlineData("?channel=vk", "Вера")]
    [InlineData("?channel=telegram&channel=vk", "Анна,Вера")]
    [InlineData("?mark=verified", "Анна")]
    [InlineData("?mark=unsubscribed", "Вера")]
    [InlineData("?mark=blocked", "Борис")]
    [InlineData("?tag=опт", "Анна,Борис")]
    [InlineData("?tag=опт&mark=blocked", "Борис")]
    [InlineData("?contact=today", "Анна")]
    [InlineData("?contact=week", "Анна")]
    [InlineData("?contact=older", "Вера")]
    [InlineData("?contact=never", "Борис")]
    [InlineData("?channel=max", "")]
    public async Task List_Narrowed_ShowsTheseAndCountsThem(string address, string expected)
    {
        var anna = await world.ClientAsync("Анна", 0);
        var vera = await world.ClientAsync("Вера", 200, platform: Platforms.Vk);
        var boris = await world.ClientAsync("Борис", null);
        await world.TagAsync(anna, "Опт");
        await world.TagAsync(boris, "ОПТ");
        await database.ExecuteAsync($"update clients set has_phone = true where id = '{anna}'; update clients set unsubscribed = true where id = '{vera}'; update clients set blocked_at = now() where id = '{boris}'");

        foreach (var view in (ClientsView[])[ClientsView.Of(address), ClientsView.Of(address) with { ByName = true }])
        {
            var part = await world.List().ReadAsync(view, null, default);
            Assert.Equal(expected, string.Join(',', part.Rows.Select(r => r.Name).OrderBy(n => n == "Борис" ? 1 : n == "Вера" ? 2 : 0).ThenBy(n => n, StringComparer.Ordinal)));
            Assert.Equal(part.Rows.Count, await world.List().CountAsync(view, default));
        }
    }

    [Fact]
    public async Task List_BySource_IsOfAnyAppeal()
    {
        var sales = await database.Given.AddAsync(new SalesChannel { TenantId = world.Tenant, Name = "Яндекс" }, s => s.Id);
        var source = await database.Given.AddAsync(new LeadSource { TenantId = world.Tenant, SalesChannelId = sales, Name = "Поиск" }, s => s.Id);
        var anna = await world.ClientAsync("Анна", 1);
        await world.ClientAsync("Вера", 1);
        await database.ExecuteAsync($"update appeals set lead_source_id = '{source}' where client_id = '{anna}'");

        Assert.Equal(anna, Assert.Single((await world.List().ReadAsync(ClientsView.All.Toggle(ClientFacet.Source, source.ToString()), null, default)).Rows).Id);
        Assert.Equal((source, "Поиск"), (await world.List().ChoicesAsync(default)).Sources.Select(s => (s.Id, s.Name)).Single());
    }

    [Theory]
    [InlineData("Кузнецова")]
    [InlineData("Кузнацова")] // a slip
    [InlineData("8 (917) 123-45-67")]
    [InlineData("4567")]
    [InlineData("ANNA@demo")]
    [InlineData("@Annushka")]
    [InlineData("annush")]
    [InlineData("vip")]
    public async Task Search_ByAnythingOneKnows_Finds(string text)
    {
        var anna = await world.ClientAsync("Анна Кузнецова", 3, "+79171234567");
        await world.ClientAsync("Пётр Ильин", 1, "+79170000000");
        await world.TagAsync(anna, "VIP");
        await database.ExecuteAsync($"update clients set email = 'anna@demo.test' where id = '{anna}'; update client_identities set username = 'annushka' where client_id = '{anna}'");

        Assert.Equal(anna, Assert.Single((await world.List().ReadAsync(ClientsView.All with { Text = text }, null, default)).Rows).Id);
    }

    [Fact]
    public async Task Search_IsTwoStatements_APageOne_AndTheEndOfContactsOneMore()
    {
        await world.ClientAsync("Анна", 1);
        database.Sql.Clear();
        await world.List().ReadAsync(ClientsView.All with { Text = "Анна" }, null, default);
        Assert.Equal(2, Statements());
        await world.List().ReadAsync(ClientsView.All with { ByName = true }, null, default);
        Assert.Equal(3, Statements());
        await world.List().ReadAsync(ClientsView.All, null, default);
        Assert.Equal(5, Statements());

        int Statements() => database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal));
    }

    [Fact]
    public async Task OtherTenants_AreNeverSeen()
    {
        var anna = await world.ClientAsync("Анна", 1, "+79171234567");
        await world.TagAsync(anna, "VIP");
        var other = await ClientsWorld.CreateAsync(database);

        foreach (var address in (string[])["", "?sort=name", "?q=Анна", "?q=vip", "?q=4567", "?tag=vip"])
            Assert.Empty((await other.List().ReadAsync(ClientsView.Of(address), null, default)).Rows);
        Assert.Empty(await other.List().TagsAsync(string.Empty, default));
        Assert.Null(await other.Cards().ReadAsync(anna, default));
    }
}
