using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.People;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Fields;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Screens.AppealMeta;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using MudBlazor.Services;

namespace BatteryCrm.Tests.Screens.AppealMeta;

/// <summary>The matrix as an admin sees it, with a real card beside it.</summary>
public sealed class VisibilityPageTests : BunitContext, IAsyncLifetime
{
    private readonly LiveHub hub = new(TimeProvider.System, NullLogger<LiveHub>.Instance);
    private TestDatabase database = null!;
    private VisibilityWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await VisibilityWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var (tenant, me) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(world.Tenant);
        me.Set(new OperatorIdentity(world.Admin, world.Tenant, "Олег", Roles.Admin));
        Services.AddSingleton<ILive>(hub).AddScoped<CurrentTenant>().AddSingleton(me).AddSingleton(await Zones.OfAsync(database, world.Tenant)).AddSingleton(TimeProvider.System)
            .AddScoped(p => database.Factory(p.GetRequiredService<CurrentTenant>().Id, world.Admin)).AddScoped<CardCatalogues.Reader>().AddSingleton(p => new CardCatalogues(p, hub))
            .AddScoped<VisibilityQueries>().AddScoped<VisibilityActions>().AddScoped<VisibilityVersions>()
            .AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddScoped<FieldActions>().AddScoped<BlockActions>().AddScoped<LookalikeQueries>().AddScoped<HistoryQueries>().AddMudServices();
        Services.GetRequiredService<CurrentTenant>().Set(world.Tenant);
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    // The same part over the same rows: what an operator sees is what an admin is shown.
    [Theory]
    [InlineData("repair")]
    [InlineData("consultation")]
    [InlineData("purchase")]
    [InlineData("sale")]
    [InlineData("spam")]
    public async Task Preview_OfEveryKindOfDeal_IsTheHtmlOfTheOperatorsCard(string code)
    {
        await AppealOfAsync(code);
        foreach (var hidden in (string[])["stage", "issue", "client_phone"]) await world.SetAsync(hidden, "spam", isShown: false);
        await world.SetAsync("estimated_cost", "sale", isShown: false);

        var page = Open(code);
        page.WaitForElement("fieldset[data-preview] [data-field=Source]");
        var pane = await PaneAsync();
        pane.WaitForElement("[data-field=Source]");

        Assert.Equal(Normal(pane, ".card-pane"), Normal(page, "fieldset[data-preview]"));
        Assert.Equal(code == "sale", page.FindAll("fieldset [data-field=Cost]").Count == 0);
        Assert.Equal(code == "spam", page.FindAll("fieldset .stepper").Count == 0);
        Assert.True(page.Find("fieldset[data-preview]").HasAttribute("disabled"));
    }

