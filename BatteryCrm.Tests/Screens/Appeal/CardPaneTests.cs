using BatteryCrm.Data.AppealMeta;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Screens.Appeal.Fields;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Fields;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor;
using MudBlazor.Services;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class CardPaneTests : BunitContext, IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly TestDatabase database;
    private readonly CurrentOperator me = new();

    public CardPaneTests(TestDatabase database)
    {
        this.database = database;
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddSingleton(Zones.Utc).AddSingleton(me).AddSingleton(TimeProvider.System)
            .AddScoped<CurrentTenant>().AddScoped(p => database.Factory(p.GetRequiredService<CurrentTenant>().Id)).AddScoped<FieldActions>().AddScoped<BlockActions>().AddScoped<LookalikeQueries>().AddSingleton<ILive>(new HandLive()).AddScoped<HistoryQueries>().AddScoped<CardCatalogues.Reader>()
            .AddSingleton(p => new CardCatalogues(p, new LiveHub(TimeProvider.System, NullLogger<LiveHub>.Instance))).AddMudServices();
    }

    Task IAsyncLifetime.InitializeAsync() => Task.CompletedTask;

    // An open list of MudBlazor's can be disposed asynchronously only.
    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task Email_OneAddress_IsALink() => Assert.Equal("mailto:anna%2Bshop@demo.test", (await OpenAsync("anna+shop@demo.test")).Find("a[href^='mailto:']").GetAttribute("href"));

    [Fact]
    public async Task Email_AnythingElse_IsWordsAndNoLink()
    {
        var card = await OpenAsync("anna@demo.test?bcc=all@demo.test");

        Assert.Empty(card.FindAll("a[href^='mailto:']"));
        Assert.Contains(card.FindAll("dd .their-words"), e => e.TextContent == "anna@demo.test?bcc=all@demo.test");
    }

    [Fact]
    public async Task Fields_OfADealType_AreThoseThatTheTenantShowsInTheirOrder()
    {
        var world = await FieldWorld.MakeAsync(database);
        var purchase = await world.DealAsync("purchase");
        foreach (var hidden in (string[])["repair_type", "issue_type", "issue"])
            await database.Given.AddAsync(new AppealMetaVisibility { ConfigId = hidden, DealTypeId = purchase, TenantId = world.Tenant, IsVisible = false }, v => v.ConfigId);

        var card = Open(world, Card() with { Facts = new CardFacts { DealTypeId = purchase, DealCode = "purchase", Cost = 8500 } });

        card.WaitForElement("[data-field]");
        Assert.Equal(
            ["Кто ведёт", "Первый канал", "Тип сделки", "Источник", "Создано", "Запчасть", "Стоимость", "Время ремонта", "Описание"],
            card.FindAll("section")[0].QuerySelectorAll("dt").Select(d => d.TextContent.Trim()));
        Assert.Contains("8\u00a0500\u00a0₽", card.Find("[data-field=Cost]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Покупка", card.Find("[data-field=DealType]").TextContent, StringComparison.Ordinal);
        Assert.Contains("Не указано", card.Find("[data-field=Device]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PhoneAndStage_HiddenForTheDealType_AreNotShown()
    {
        var world = await FieldWorld.MakeAsync(database);
        var spam = await world.DealAsync("spam");
        foreach (var hidden in (string[])["client_phone", "stage"])
            await database.Given.AddAsync(new AppealMetaVisibility { ConfigId = hidden, DealTypeId = spam, TenantId = world.Tenant, IsVisible = false }, v => v.ConfigId);

        var card = Open(world, Card(phone: "+79270001122") with { Facts = new CardFacts { DealTypeId = spam } });

        card.WaitForElement("[data-field=Cost]");
        Assert.Empty(card.FindAll("a[href^='tel:'], .stepper"));
    }

    [Fact]
    public async Task Cost_ThatIsNone_IsSaidAndWhatWasTypedStays()
    {
        var world = await FieldWorld.MakeAsync(database);
        var card = Open(world, Card() with { AppealId = world.Appeal });
        card.WaitForElement("[data-field=Cost]").Click();

        card.WaitForElement("form.typed input").Input("дорого");
        card.Find("form.typed").Submit();

        Assert.Contains("Сумма в рублях", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("дорого", card.Find("form.typed input").GetAttribute("value"));
        Assert.Null((await world.ReadAsync()).EstimatedCost);
    }

    [Fact]
    public async Task Cost_AColleagueWroteMeanwhile_BothAreShownAndOneIsChosen()
    {
        var world = await FieldWorld.MakeAsync(database);
        var card = Open(world, Card() with { AppealId = world.Appeal });
        card.WaitForElement("[data-field=Cost]").Click();
        await world.SetAsync(CardField.Cost, "8000");

        card.WaitForElement("form.typed input").Input("8500");
        card.Find("form.typed").Submit();

        card.WaitForAssertion(() => Assert.Contains("8\u00a0000", card.Find(".both").TextContent, StringComparison.Ordinal));
        Assert.Equal(8000, (await world.ReadAsync()).EstimatedCost);
        card.FindAll(".both button").Single(b => b.TextContent.Contains("8\u00a0500", StringComparison.Ordinal)).Click();
        card.WaitForAssertion(() => Assert.Empty(card.FindAll(".editor")));
        Assert.Equal(8500, (await world.ReadAsync()).EstimatedCost);
    }

    [Fact]
    public async Task Editor_Escape_LeavesTheFieldAsItWas()
    {
        var world = await FieldWorld.MakeAsync(database);
        var card = Open(world, Card() with { AppealId = world.Appeal });
        card.WaitForElement("[data-field=Cost]").Click();
        card.WaitForElement("form.typed input").Input("8500");

        card.Find(".editor").KeyDown("Escape");

        Assert.Empty(card.FindAll(".editor"));
        Assert.Null((await world.ReadAsync()).EstimatedCost);
    }

    [Fact]
    public async Task Device_PickedFromAListThatIsNotYetThatOfTheWords_IsWhatTheWordsMean()
    {
        var world = await FieldWorld.MakeAsync(database);
        var card = Open(world, Card() with { AppealId = world.Appeal });
        card.WaitForElement("[data-field=Device]").Click();
        card.WaitForElement(".editor input");
        var list = card.FindComponent<MudAutocomplete<CardOption>>().Instance;
        var before = (await list.SearchFunc!("а52", CancellationToken.None)!)!.Single();

        // Nothing of the kind: nothing is written.
        card.Find(".editor").Input("карбюратор");
        await card.InvokeAsync(() => list.ValueChanged.InvokeAsync(before));
        Assert.Contains("Ничего не найдено", card.Find(".editor .trouble").TextContent, StringComparison.Ordinal);
        Assert.Null((await world.ReadAsync()).ModelId);

        card.Find(".editor").Input("айфон 13");
        await card.InvokeAsync(() => list.ValueChanged.InvokeAsync(before));
        card.WaitForAssertion(() => Assert.Empty(card.FindAll(".editor")));
        Assert.Equal(world.IPhone13, (await world.ReadAsync()).ModelId);
    }

    private IRenderedComponent<CardPane> Open(FieldWorld world, AppealCard of)
    {
        me.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", Roles.Operator));
        // What the console's circuit has from its sign-in.
        Services.GetRequiredService<CurrentTenant>().Set(world.Tenant);
        var card = Render<CardPane>();
        foreach (var action in (object[])[new AppealOpened(of.AppealId), new AppealLoaded(1, of, new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false)])
            Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();
        return card;
    }

    private async Task<IRenderedComponent<CardPane>> OpenAsync(string email) => Open(await FieldWorld.MakeAsync(database), Card(email: email));
}
