using System.Globalization;
using BatteryCrm.Data.Clients;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Consents;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Screens.Clients;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Screens.Clients.Create;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>What people see and press in the list, in a card and in the form for a call.</summary>
public sealed class ClientsPagesTests : BunitContext, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly TestDatabase database;
    private readonly ManyLive live = new();
    private ClientsWorld world = null!;
    private readonly CurrentTenant tenant = new();
    private LiveShare<ClientsNews> news = null!;

    public ClientsPagesTests(TestDatabase database)
    {
        this.database = database;
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
    }

    async Task IAsyncLifetime.InitializeAsync()
    {
        world = await ClientsWorld.CreateAsync(database);
        tenant.Set(world.Tenant);
        news = new LiveShare<ClientsNews>(live, ClientsNews.In);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(await Zones.OfAsync(database, world.Tenant)).AddSingleton<TimeProvider>(world.Clock).AddSingleton(database.Factory(world.Tenant)).AddSingleton(world.Current())
            .AddSingleton(new ClientsDesk(world.List(), news, tenant)).AddSingleton(world.List()).AddScoped<ClientCardQueries>().AddScoped<ClientWriter>().AddScoped<ClientFieldActions>().AddScoped<ClientContactActions>()
            .AddScoped<ClientNoteActions>().AddScoped<NewClientQueries>().AddScoped<NewClientActions>().AddScoped<LookalikeQueries>().AddScoped<ConsentActions>();
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public void List_WithNobody_SaysWhatToDo()
    {
        var page = Render<ClientsPage>();
        page.WaitForAssertion(() => Assert.Contains("Клиентов пока нет", page.Find(".notice").TextContent, StringComparison.Ordinal));
    }

    // In a database of its own: others' connections end as well.
    [Fact]
    public async Task List_Failed_SaysSoAndReadsAgain()
    {
        await using var own = await TestDatabase.CreateAsync();
        var there = await ClientsWorld.CreateAsync(own);
        Services.AddSingleton(new ClientsDesk(there.List(), news, tenant));
        await own.GoAwayAsync();
        var page = Render<ClientsPage>();
        page.WaitForAssertion(() => Assert.Equal("alert", page.Find(".notice").GetAttribute("role")));

        await own.ComeBackAsync();
        await page.Find(".notice button").ClickAsync(new());
        page.WaitForAssertion(() => Assert.Contains("Клиентов пока нет", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_Typed_IsInTheAddress_AndShowsWhoIsFound()
    {
        var anna = await world.ClientAsync("Анна", 1);
        await world.ClientAsync("Борис", 1);
        var page = Render<ClientsPage>();

        page.WaitForElement("input[type=search]");
        await page.InvokeAsync(() => page.Find("input[type=search]").Input("Анна"));

        page.WaitForAssertion(() => Assert.Equal(["/clients/" + anna], page.FindAll("a[data-client]").Select(a => a.GetAttribute("href"))));
        Assert.EndsWith("/clients?q=%D0%90%D0%BD%D0%BD%D0%B0", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal);
        Assert.Contains("1 клиент", page.Find(".count").TextContent, StringComparison.Ordinal);
    }

    // News come from a pool thread, which speaks the language of the process.
    [Fact]
    public async Task List_AClientChanged_IsShownInTheOperatorsLanguage()
    {
        var anna = await world.ClientAsync("Анна", 1);
        var (before, uiBefore) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            var page = Render<ClientsPage>();
            page.WaitForAssertion(() => Assert.Contains("yest.", page.Find("a[data-client] .when").TextContent, StringComparison.OrdinalIgnoreCase));
            await database.ExecuteAsync($"update clients set name = 'Анна Кузнецова' where id = '{anna}'");

            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
            await live.DeliverAsync(Changed(anna));

            page.WaitForAssertion(() => Assert.Contains("Анна Кузнецова", page.Markup, StringComparison.Ordinal));
            Assert.Contains("yest.", page.Find("a[data-client] .when").TextContent, StringComparison.OrdinalIgnoreCase);
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (before, uiBefore);
        }
    }

    [Fact]
    public async Task List_AClientChanged_IsReadOnceForAllConsoles_AndAMergedOneGoes()
    {
        var (anna, anya) = (await world.ClientAsync("Анна", 1), await world.ClientAsync("Аня", 2));
        var (one, two) = (Render<ClientsPage>(), Render<ClientsPage>());
        foreach (var page in new[] { one, two }) page.WaitForAssertion(() => Assert.Equal(2, page.FindAll("a[data-client]").Count));
        await database.ExecuteAsync($"update clients set name = 'Анна Кузнецова' where id = '{anna}'");
        database.Sql.Clear();

        await live.DeliverAsync(Changed(anna));

        foreach (var page in new[] { one, two }) page.WaitForAssertion(() => Assert.Contains("Анна Кузнецова", page.Markup, StringComparison.Ordinal));
        Assert.Single(database.Sql.Statements, s => s.Contains("as is_blocked", StringComparison.Ordinal));

        await database.Given.AddAsync(new ClientMerge { TenantId = world.Tenant, MasterClientId = anna, MergedClientId = anya }, m => m.Id);
        await live.DeliverAsync(Changed(anya));
        one.WaitForAssertion(() => Assert.Single(one.FindAll("a[data-client]")));
    }

    [Fact]
    public async Task Card_OfAMergedClient_IsHisMasters()
    {
        var (anna, anya) = (await world.ClientAsync("Анна", 1), await world.ClientAsync("Аня", 2));
        await database.Given.AddAsync(new ClientMerge { TenantId = world.Tenant, MasterClientId = anna, MergedClientId = anya }, m => m.Id);

        var page = Open(anya);

        page.WaitForAssertion(() => Assert.Contains("объединили с другой", page.Find(".led").TextContent, StringComparison.Ordinal));
        Assert.Equal(anna.ToString(), page.Find("section").GetAttribute("data-card"));
    }

    [Fact]
    public void Card_OfNobody_SaysSo()
    {
        var page = Open(Guid.Empty);
        page.WaitForAssertion(() => Assert.Contains("Такого клиента нет", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Phone_OfAnother_IsToldWhileTyping_AndKeptAllTheSame()
    {
        var (anna, boris) = (await world.ClientAsync("Анна", 1, "+79171234567"), await world.ClientAsync("Борис", 1));
        var page = Open(boris);
        page.WaitForElement("button[aria-label^=Телефон]");
        await page.InvokeAsync(() => page.Find("button[aria-label^=Телефон]").Click());

        page.WaitForElement("input[type=tel]");
        await page.InvokeAsync(() => page.Find("input[type=tel]").Input("8 917 123-45-67"));

        page.WaitForAssertion(() => Assert.Contains("Уже есть клиент с этим номером", page.Find(".editor .same").TextContent, StringComparison.Ordinal));
        Assert.Equal(["/clients/" + anna, $"/merge/{boris}/{anna}"], page.FindAll(".editor .same a").Select(a => a.GetAttribute("href")));
        Assert.Contains("+7 917 123-45-67", page.Find(".read-as").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".editor form").Submit());
        page.WaitForAssertion(() => Assert.Contains("+7 917 123-45-67", page.Find("button[aria-label^=Телефон]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Анна", page.Find(".same").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Phone_ThatIsNone_IsRefusedInWords_AndNothingTypedIsLost()
    {
        var page = Open(await world.ClientAsync("Анна", 1));
        page.WaitForElement("button[aria-label^=Телефон]");
        await page.InvokeAsync(() => page.Find("button[aria-label^=Телефон]").Click());
        page.WaitForElement("input[type=tel]");
        await page.InvokeAsync(() => page.Find("input[type=tel]").Input("12-34"));
        await page.InvokeAsync(() => page.Find(".editor form").Submit());

        page.WaitForAssertion(() => Assert.Contains("По такому номеру не позвонить", page.Find(".editor .trouble").TextContent, StringComparison.Ordinal));
        Assert.Equal(("12-34", "true"), (page.Find("input[type=tel]").GetAttribute("value"), page.Find("input[type=tel]").GetAttribute("aria-invalid")));
    }

    [Fact]
    public async Task Name_WrittenByAnotherWhileOneTypes_ShowsBoth()
    {
        var anna = await world.ClientAsync("Анна", 1);
        var page = Open(anna);
        page.WaitForElement("button.heading");
        await page.InvokeAsync(() => page.Find("button.heading").Click());
        page.WaitForElement(".name-line input");
        await page.InvokeAsync(() => page.Find(".name-line input").Input("Аня"));
        await world.Fields(world.Pavel).SetAsync(anna, ClientField.Name, "Анна", "Анна К.", default);

        await page.InvokeAsync(() => page.Find(".name-line form").Submit());

        page.WaitForAssertion(() => Assert.Contains("Анна К.", page.Find(".both").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.FindAll(".both button")[1].Click());
        page.WaitForAssertion(() => Assert.Contains("Аня", page.Find("button.heading").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Card_ANoteOfAColleague_IsSeenLive()
    {
        var anna = await world.ClientAsync("Анна", 1);
        var page = Open(anna);
        page.WaitForElement("#client-notes");
        await world.Notes(world.Pavel).AddAsync(anna, "Звонить вечером", default);

        await live.DeliverAsync(Changed(anna));

        page.WaitForAssertion(() => Assert.Contains("Звонить вечером", page.Find(".notes").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(".notes button"));
    }

    [Fact]
    public async Task Call_OfANumberThatIsKnown_IsOfferedToWhoHasIt()
    {
        var anna = await world.ClientAsync("Анна", 1, "+79171234567");
        var page = Render<NewClientPage>();
        page.WaitForElement("input[type=tel]");
        await page.InvokeAsync(() => page.Find("input[type=tel]").Input("89171234567"));
        page.WaitForAssertion(() => Assert.Equal("/clients/" + anna, page.Find(".same a").GetAttribute("href")));

        await page.InvokeAsync(() => page.FindAll("button").First(b => b.TextContent.Contains("Обращение этому клиенту", StringComparison.Ordinal)).Click());
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Contains("/appeals/", Services.GetRequiredService<NavigationManager>().Uri, StringComparison.Ordinal));
        Assert.Equal(2L, await database.ScalarAsync<long>($"select count(*) from appeals where client_id = '{anna}'"));
    }

    [Fact]
    public async Task Call_WithADeviceThatIsNone_IsRefusedInWords()
    {
        var page = Render<NewClientPage>();
        page.WaitForElement("input[type=tel]");
        await page.InvokeAsync(() => page.Find("input[type=tel]").Input("89171234567"));
        await page.InvokeAsync(() => page.Find("input[list]").Input("нокиа"));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Contains("нет в справочнике", page.Find(".trouble").TextContent, StringComparison.Ordinal));
        Assert.Equal("89171234567", page.Find("input[type=tel]").GetAttribute("value"));
    }

    private static LiveBatch Changed(Guid client) => new([], [], Counts: null, [new LiveFact(LiveKinds.ClientChanged, null, null, client)], Resync: false);

    private IRenderedComponent<ClientPage> Open(Guid client) => Render<ClientPage>(p => p.Add(c => c.Id, client));
}
