using System.Globalization;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Appeal.Find;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Appeal.Find;

public sealed class FindBarTests : BunitContext, IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public async Task InitializeAsync()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
        await database.InitializeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => database.DisposeAsync().AsTask();

    [Fact]
    public async Task Typed_Words_NamesTheMessagesAndSaysWhenThereAreNone()
    {
        var (tenant, appeal, message) = await ConversationAsync();
        var bar = Open(tenant, appeal);

        await TypeAsync(bar, "экраны");
        Assert.Equal(("экраны", "found", message.ToString()), (bar.Find("crm-find").GetAttribute("data-for"), bar.Find("crm-find").GetAttribute("data-state"), bar.Find("crm-find").GetAttribute("data-hits")));

        await TypeAsync(bar, "карбюратор");
        Assert.Equal(("nothing", ""), (bar.Find("crm-find").GetAttribute("data-state"), bar.Find("crm-find").GetAttribute("data-hits")));
    }

    [Fact]
    public async Task AnotherAppeal_IsOpened_NothingOfTheFirstIsLeft()
    {
        var (tenant, appeal, _) = await ConversationAsync();
        var bar = Open(tenant, appeal);
        await TypeAsync(bar, "экран");

        bar.Render(p => p.Add(b => b.AppealId, Guid.Empty));

        Assert.Equal(("", "none", ""), (bar.Find("crm-find").GetAttribute("data-for"), bar.Find("crm-find").GetAttribute("data-state"), bar.Find("crm-find").GetAttribute("data-hits")));
    }

    [Fact]
    public async Task Typed_WhileTheDatabaseIsAway_SaysSoAndTheNextTextIsTried()
    {
        var (tenant, appeal, message) = await ConversationAsync();
        var bar = Open(tenant, appeal);

        await database.GoAwayAsync();
        await TypeAsync(bar, "экран");
        Assert.Equal("поиск не ответил", bar.Find("[role=alert]").TextContent);

        await database.ComeBackAsync();
        await TypeAsync(bar, "экра");
        Assert.Empty(bar.FindAll("[role=alert]"));
        Assert.Equal(message.ToString(), bar.Find("crm-find").GetAttribute("data-hits"));
    }

    private async Task<(Guid Tenant, Guid Appeal, Guid Message)> ConversationAsync()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant);
        return (tenant, appeal, await database.Given.MessageAsync(tenant, appeal, "Разбит экран"));
    }

    private IRenderedComponent<FindBar> Open(Guid tenant, Guid appeal)
    {
        Services.AddSingleton(new FindQueries(database.Factory(tenant)));
        return Render<FindBar>(p => p.Add(b => b.AppealId, appeal));
    }

    private static Task TypeAsync(IRenderedComponent<FindBar> bar, string text) =>
        bar.Find("crm-find").TriggerEventAsync("onsearchtyped", new SearchTypedEventArgs { Text = text });
}
