using System.Globalization;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Search;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Search;

public sealed class PaletteTests : BunitContext, IAsyncLifetime
{
    private readonly TestDatabase database = new();

    public async Task InitializeAsync()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
        await database.InitializeAsync();
    }

    Task IAsyncLifetime.DisposeAsync() => database.DisposeAsync().AsTask();

    [Fact]
    public async Task Typed_Words_ShowsGroupsWhoseRowsLeadThere()
    {
        var tenant = await database.Given.TenantAsync();
        var appeal = await database.Given.AppealAsync(tenant, await database.Given.ClientAsync(tenant, "Анна Котова", "+79171234567"), waitingSince: new DateTimeOffset(2026, 11, 20, 12, 0, 0, TimeSpan.Zero));
        var message = await database.Given.MessageAsync(tenant, appeal, "Это Анна, я вчера писала");
        var palette = await OpenAsync(tenant);

        await TypeAsync(palette, "анна");

        Assert.Equal(["Клиенты", "Сообщения"], palette.FindAll(".head").Select(h => h.TextContent));
        Assert.Equal([$"/appeals/{appeal}", $"/appeals/{appeal}#message-{message}"], palette.FindAll("a[data-hit]").Select(a => a.GetAttribute("href")));
        Assert.Equal(("+7 917 123-45-67", "Анна"), (palette.Find(".more").TextContent, palette.Find("mark").TextContent));
        Assert.Equal(("анна", "Найдено: 2"), (palette.Find("[role=listbox]").GetAttribute("data-for"), palette.Find("[role=status]").TextContent));
    }

    [Fact]
    public async Task Typed_NothingFound_SaysWhatToTry()
    {
        var palette = await OpenAsync(await database.Given.TenantAsync());
        await TypeAsync(palette, "синхрофазотрон");
        Assert.Contains("Ничего не нашлось", palette.Find(".says").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Typed_WhileTheDatabaseIsAway_SaysSoAndTheNextTextIsTried()
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.ClientAsync(tenant, "Анна");
        var palette = await OpenAsync(tenant);

        await database.GoAwayAsync();
        await TypeAsync(palette, "анна");
        Assert.Contains("Поиск не ответил", palette.Find("[role=alert]").TextContent, StringComparison.Ordinal);

        await database.ComeBackAsync();
        await TypeAsync(palette, "анн");
        Assert.Empty(palette.FindAll("[role=alert]"));
        Assert.Equal("Анна", palette.Find(".name").TextContent);
    }

    [Theory]
    [InlineData("ru", "темн", "Тема: тёмная")]
    [InlineData("ru", "входящие мои", "Входящие: мои")]
    [InlineData("en", "dark", "Theme: dark")]
    public async Task Typed_NameOfACommand_ShowsIt(string language, string text, string title)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var palette = await OpenAsync(await database.Given.TenantAsync());
        await TypeAsync(palette, text);
        Assert.Equal([title], palette.FindAll("[role=option]").Select(o => o.TextContent.Trim()));
    }

    [Fact]
    public async Task Opened_ShowsTheSavedViewsOfTheOperatorAndOfAllThatTheTextNames()
    {
        var (tenant, other) = (await database.Given.TenantAsync(), await database.Given.TenantAsync());
        var (irina, pavel) = (await database.Given.OperatorAsync(tenant), await database.Given.OperatorAsync(tenant));
        await ViewAsync(tenant, irina, irina, "Мои дорогие", "tab=mine&sort=new");
        await ViewAsync(tenant, owner: null, pavel, "Дорогие заявки", "stage=price");
        await ViewAsync(tenant, pavel, pavel, "Дорогие Павла", "tab=all");
        await ViewAsync(tenant, irina, irina, "Архивные дорогие", "tab=all", isActive: false);
        await ViewAsync(other, owner: null, await database.Given.OperatorAsync(other), "Чужие дорогие", "tab=all");
        var palette = await OpenAsync(tenant, irina);
        database.Sql.Clear();

        await palette.Find("crm-palette").TriggerEventAsync("onsearchopened", EventArgs.Empty);
        Assert.Equal(1, database.Sql.Count);
        Assert.Equal(["Мои дорогие", "Дорогие заявки"], palette.FindAll("[id^=view-]").Select(v => v.TextContent));

        await TypeAsync(palette, "дорогие мои");
        Assert.Equal([("Мои дорогие", "/?tab=mine&sort=new")], palette.FindAll("[id^=view-]").Select(v => (v.TextContent, v.GetAttribute("href")!)));
        Assert.Empty(palette.FindAll(".nothing"));
        Assert.Equal(4, database.Sql.Count);
    }

    [Fact]
    public async Task Typed_ByThePlatformsPeople_AsksForNoClientData()
    {
        var palette = await OpenAsync(null);
        await palette.Find("crm-palette").TriggerEventAsync("onsearchopened", EventArgs.Empty);
        await TypeAsync(palette, "анна");
        Assert.Equal(0, database.Sql.Count);
        Assert.Empty(palette.FindAll(".says"));
    }

    private Task<Guid> ViewAsync(Guid tenant, Guid? owner, Guid by, string name, string query, bool isActive = true) =>
        database.Given.AddAsync(new SavedView { TenantId = tenant, OperatorId = owner, CreatedBy = by, Name = name, Query = query, IsActive = isActive }, v => v.Id);

    private async Task<IRenderedComponent<Palette>> OpenAsync(Guid? tenant, Guid me = default)
    {
        var zone = tenant is { } id ? await Zones.OfAsync(database, id) : Zones.Utc;
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(me, tenant, "Ирина", Roles.Operator));
        Services.AddSingleton(current).AddSingleton(zone).AddSingleton(TimeProvider.System).AddSingleton(new SearchQueries(database.Factory(tenant)));
        return Render<Palette>();
    }

    private static Task TypeAsync(IRenderedComponent<Palette> palette, string text) =>
        palette.Find("crm-palette").TriggerEventAsync("onsearchtyped", new SearchTypedEventArgs { Text = text });
}
