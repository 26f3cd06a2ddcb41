using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Screens.Clients;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.LeadSources;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.LeadSources;

/// <summary>Unknown marks and ready links as an admin sees them, and a manager.</summary>
public sealed class LeadSourcesPagesTests : BunitContext, IAsyncLifetime
{
    private static readonly LeadMarks Summer = LeadMarks.Of("yandex", "cpc", "summer");
    private readonly ManyLive live = new();
    private readonly CurrentOperator me = new();
    private TestDatabase database = null!;
    private MarksWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        database = await TestDatabase.CreateAsync();
        world = await MarksWorld.MakeAsync(database);
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant, world.Admin);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(me).AddSingleton(await Zones.OfAsync(database, world.Tenant)).AddSingleton(TimeProvider.System).AddSingleton(database.Factory(world.Tenant, world.Admin))
            .AddSingleton(new SecretSeal(new EphemeralDataProtectionProvider())).AddSingleton<MarkQueries>().AddSingleton<MarkActions>().AddSingleton<LinkQueries>().AddSingleton<LinkActions>();
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Theory]
    [InlineData(typeof(MarksPage))]
    [InlineData(typeof(LinksPage))]
    public void Pages_AreForManagers(Type page) => Assert.Equal(Policies.Manager, page.GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task Group_BecomesASource_AfterItsNumberWasSeen_AndIsTakenBack()
    {
        await world.AppealAsync(Summer);
        await world.AppealAsync(Summer);
        var page = Open<MarksPage>();
        Assert.Contains("2 обращения", page.WaitForElement(".count").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find(".make").Click());
        page.WaitForAssertion(() => Assert.Equal("Будет назначен 2 обращениям.", page.Find(".reach").TextContent.Trim()));
        Assert.Equal(["yandex / cpc / summer", "yandex", "cpc", "summer"], new[] { "name", "utm_source", "utm_medium", "utm_campaign" }.Select(n => page.Find($"[name={n}]").GetAttribute("value")));
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Выберите канал продаж", page.Find("form [role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Equal("true", page.Find("[name=sales]").GetAttribute("aria-invalid"));
        await page.InvokeAsync(() => page.Find("[name=sales]").Change(world.Sales.ToString()));
        await page.InvokeAsync(() => page.Find("[name=name]").Input("Лето"));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Equal("Источник «Лето» назначен 2 обращениям.", page.Find(".said").TextContent));
        Assert.Equal(2, await world.WithSourceAsync("Лето"));
        Assert.Contains("Источник «Лето» · 2 обращения", page.WaitForElement(".deeds li").TextContent, StringComparison.Ordinal);
        await page.InvokeAsync(() => page.Find(".undo").Click());
        page.WaitForElement(".make");
        Assert.Equal(0, await world.WithSourceAsync("Лето"));
    }

    [Fact]
    public async Task Preview_FollowsTheMarks_AndAnEmptyFormCannotBeSent()
    {
        await world.AppealAsync(Summer);
        await world.AppealAsync(LeadMarks.Of("yandex", "cpc", "winter"));
        var page = Open<MarksPage>();
        page.WaitForElement(".make");
        await page.InvokeAsync(() => page.FindAll(".make")[0].Click());
        page.WaitForAssertion(() => Assert.Equal("Будет назначен 1 обращению.", page.Find(".reach").TextContent.Trim()));

        await page.InvokeAsync(() => page.Find("[name=utm_campaign]").Change(string.Empty));
        page.WaitForAssertion(() => Assert.Equal("Будет назначен 2 обращениям.", page.Find(".reach").TextContent.Trim()));
        foreach (var mark in (string[])["utm_source", "utm_medium"]) await page.InvokeAsync(() => page.Find($"[name={mark}]").Change(" "));
        page.WaitForAssertion(() => Assert.Contains("хотя бы одну метку", page.Find(".reach").TextContent, StringComparison.Ordinal));
        Assert.True(page.Find("form .primary").HasAttribute("disabled"));
        await page.InvokeAsync(() => page.Find("form").KeyDown("Escape"));
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("form")));
    }

    [Fact]
    public async Task Group_IsHiddenAndShownAgain_AndAManagerOnlyLooks()
    {
        await world.AppealAsync(Summer);
        var page = Open<MarksPage>();
        page.WaitForElement(".hide");
        await page.InvokeAsync(() => page.Find(".hide").Click());
        page.WaitForAssertion(() => Assert.Contains("Не учитывается", page.Find(".deeds li").TextContent, StringComparison.Ordinal));

        var manager = Open<MarksPage>(Roles.Manager);
        manager.WaitForElement(".notice");
        Assert.Single(manager.FindAll(".deeds li"));
        Assert.Empty(manager.FindAll("button"));

        me.Set(new OperatorIdentity(world.Admin, world.Tenant, "Олег", Roles.Admin));
        await page.InvokeAsync(() => page.Find(".deeds li button").Click());
        page.WaitForElement(".make");
    }

    [Fact]
    public async Task Failure_OffersToTryAgain_AndNothingSaysSo()
    {
        await database.GoAwayAsync();
        var page = Open<MarksPage>();
        page.WaitForElement("[role=alert] .btn");
        await database.ComeBackAsync();
        await page.InvokeAsync(() => page.Find(".says .btn").Click());
        Assert.Contains("Неизвестных меток нет", page.WaitForElement(".notice").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_MissingPartsAreAddedInOneStepEach_ThenCopiedAndDrawn()
    {
        var source = await world.SourceAsync("Листовка у метро", LeadMarks.Of("print"));
        var page = Open<LinksPage>();
        page.WaitForElement(".make-code");
        Assert.Empty(page.FindAll("img"));
        await page.InvokeAsync(() => page.Find(".make-code").Click());
        page.WaitForAssertion(() => Assert.Equal("listovka_u_metro", page.Find("code").TextContent));

        await page.InvokeAsync(() => page.Find("#site").Input("не адрес"));
        await page.InvokeAsync(() => page.Find(".way:has(#site) form").Submit());
        page.WaitForElement("#site-wrong");
        await page.InvokeAsync(() => page.Find("#site").Input("shop.test"));
        await page.InvokeAsync(() => page.Find(".way:has(#site) form").Submit());
        page.WaitForAssertion(() => Assert.Equal("https://shop.test/?utm_source=print", page.Find("#link-site").GetAttribute("value")));

        await page.InvokeAsync(() => page.Find($"#account-{world.Channel}").Input("@shop_bot"));
        await page.InvokeAsync(() => page.Find($".way:has(#account-{world.Channel}) form").Submit());
        var link = $"#link-{world.Channel}";
        page.WaitForAssertion(() => Assert.Equal("https://t.me/shop_bot?start=listovka_u_metro", page.Find(link).GetAttribute("value")));
        Assert.Equal($"link-{world.Channel}", page.FindAll("[data-copy]")[1].GetAttribute("data-copy"));
        Assert.Equal((string?[])["/lead-sources/qr?link=https%3A%2F%2Ft.me%2Fshop_bot%3Fstart%3Dlistovka_u_metro&type=svg", "listovka_u_metro-telegram.png"], (string?[])[page.FindAll("img")[1].GetAttribute("src"), page.FindAll("a[download$=png]")[1].GetAttribute("download")]);

        await database.ExecuteAsync($"update lead_sources set code = 'листовка' where id = '{source}'");
        await live.DeliverAsync(new LiveBatch([], [], null, [new LiveFact(LiveKinds.CatalogueChanged, null, null, null)], Resync: false));
        page.WaitForAssertion(() => Assert.Contains("Код не годится", page.Find(".of").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll(link));
    }

    private IRenderedComponent<T> Open<T>(string role = Roles.Admin)
        where T : IComponent
    {
        me.Set(new OperatorIdentity(world.Admin, world.Tenant, "Олег", role));
        return Render<T>();
    }
}