    [Fact]
    public async Task Cell_Pressed_IsKeptAndLeavesTheOpenCardAndThePreviewWithoutReload()
    {
        await AppealOfAsync("repair");
        var page = Open("repair");
        page.WaitForElement("fieldset [data-field=Cost]");
        var pane = await PaneAsync();
        pane.WaitForElement("[data-field=Cost]");

        await page.InvokeAsync(() => page.Find("[data-cell='estimated_cost/repair']").Click());
        page.WaitForAssertion(() => Assert.Equal("false", page.Find("[data-cell='estimated_cost/repair']").GetAttribute("aria-checked")));
        await HiddenAsync(1);
        Assert.Equal(["estimated_cost/repair"], await world.HiddenAsync());
        Tell();

        page.WaitForAssertion(() => Assert.Empty(page.FindAll("fieldset [data-field=Cost]")));
        page.WaitForAssertion(() => Assert.Contains("Скрыт для этого типа сделки с ", page.Find("[data-hidden=estimated_cost]").TextContent, StringComparison.Ordinal));
        Assert.Contains("Олег", page.Find("[data-hidden=estimated_cost]").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Стоимость (Ремонт)", page.Find("[data-change]").TextContent, StringComparison.Ordinal));

        // The console reads its open card anew when a setting has changed, as AppealState asks.
        await ReadIntoAsync();
        pane.WaitForAssertion(() => Assert.Empty(pane.FindAll("[data-field=Cost]")));
    }

    [Fact]
    public async Task Colleague_SwitchesACell_ItIsShownSwitched()
    {
        var page = Open("sale");
        page.WaitForElement("[data-cell='issue/sale'][aria-checked=true]");

        await world.SetAsync("issue", "sale", isShown: false);
        Tell();

        page.WaitForElement("[data-cell='issue/sale'][aria-checked=false]");
    }

    [Fact]
    public async Task Failure_SaysSoAndTakesThePressBack()
    {
        var page = Open("sale");
        page.WaitForElement("[data-cell='issue/sale']");
        await database.ExecuteAsync("revoke insert, update on appeal_meta_visibility from batterycrm_app");

        await page.InvokeAsync(() => page.Find("[data-cell='issue/sale']").Click());

        page.WaitForAssertion(() => Assert.Contains("Не сохранено", page.Find(".what > [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("[data-cell='issue/sale']").GetAttribute("aria-checked"));
    }

    [Fact]
    public async Task RowColumnAndCopy_AreOnePressEach_AndAMixedOneShowsAll()
    {
        var page = Open("sale");
        page.WaitForElement("[aria-label='Во всех типах сделки: Неисправность']");
        await page.InvokeAsync(() => page.Find("[aria-label='Во всех типах сделки: Неисправность']").Click());
        await HiddenAsync(5);

        await page.InvokeAsync(() => page.Find("[data-cell='issue/sale']").Click());
        page.WaitForAssertion(() => Assert.Equal("mixed", page.Find("[aria-label='Во всех типах сделки: Неисправность']").GetAttribute("aria-checked")));
        await HiddenAsync(4);

        await page.InvokeAsync(() => page.Find("#copy-from").Change("spam"));
        await page.InvokeAsync(() => page.Find("form.pick").Submit());
        await HiddenAsync(5);

        await page.InvokeAsync(() => page.Find("[aria-label='Все параметры: Продажа']").Click());
        await HiddenAsync(4);
        Assert.DoesNotContain("issue/sale", await world.HiddenAsync());
    }

    [Fact]
    public async Task RollBack_IsConfirmedWithTheNumberOfCells()
    {
        var matrix = await world.Queries.MatrixAsync(default);
        await world.Actions.SetAsync(matrix.Row("issue"), isShown: false, default);
        var page = Open("sale");

        page.WaitForElement("[data-change] .btn");
        await page.InvokeAsync(() => page.Find("[data-change] .btn").Click());
        page.WaitForAssertion(() => Assert.Contains("Изменятся 5 ячеек", page.Find(".ask").TextContent, StringComparison.Ordinal));
        Assert.Equal(5, (await world.HiddenAsync()).Length);
        await page.InvokeAsync(() => page.Find(".ask .primary").Click());

        page.WaitForAssertion(() => Assert.Contains("Возвращено 5 ячеек", page.Find(".versions .done").TextContent, StringComparison.Ordinal));
        Assert.Empty(await world.HiddenAsync());
    }

    [Fact]
    public async Task Preview_IsTheNewestUntilAnotherIsChosen_AndSaysWhenThereIsNone()
    {
        var page = Open("purchase");
        page.WaitForAssertion(() => Assert.Contains("Заявок типа «Покупка» ещё нет", page.Find(".look").TextContent, StringComparison.Ordinal));

        await AppealOfAsync("repair");
        var newer = await database.Given.AppealAsync(world.Tenant, await database.Given.ClientAsync(world.Tenant, "Пётр"));
        await database.ExecuteAsync($"update appeals set deal_type_id = '{await world.DealAsync("repair")}', created_at = now() + interval '1 minute' where id = '{newer}'");
        await page.InvokeAsync(() => page.Find("[data-deal]").Change("repair"));
        page.WaitForElement($"[data-preview='{newer}']");

        await page.InvokeAsync(() => page.Find(".look .head .btn").Click());
        page.WaitForElement(".look input[type=search]");
        await page.InvokeAsync(() => page.Find(".look input[type=search]").Input("анна"));
        page.WaitForAssertion(() => Assert.Single(page.FindAll("[data-option]")));
        await page.InvokeAsync(() => page.Find($"[data-option='{world.Fields.Appeal}']").Click());
        page.WaitForElement($"[data-preview='{world.Fields.Appeal}']");
    }

    [Fact]
    public async Task Database_Away_SaysSoAndTriesAgain()
    {
        await database.GoAwayAsync();
        var page = Open("sale");
        page.WaitForAssertion(() => Assert.Contains("Не удалось прочитать", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));

        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find(".notice .btn").Click());

        page.WaitForElement("[data-cell='issue/sale']");
    }

    private IRenderedComponent<VisibilityPage> Open(string deal)
    {
        Services.GetRequiredService<Microsoft.AspNetCore.Components.NavigationManager>().NavigateTo($"/settings/fields?deal={deal}");
        return Render<VisibilityPage>();
    }

    private async Task AppealOfAsync(string code)
    {
        await database.ExecuteAsync(
            $"update appeals set deal_type_id = '{await world.DealAsync(code)}', estimated_cost = 8500, estimated_time = 80, brand_id = '{world.Fields.Apple}', model_id = '{world.Fields.IPhone13}', problem_description = 'разбит экран' where id = '{world.Fields.Appeal}'");
        await database.ExecuteAsync($"update clients set phone = '+79171234567', has_telegram = true where tenant_id = '{world.Tenant}'");
    }

    private async Task<IRenderedComponent<CardPane>> PaneAsync()
    {
        await DispatchAsync(new AppealOpened(world.Fields.Appeal));
        await DispatchAsync(new AppealLoaded(1, await CardAsync(), new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false));
        return Render<CardPane>();
    }

    private async Task ReadIntoAsync() => await DispatchAsync(new CardLoaded(1, await CardAsync()));

    private Task<AppealCard?> CardAsync() => new AppealQueries(database.Factory(world.Tenant)).CardAsync(world.Fields.Appeal, default);

    private Task DispatchAsync(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action));

    private Task HiddenAsync(int count) => database.UntilAsync($"select count(*) from appeal_meta_visibility where not is_visible and tenant_id = '{world.Tenant}'", count);

    // What the database's trigger tells every node: the catalogues are forgotten, the consoles are told.
    private void Tell()
    {
        var fact = new LiveFact(LiveKinds.SettingsChanged, null, null, null);
        hub.Tell(world.Tenant, fact);
        hub.Post(world.Tenant, new LiveBatch([], [], Counts: null, [fact], Resync: false));
    }

    // Without what the screen round the card adds to it.
    private static string Normal<T>(IRenderedComponent<T> part, string within)
        where T : Microsoft.AspNetCore.Components.IComponent
    {
        var root = (AngleSharp.Dom.IElement)part.Find(within).Clone();
        foreach (var extra in root.QuerySelectorAll(".added, legend, section.history").ToList()) extra.Remove();
        return System.Text.RegularExpressions.Regex.Replace(root.InnerHtml, """\sblazor:\S+="[^"]*"|<!--!-->|\s+""", " ", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)).Replace("> <", "><", StringComparison.Ordinal).Trim();
    }
}
