using BatteryCrm.Data;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Screens.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Catalog;
using BatteryCrm.Web.Screens.Catalog.Kinds;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Catalog;

/// <summary>The catalogues as an admin sees them.</summary>
public sealed class CatalogPageTests : BunitContext, IAsyncLifetime
{
    private static readonly CatalogueKind Brands = CatalogueKinds.Find("brands")!;
    private readonly ManyLive live = new();
    private TestDatabase database = null!;
    private CatalogueWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await CatalogueWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var (tenant, me) = (new CurrentTenant(), new CurrentOperator());
        tenant.Set(world.Tenant, world.Admin);
        me.Set(new OperatorIdentity(world.Admin, world.Tenant, "Олег", Roles.Admin));
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(me).AddSingleton(await Zones.OfAsync(database, world.Tenant)).AddSingleton(TimeProvider.System).AddSingleton(database.Factory(world.Tenant, world.Admin))
            .AddSingleton<CatalogueQueries>().AddSingleton<CatalogueActions>().AddSingleton<CatalogueMerging>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public void Page_IsForAdminsAlone() =>
        Assert.Equal(Policies.Admin, typeof(CatalogPage).GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task Catalogue_WithoutRows_SaysWhatToDo_AndAFailureOffersToTryAgain()
    {
        var page = Open("/catalog/brands");
        Assert.Contains("пока пусто", page.WaitForElement(".rows .notice").TextContent, StringComparison.Ordinal);

        await database.GoAwayAsync();
        await page.InvokeAsync(() => page.Find("input[type=search]").Input("нет"));
        page.WaitForElement("[role=alert] .btn");
        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find(".rows [role=alert] .btn").Click());
        page.WaitForAssertion(() => Assert.Contains("Добавить «нет»", page.Find(".rows .notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_IsCheckedSavedAndListed()
    {
        var page = Open("/catalog/brands?row=new");
        page.WaitForElement("#field-name");
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Equal("Заполните это поле.", page.Find("#field-name-wrong").TextContent));

        await page.InvokeAsync(() => page.Find("#field-name").Input("Apple"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#field-name-wrong")));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Equal("Apple", page.Find("h2").TextContent));
        await TellAsync();
        page.WaitForAssertion(() => Assert.Equal("Apple", page.Find("[data-walk] .name").TextContent));
        Assert.Contains("создана", page.WaitForElement(".history li").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Namesake_IsWarnedOf_AndDoesNotForbid()
    {
        await world.AddAsync(Brands, "Apple", ("aliases", "айфон"));
        var page = Open("/catalog/brands?row=new");
        page.WaitForElement("#field-name");
        await page.InvokeAsync(() => page.Find("#field-name").Input("Эпл"));
        await page.InvokeAsync(() => page.Find("#field-aliases").Input("айфон"));
        page.WaitForAssertion(() => Assert.Equal("«айфон» уже ведёт к «Apple»", page.Find(".chip.warns").TextContent));
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Equal("Эпл", page.Find("h2").TextContent));
    }

    [Fact]
    public async Task Conflict_ShowsBoth_AndWritesWhatWasChosen()
    {
        var brand = await world.AddAsync(Brands, "Apple");
        var page = Open($"/catalog/brands?row={brand.Id}");
        page.WaitForElement("#field-name");
        await page.InvokeAsync(() => page.Find("#field-name").Input("Эпл"));
        await page.InvokeAsync(() => page.Find("#field-aliases").Input("яблоко"));
        await world.Actions.SaveAsync(Brands, brand, new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = "Apple Inc", ["aliases"] = "эппл" }, default);
        await TellAsync();
        page.WaitForAssertion(() => Assert.Contains("Коллега изменил", page.Find(".said").TextContent, StringComparison.Ordinal));

        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Equal(2, page.FindAll(".conflict .pair").Count));
        Assert.Equal("Apple Inc", (await world.ReadAsync(Brands, brand.Id)).Name);
        await page.InvokeAsync(() => page.Find(".conflict .pair .keep-mine").Click());
        await page.InvokeAsync(() => page.Find(".conflict .pair .take-theirs").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".conflict .pair")));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".conflict")));
        var now = await world.ReadAsync(Brands, brand.Id);
        Assert.Equal(("Эпл", "эппл"), (now.Name, now["aliases"]));
    }

    [Fact]
    public async Task Archive_SaysWhatUsesIt_AndIsTakenBack()
    {
        var brand = await world.AddAsync(Brands, "Apple");
        await database.ExecuteAsync($"update appeals set brand_id = '{brand.Id}' where id = '{world.Appeal}'");
        var page = Open($"/catalog/brands?row={brand.Id}");
        page.WaitForElement("form");
        await page.InvokeAsync(() => page.FindAll("footer .btn")[1].Click());
        page.WaitForAssertion(() => Assert.Contains("На неё ссылаются: 1 заявка.", page.Find(".ask").TextContent, StringComparison.Ordinal));
        Assert.True((await world.ReadAsync(Brands, brand.Id)).IsActive);
        await page.InvokeAsync(() => page.Find(".archive-do").Click());
        page.WaitForElement("header .chip.off");
        Assert.False((await world.ReadAsync(Brands, brand.Id)).IsActive);

        page.WaitForElement(".history .undo");
        await page.InvokeAsync(() => page.Find(".history .undo").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("header .chip.off")));
        Assert.True((await world.ReadAsync(Brands, brand.Id)).IsActive);
    }

    [Fact]
    public async Task Merge_ShowsItsNumbersFirst_AndIsTakenBackFromTheHistory()
    {
        var (kept, other) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Эпл"));
        await database.ExecuteAsync($"update appeals set brand_id = '{other.Id}' where id = '{world.Appeal}'");
        var page = Open($"/catalog/brands?row={kept.Id}");
        page.WaitForElement("form");
        await page.InvokeAsync(() => page.Find("[data-key=m]").Click());
        page.WaitForElement(".merge select");
        await page.InvokeAsync(() => page.Find(".merge select").Change(other.Id));
        page.WaitForAssertion(() => Assert.Contains("Перейдёт: 1 заявка.", page.Find(".preview").TextContent, StringComparison.Ordinal));
        Assert.Contains("Добавятся написания: Эпл.", page.Find(".preview").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".merge-do").Click());

        page.WaitForAssertion(() => Assert.Equal("Объединено", page.Find(".said").TextContent));
        Assert.Equal(kept.Id, await BrandAsync());
        page.WaitForElement(".undo-merge");
        await page.InvokeAsync(() => page.Find(".undo-merge").Click());
        page.WaitForAssertion(() => Assert.Equal("Разъединено", page.Find(".said").TextContent));
        Assert.Equal(other.Id, await BrandAsync());
    }

    [Fact]
    public async Task Escape_ClosesOnce_UnlessSomethingIsTyped()
    {
        var brand = await world.AddAsync(Brands, "Apple");
        var page = Open($"/catalog/brands?row={brand.Id}");
        page.WaitForElement("#field-name");
        await page.InvokeAsync(() => page.Find("#field-name").Input("Эпл"));
        await page.InvokeAsync(() => page.Find(".catalog").KeyDown(new KeyboardEventArgs { Key = "Escape" }));
        page.WaitForAssertion(() => Assert.Contains("не сохранено", page.Find("footer > [role=alert]").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".catalog").KeyDown(new KeyboardEventArgs { Key = "Escape" }));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".editor")));
        Assert.Equal(Links.Catalogue("brands"), new Uri(Services.GetRequiredService<NavigationManager>().Uri).AbsolutePath);
    }

    [Fact]
    public async Task Link_IsAskedAboutOnce_WhileSomethingIsTyped_AndASearchKeepsTheRowOpen()
    {
        var (brand, navigation) = (await world.AddAsync(Brands, "Apple"), Services.GetRequiredService<NavigationManager>());
        var page = Open($"/catalog/brands?row={brand.Id}");
        page.WaitForElement("#field-name");
        await page.InvokeAsync(() => page.Find("#field-name").Input("Эпл"));
        await page.InvokeAsync(() => page.Find("input[type=search]").Input("app"));
        page.WaitForAssertion(() => Assert.Equal($"?q=app&row={brand.Id}", new Uri(navigation.Uri).Query));
        Assert.Empty(page.Find("footer > [role=alert]").TextContent);

        await page.InvokeAsync(() => navigation.NavigateTo("/inbox"));
        page.WaitForAssertion(() => Assert.Equal("Набранное не сохранено. Нажмите ещё раз, чтобы уйти без сохранения.", page.Find("footer > [role=alert]").TextContent));
        Assert.Equal(("/catalog/brands", "Эпл"), (new Uri(navigation.Uri).AbsolutePath, page.Find("#field-name").GetAttribute("value")));
        await page.InvokeAsync(() => navigation.NavigateTo("/inbox"));
        page.WaitForAssertion(() => Assert.Equal("/inbox", new Uri(navigation.Uri).AbsolutePath));
    }

    [Fact]
    public async Task Deed_ThatWouldThrowAwayWhatIsTyped_WaitsUntilItIsSaved()
    {
        var (brand, other) = (await world.AddAsync(Brands, "Apple"), await world.AddAsync(Brands, "Sony"));
        await world.Actions.SaveAsync(Brands, brand, new Dictionary<string, string?>(StringComparer.Ordinal) { ["name"] = "Apple", ["aliases"] = "эппл" }, default);
        var page = Open($"/catalog/brands?row={brand.Id}");
        page.WaitForElement(".history .undo");
        await page.InvokeAsync(() => page.FindAll("footer .btn")[1].Click());
        page.WaitForElement(".archive-do");
        await page.InvokeAsync(() => page.Find("[data-key=m]").Click());
        page.WaitForElement(".merge select");
        await page.InvokeAsync(() => page.Find(".merge select").Change(other.Id));
        page.WaitForElement(".merge-do");
        await page.InvokeAsync(() => page.Find("#field-name").Input("Эпл"));

        foreach (var (button, says) in new[] { (".archive-do", "footer > [role=alert]"), (".merge-do", ".merge [role=alert]"), (".history .undo", ".history [role=alert]") })
            await RefusedAsync(button, says);
        await page.InvokeAsync(() => page.Find("[data-key=m]").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll(".merge")));
        await RefusedAsync("[data-key=m]", "footer > [role=alert]");
        Assert.Empty(page.FindAll(".merge"));
        var now = await world.ReadAsync(Brands, brand.Id);
        Assert.Equal(("эппл", true, true), (now["aliases"], now.IsActive, (await world.ReadAsync(Brands, other.Id)).IsActive));

        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Equal("Сохранено", page.Find(".said").TextContent));
        await page.InvokeAsync(() => page.FindAll("footer .btn")[1].Click());
        page.WaitForElement(".archive-do");

        async Task RefusedAsync(string button, string says)
        {
            await page.InvokeAsync(() => page.Find(button).Click());
            page.WaitForAssertion(() => Assert.Equal(("Сначала сохраните набранное.", "Эпл"), (page.Find(says).TextContent, page.Find("#field-name").GetAttribute("value"))));
        }
    }

    [Fact]
    public async Task Namesakes_OfWhatWasTypedBefore_ComeLateAndSayNothing()
    {
        await world.AddAsync(Brands, "Apple", ("aliases", "айфон"));
        await world.AddAsync(Brands, "Samsung", ("aliases", "галакси"));
        var contexts = new Held(database.Factory(world.Tenant, world.Admin));
        Services.AddSingleton<IDbContextFactory<CrmDb>>(contexts);
        var page = Open("/catalog/brands?row=new");
        page.WaitForElement("#field-aliases");
        page.WaitForElement("[data-walk]");
        var gate = contexts.HoldNext();
        var older = page.InvokeAsync(() => page.Find("#field-aliases").InputAsync("айфон"));
        await page.InvokeAsync(() => page.Find("#field-aliases").Input("галакси"));
        page.WaitForAssertion(() => Assert.Equal("«галакси» уже ведёт к «Samsung»", page.Find(".chip.warns").TextContent));

        gate.SetResult();
        await older;
        page.WaitForAssertion(() => Assert.Equal("«галакси» уже ведёт к «Samsung»", page.Find(".chip.warns").TextContent));
    }

    [Fact]
    public void RowOfNobody_AndThePlatformsCatalogue_SaySo()
    {
        var page = Open($"/catalog/brands?row={Ids.New()}");
        page.WaitForAssertion(() => Assert.Contains("Такой записи нет", page.Find(".editor").TextContent, StringComparison.Ordinal));

        var deals = Open("/catalog/deal-types");
        deals.WaitForElement("[data-walk]");
        Assert.Empty(deals.FindAll("[data-key=n]"));
    }

    private IRenderedComponent<CatalogPage> Open(string address)
    {
        Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Render<CatalogPage>();
    }

    private Task TellAsync() => live.DeliverAsync(new LiveBatch([], [], Counts: null, [new LiveFact(LiveKinds.CatalogueChanged, null, null, null)], Resync: false));

    /// <summary>A database that keeps one question waiting.</summary>
    private sealed class Held(IDbContextFactory<CrmDb> contexts) : IDbContextFactory<CrmDb>
    {
        private TaskCompletionSource? gate;

        public TaskCompletionSource HoldNext() => gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public CrmDb CreateDbContext() => contexts.CreateDbContext();

        public async Task<CrmDb> CreateDbContextAsync(CancellationToken cancellationToken = default)
        {
            if (Interlocked.Exchange(ref gate, null) is { } held) await held.Task;
            return await contexts.CreateDbContextAsync(cancellationToken);
        }
    }

    private Task<string?> BrandAsync() => database.ScalarAsync<string>($"select brand_id::text from appeals where id = '{world.Appeal}'");
}
