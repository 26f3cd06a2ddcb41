using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Screens.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Prices;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Catalog.Prices;

/// <summary>The price table as an admin sees it; what its keys do in the browser, prices.js tells by these events.</summary>
public sealed class PricesPageTests : BunitContext, IAsyncLifetime
{
    private readonly ManyLive live = new();
    private TestDatabase database = null!;
    private PriceWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await PriceWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant, world.Admin);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(world.Me(Roles.Admin)).AddSingleton(world.Zone).AddSingleton<TimeProvider>(world.Clock).AddSingleton(database.Factory(world.Tenant, world.Admin))
            .AddSingleton<CatalogueQueries>().AddSingleton<CatalogueActions>().AddSingleton<CatalogueMerging>().AddSingleton<PricesQueries>().AddSingleton<PriceActions>().AddSingleton<PricePlans>().AddSingleton<PriceBulk>().AddTransient<PriceDesk>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void Page_IsForAdminsAlone() =>
        Assert.Equal(Policies.Admin, typeof(PricesPage).GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task WithoutPrices_SaysWhatToDo_AndAFailureOffersToTryAgain()
    {
        await database.GoAwayAsync();
        var page = Open("/catalog/services/prices");
        page.WaitForElement("[role=alert] .btn");
        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find(".body [role=alert] .btn").Click());
        page.WaitForAssertion(() => Assert.Contains("Цен пока нет", page.Find(".body .notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cells_SayWhereTheirPriceComesFrom_AndWhatIsTypedStandsThere()
    {
        await world.AddAsync("Копия", 2000);
        var page = Open("/catalog/services/prices");
        page.WaitForAssertion(() => Assert.Equal(9, page.FindAll("[data-cell]").Count));
        Assert.Equal("Общая цена для любого устройства", Cell(page, 2).GetAttribute("title"));
        Assert.Contains("inherited", Cell(page, 2).ClassName, StringComparison.Ordinal);

        await TypeAsync(page, 2, string.Empty, "2900");

        page.WaitForAssertion(() => Assert.Equal(("2\u00a0900", "2900"), (Cell(page, 2).TextContent, Cell(page, 2).GetAttribute("data-own"))));
        Assert.Contains("own", Cell(page, 2).ClassName, StringComparison.Ordinal);
        Assert.Contains("Изменена 1 цена.", page.Find(".said").TextContent, StringComparison.Ordinal);
        await TypeAsync(page, 3, string.Empty, "дорого");
        page.WaitForAssertion(() => Assert.Equal(("дорого", "true"), (Cell(page, 3).TextContent, Cell(page, 3).GetAttribute("aria-invalid"))));
        await page.InvokeAsync(() => page.Find("[data-undo]").Click());
        page.WaitForAssertion(() => Assert.Equal("2\u00a0000", Cell(page, 2).TextContent));
    }

    [Fact]
    public async Task Block_IsPasted_AndOneThatIsTooLongIsRefused()
    {
        await world.AddAsync("Копия", 2000);
        var page = Open("/catalog/services/prices");
        page.WaitForAssertion(() => Assert.Equal(9, page.FindAll("[data-cell]").Count));
        await PasteAsync(page, "2100\n2200", isTooLong: false);
        page.WaitForAssertion(() => Assert.Equal(["2\u00a0100", "2\u00a0200"], page.FindAll(".cell.own").Select(c => c.TextContent).Skip(1)));
        await PasteAsync(page, string.Empty, isTooLong: true);
        page.WaitForAssertion(() => Assert.Contains("слишком много", page.Find(".said").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pane_SaysForHowManyModelsItHoldsWhatAnOperatorSees_AndPlansAnotherPrice()
    {
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("ru-RU");
        await world.AddAsync("Копия", 2000);
        await world.AddAsync("Копия", 2900, world.Brands[0], world.Models[0]);
        var page = Open("/catalog/services/prices");
        await LookAsync(page, 0);
        page.WaitForAssertion(() => Assert.Equal("эта цена действует для 5 моделей", page.Find(".pane .reach").TextContent));
        Assert.Contains("Копия — 2\u00a0000\u00a0₽, 40\u00a0мин", page.Find(".pane .sees").TextContent, StringComparison.Ordinal);
        Assert.Contains("2\u00a0000\u00a0₽", page.Find(".pane .days").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("#price-price_rub").Input("2400"));
        await page.InvokeAsync(() => page.Find("#price-from").Change("2025-12-01"));
        page.WaitForAssertion(() => Assert.Equal("Запланировать", page.Find(".pane .save").TextContent));
        await page.InvokeAsync(() => page.Find(".pane form").Submit());

        page.WaitForAssertion(() => Assert.Contains("2\u00a0400\u00a0₽ с 1 декабря", string.Join(' ', page.Find(".pane .planned").TextContent.Split((char[]?)[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Contains("Цена 2\u00a0400\u00a0₽ начнёт действовать 1 декабря.", page.Find(".said").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".withdraw").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".pane .planned")));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from service_prices where applied_at is null"));
    }

    [Fact]
    public async Task Pane_OfAConflict_ShowsBoth_AndTakesTheirs()
    {
        var id = await world.AddAsync("Копия", 2000);
        var page = Open("/catalog/services/prices");
        await LookAsync(page, 0);
        page.WaitForElement("#price-price_rub");
        await page.InvokeAsync(() => page.Find("#price-price_rub").Input("2400"));
        await page.InvokeAsync(() => page.Find("#price-duration_minutes").Input("45"));
        await database.ExecuteAsync($"update services set price_rub = 2500 where id = '{id}'");

        await page.InvokeAsync(() => page.Find(".pane form").Submit());
        page.WaitForAssertion(() => Assert.Contains("2\u00a0500\u00a0₽ · 40\u00a0мин", page.Find(".pane .conflict").TextContent, StringComparison.Ordinal));
        Assert.Contains("2\u00a0400\u00a0₽ · 45\u00a0мин", page.Find(".pane .conflict").TextContent, StringComparison.Ordinal);
        Assert.Equal(("2400", 2500m), (page.Find("#price-price_rub").GetAttribute("value"), await world.PriceAsync(id)));
        await page.InvokeAsync(() => page.Find(".take-theirs").Click());
        page.WaitForAssertion(() => Assert.Equal("2500", page.Find("#price-price_rub").GetAttribute("value")));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".conflict")));
    }

    [Fact]
    public async Task Pane_KeepsWhatIsTyped_WhenAColleagueChangesThePrice_APlanIsWithdrawnAndTheRowTakenBack()
    {
        var id = await world.AddAsync("Копия", 2000);
        var desk = await world.LoadedAsync();
        await desk.TypeAsync(new CellPlace("any", desk.Matrix.Columns.Single(c => c.Name == "Копия").Key), "2000", "2100", default);
        await world.Plans.PlanAsync(id, new DateOnly(2025, 12, 1), new CellValues(2100, null, 40), new CellValues(2400, null, 40), default);
        var page = Open("/catalog/services/prices");
        await LookAsync(page, 0);
        page.WaitForElement("#price-from");
        await page.InvokeAsync(() => page.Find("#price-from").Change("2025-12-05"));
        await database.ExecuteAsync($"update services set price_rub = 2200 where id = '{id}'");
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.CatalogueChanged, null, null, null)], Resync: false));
        page.WaitForAssertion(() => Assert.Contains("2\u00a0200", page.Find(".pane .days").TextContent, StringComparison.Ordinal));
        page.WaitForAssertion(() => Assert.Equal("2025-12-05", page.Find("#price-from").GetAttribute("value")));

        await page.InvokeAsync(() => page.Find("#price-labour_rub").Input("700"));
        await page.InvokeAsync(() => page.Find(".withdraw").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".pane .planned")));
        page.WaitForAssertion(() => Assert.Equal(("700", "2025-12-05"), (page.Find("#price-labour_rub").GetAttribute("value"), page.Find("#price-from").GetAttribute("value"))));

        page.WaitForElement(".history .undo");
        // The cell has been read again when the undo stands among its changes.
        var changes = page.FindAll(".history li").Count;
        await page.InvokeAsync(() => page.Find(".history .undo").Click());
        page.WaitForAssertion(() => Assert.True(page.FindAll(".history li").Count > changes));
        page.WaitForAssertion(() => Assert.Equal(("2100", "700"), (page.Find("#price-price_rub").GetAttribute("value"), page.Find("#price-labour_rub").GetAttribute("value"))));
        await page.InvokeAsync(() => page.Find("#price-from").Change(string.Empty));
        await page.InvokeAsync(() => page.Find(".pane form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Изменена 1 цена.", page.Find(".said").TextContent, StringComparison.Ordinal));
        Assert.Equal((2100m, 700m), ((await world.ServiceAsync(id)).PriceRub, (await world.ServiceAsync(id)).LabourRub));
    }

    [Fact]
    public async Task Pane_PlanThatWouldEmptyLabour_IsRefusedBesideItsField()
    {
        var id = await world.AddAsync("Копия", 2000);
        await database.ExecuteAsync($"update services set labour_rub = 1000 where id = '{id}'");
        Assert.Equal(PlanOutcome.NoLabour, (await world.Plans.PlanAsync(id, new DateOnly(2025, 12, 1), new CellValues(2000, 1000, 40), new CellValues(2400, null, 40), default)).Outcome);
        var page = Open("/catalog/services/prices");
        await LookAsync(page, 0);
        page.WaitForElement("#price-from");
        await page.InvokeAsync(() => page.Find("#price-labour_rub").Input(string.Empty));
        await page.InvokeAsync(() => page.Find("#price-from").Change("2025-12-01"));
        await page.InvokeAsync(() => page.Find(".pane form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Убрать сумму за работу наперёд нельзя", page.Find("#price-labour_rub").ParentElement!.TextContent, StringComparison.Ordinal));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from service_prices where applied_at is null"));

        await page.InvokeAsync(() => page.Find("#price-labour_rub").Input("1200"));
        await page.InvokeAsync(() => page.Find(".pane form").Submit());
        page.WaitForElement(".pane .planned");
        Assert.Equal(1200m, await database.ScalarAsync<decimal>("select labour_rub from service_prices where applied_at is null"));
    }

    [Fact]
    public async Task Pane_WithWordsThatAreNotSaved_StaysWhileOneWalks_AndIsAskedAboutOnceBeforeItGoes()
    {
        await world.AddAsync("Копия", 2000);
        var navigation = Services.GetRequiredService<NavigationManager>();
        var page = Open("/catalog/services/prices");
        await LookAsync(page, 0);
        page.WaitForElement("#price-labour_rub");
        await page.InvokeAsync(() => page.Find("#price-labour_rub").Input("700"));

        await LookAsync(page, 1, isPressed: false);
        page.WaitForAssertion(() => Assert.Equal(("Любое устройство", string.Empty), (page.Find(".pane h2").TextContent, page.Find(".pane form .wrong").TextContent)));
        await LookAsync(page, 1);
        page.WaitForAssertion(() => Assert.Equal(("Любое устройство", "Набранное не сохранено. Нажмите ещё раз, чтобы уйти без сохранения."), (page.Find(".pane h2").TextContent, page.Find(".pane form .wrong").TextContent)));
        await LookAsync(page, 1);
        page.WaitForAssertion(() => Assert.Equal("Apple", page.Find(".pane h2").TextContent));

        page.WaitForElement("#price-labour_rub");
        await page.InvokeAsync(() => page.Find("#price-labour_rub").Input("800"));
        var here = navigation.Uri;
        foreach (var (leave, isGone) in new (Action, bool)[] { (() => navigation.NavigateTo("/catalog/services"), false), (() => page.Find(".pane .close").Click(), true) })
        {
            await page.InvokeAsync(leave);
            page.WaitForAssertion(() => Assert.Equal((here, isGone), (navigation.Uri, page.FindAll(".pane").Count == 0)));
        }

        await page.InvokeAsync(() => navigation.NavigateTo("/catalog/services"));
        page.WaitForAssertion(() => Assert.EndsWith("/catalog/services", navigation.Uri, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChangeOfAColleague_IsDrawnAtOnce_AndANewWorkGetsItsColumn()
    {
        var id = await world.AddAsync("Копия", 2000);
        var page = Open("/catalog/services/prices");
        page.WaitForAssertion(() => Assert.Equal(9, page.FindAll("[data-cell]").Count));
        await database.ExecuteAsync($"update services set price_rub = 2500 where id = '{id}'");
        await live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.CatalogueChanged, null, null, null)], Resync: false));
        page.WaitForAssertion(() => Assert.Equal("2\u00a0500", Cell(page, 0).TextContent));

        await page.InvokeAsync(() => page.Find("[data-key=n]").Click());
        await page.InvokeAsync(() => page.Find("#work-repair").Change(world.Battery.ToString()));
        await page.InvokeAsync(() => page.Find("#work-name").Input("Замена"));
        await page.InvokeAsync(() => page.Find(".pane form").Submit());
        page.WaitForAssertion(() => Assert.Equal(["Копия", "Замена"], page.FindAll("[data-column] .work").Select(c => c.TextContent)));
    }

    [Fact]
    public async Task Bulk_ShowsBeforeItWrites_AndIsTakenBack()
    {
        var id = await world.AddAsync("Копия", 2000);
        var page = Open("/catalog/services/prices");
        page.WaitForElement("[data-cell]");
        await page.InvokeAsync(() => page.Find("[data-key=c]").Click());
        await page.InvokeAsync(() => page.Find("#bulk-value").Input("много"));
        await page.InvokeAsync(() => page.Find(".bulk form").Submit());
        page.WaitForAssertion(() => Assert.NotEmpty(page.Find(".bulk form .wrong").TextContent));
        await page.InvokeAsync(() => page.Find("#bulk-value").Input("10"));
        await page.InvokeAsync(() => page.Find(".bulk form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Изменится 1 цена", page.Find(".preview").TextContent, StringComparison.Ordinal));
        Assert.Equal(2000m, await world.PriceAsync(id));

        await page.InvokeAsync(() => page.Find(".apply").Click());
        page.WaitForAssertion(() => Assert.Equal("2\u00a0200", Cell(page, 0).TextContent));
        await page.InvokeAsync(() => page.Find("[data-undo]").Click());
        page.WaitForAssertion(() => Assert.Equal("2\u00a0000", Cell(page, 0).TextContent));
    }

    private static AngleSharp.Dom.IElement Cell(IRenderedComponent<PricesPage> page, int row) => page.Find($"[data-at='{row},0']");

    private static (string Row, string Column) PlaceOf(IRenderedComponent<PricesPage> page, int row) =>
        (Cell(page, row).ParentElement!.GetAttribute("data-row")!, page.Find("[data-column]").GetAttribute("data-column")!);

    private static Task TypeAsync(IRenderedComponent<PricesPage> page, int row, string seen, string text) => page.InvokeAsync(() =>
    {
        var (line, column) = PlaceOf(page, row);
        return page.Find("crm-prices").TriggerEventAsync("onpricetyped", new PriceTypedEventArgs { Row = line, Column = column, Seen = seen, Text = text });
    });

    private static Task PasteAsync(IRenderedComponent<PricesPage> page, string text, bool isTooLong) => page.InvokeAsync(() =>
    {
        var (line, column) = PlaceOf(page, 1);
        return page.Find("crm-prices").TriggerEventAsync("onpricespasted", new PricesPastedEventArgs { Row = line, Column = column, Text = text, IsTooLong = isTooLong });
    });

    private static async Task LookAsync(IRenderedComponent<PricesPage> page, int row, bool isPressed = true)
    {
        page.WaitForElement("[data-cell]");
        await page.InvokeAsync(() =>
        {
            var (line, column) = PlaceOf(page, row);
            return page.Find("crm-prices").TriggerEventAsync("onpricefocused", new PriceFocusedEventArgs { Row = line, Column = column, IsPressed = isPressed });
        });
    }

    private IRenderedComponent<PricesPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<PricesPage>();
    }
}
