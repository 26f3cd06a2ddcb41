using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Sessions;
using BatteryCrm.Web.Screens.Operators;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Operators;

/// <summary>The page of operators as an admin sees it.</summary>
public sealed class OperatorsPageTests(ConsoleNode node) : BunitContext, IClassFixture<ConsoleNode>, IAsyncLifetime
{
    private readonly HandLive live = new();
    private Guid tenant;
    private Guid me;
    private Guid irina;

    private Given Given => node.Database.Given;

    async Task IAsyncLifetime.InitializeAsync()
    {
        tenant = await Given.TenantAsync();
        me = await Given.OperatorAsync(tenant, Roles.Admin, name: "Олег");
        irina = await Given.OperatorAsync(tenant, Roles.Operator, name: "Ирина");
        var gone = await Given.OperatorAsync(tenant, Roles.Manager, name: "Пётр");
        await node.Database.ExecuteAsync($"update operators set is_active = false where id = '{gone}'; insert into operator_attendance (operator_id, tenant_id, seen_at) values ('{irina}', '{tenant}', now())");
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var (of, who) = (new CurrentTenant(), new CurrentOperator());
        of.Set(tenant);
        who.Set(new OperatorIdentity(me, tenant, "Олег", Roles.Admin));
        var factory = node.Database.Factory(tenant, me);
        Services.AddSingleton<ILive>(live).AddSingleton(of).AddSingleton(who).AddSingleton(TimeProvider.System).AddSingleton(await Zones.OfAsync(node.Database, tenant)).AddSingleton(factory)
            .AddSingleton<OperatorsQueries>().AddSingleton(node.Services.GetRequiredService<OneTimeLinks>()).AddSingleton(node.Services.GetRequiredService<BrowserSessions>()).AddSingleton<SessionActions>()
            .AddSingleton(s => new OperatorActions(node.Services.GetRequiredService<IServiceScopeFactory>(), who, node.Services.GetRequiredService<OneTimeLinks>(), node.Services.GetRequiredService<BrowserSessions>(), TimeProvider.System));
    }

    async Task IAsyncLifetime.DisposeAsync() => await DisposeAsync();

    [Fact]
    public async Task List_ShowsWhoMayWorkAndWhoIsHere_AndOthersWhenAsked()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal(["Ирина", "Олег"], Names(page)));
        Assert.Single(page.FindAll(".online"));

        await page.InvokeAsync(() => page.Find(".check input").Change(true));
        page.WaitForAssertion(() => Assert.Equal(["Ирина", "Олег", "Пётр"], Names(page)));

        await page.InvokeAsync(() => page.Find(".find").Input("ИРИ"));
        page.WaitForAssertion(() => Assert.Equal(["Ирина"], Names(page)));
        await page.InvokeAsync(() => page.Find(".find").Input("никто"));
        page.WaitForAssertion(() => Assert.Contains("Никого не нашлось", page.Find(".list .notice").TextContent, StringComparison.Ordinal));
    }

    [Fact]
    public async Task List_AfterSomebodyElseChangedRights_ShowsThem()
    {
        var page = Open();
        page.WaitForAssertion(() => Assert.Equal(2, Names(page).Count));
        await node.Database.ExecuteAsync($"update operators set name = 'Яна' where id = '{irina}'");

        await live.DeliverAsync(new LiveBatch([], [], null, [new LiveFact(LiveKinds.OperatorChanged, null, null, irina)], Resync: false));

        page.WaitForAssertion(() => Assert.Equal(["Олег", "Яна"], Names(page)));
    }

    [Fact]
    public async Task List_ThatCannotBeRead_SaysSoAndTriesAgain()
    {
        await node.Database.ExecuteAsync("alter table locations rename to locations_away");
        IRenderedComponent<OperatorsPage> page;
        try
        {
            page = Open();
            page.WaitForElement(".list [role=alert]");
        }
        finally
        {
            await node.Database.ExecuteAsync("alter table locations_away rename to locations");
        }

        await page.InvokeAsync(() => page.Find(".list [role=alert] .btn").Click());
        page.WaitForAssertion(() => Assert.Equal(2, Names(page).Count));
    }

    [Fact]
    public async Task SwitchingOff_SaysBeforehandHowManyAppealsGoBack()
    {
        await Given.AppealAsync(tenant, holderId: irina);
        await Given.AppealAsync(tenant, holderId: irina);
        var page = Open($"id={irina}");

        page.WaitForElement(".switch-off");
        await page.InvokeAsync(() => page.Find(".switch-off").Click());
        page.WaitForAssertion(() => Assert.Contains("2 обращения вернутся в общую очередь", page.Find(".question").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".question .danger").Click());

        page.WaitForElement(".switch-on");
        Assert.Contains("Возвращено 2 обращения", page.Find(".said").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LastAdmin_TakingHisOwnRights_IsToldWhyNot()
    {
        var page = Open($"id={me}");
        page.WaitForElement("[name=role]");

        await page.InvokeAsync(() => page.Find("[name=role]").Change(Roles.Operator));
        await page.InvokeAsync(() => page.Find(".editor form").Submit());

        page.WaitForAssertion(() => Assert.Contains("последний администратор", page.Find(".trouble").TextContent, StringComparison.Ordinal));
        Assert.Equal("admin", await node.Database.ScalarAsync<string>($"select role from operators where id = '{me}'"));
    }

    [Fact]
    public async Task Invitation_GivesALinkToCopy()
    {
        var page = Open("id=new");
        page.WaitForElement("[name=name]");
        await page.InvokeAsync(() => page.Find("[name=name]").Change("Новый"));
        await page.InvokeAsync(() => page.Find("[name=email]").Change($"{BatteryCrm.Data.Ids.New():N}@demo.test"));
        await page.InvokeAsync(() => page.Find(".editor form").Submit());

        Assert.Contains("/new-password?token=", page.WaitForElement("#one-time-link").GetAttribute("value"), StringComparison.Ordinal);
        Assert.Contains("72 часа", page.Find(".link").TextContent, StringComparison.Ordinal);
        page.WaitForAssertion(() => Assert.Contains("Новый", Names(page)));
    }

    private static List<string> Names(IRenderedComponent<OperatorsPage> page) => [.. page.FindAll("[data-operator] strong").Select(e => e.TextContent)];

    private IRenderedComponent<OperatorsPage> Open(string query = "")
    {
        var navigation = Services.GetRequiredService<NavigationManager>();
        navigation.NavigateTo("/settings/operators" + (query.Length == 0 ? string.Empty : "?" + query));
        return Render<OperatorsPage>();
    }
}
