using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Parts;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Channels;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Channels;

/// <summary>The channels as an admin sees them.</summary>
public sealed class ChannelsPageTests : BunitContext, IAsyncLifetime
{
    private readonly HandLive live = new();
    private int made;
    private ChannelsWorld world = null!;

    async Task IAsyncLifetime.InitializeAsync()
    {
        world = await ChannelsWorld.CreateAsync();
        DefaultWaitTimeout = TimeSpan.FromSeconds(15);
        JSInterop.Mode = JSRuntimeMode.Loose;
        var tenant = new CurrentTenant();
        tenant.Set(world.Tenant);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant).AddSingleton(await Zones.OfAsync(world.Database, world.Tenant)).AddSingleton<TimeProvider>(world.Clock)
            .AddTransient(_ => world.Queries()).AddTransient(_ => world.Actions());
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public void Page_IsForAdmins() =>
        Assert.Equal(Policies.Admin, typeof(ChannelsPage).GetCustomAttributes(typeof(AuthorizeAttribute), inherit: true).Cast<AuthorizeAttribute>().Single().Policy);

    [Fact]
    public async Task List_SaysOfEachHowItIsDoing_AndFollows()
    {
        var now = world.Clock.GetUtcNow();
        var fine = await ChannelAsync("Бот", Platforms.Telegram);
        await world.Database.Given.MessageAsync(world.Tenant, await world.Database.Given.AppealAsync(world.Tenant, channelId: fine, waitingSince: now), channelId: fine, createdAt: now.AddHours(-1));
        var silent = await ChannelAsync("Сайт", Platforms.Form);
        await world.Database.Given.MessageAsync(world.Tenant, await world.Database.Given.AppealAsync(world.Tenant, channelId: silent, waitingSince: now), channelId: silent, createdAt: now.AddHours(-25));
        var failing = await ChannelAsync("Запасной", Platforms.Telegram);
        await world.Database.ExecuteAsync($"update channels set fault = 'Unauthorized', fault_at = '{now:O}' where id = '{failing}'");
        await ChannelAsync("ВК", Platforms.Vk);
        var off = await ChannelAsync("Старый", Platforms.Telegram);
        await world.Database.ExecuteAsync($"update channels set is_active = false where id = '{off}'");

        var page = Render<ChannelsPage>();

        page.WaitForAssertion(() => Assert.Equal(5, page.FindAll("[data-channel]").Count));
        Assert.Equal(["Подключён", "Молчит", "Не работает", "Приём не готов", "Выключен"], page.FindAll("[data-channel] .state").Select(s => s.TextContent));
        await world.Database.ExecuteAsync($"update channels set name = 'Новое имя' where id = '{off}'");
        await page.InvokeAsync(() => live.DeliverAsync(new LiveBatch([], [], null, [new LiveFact(LiveKinds.ChannelChanged, null, null, off)], Resync: false)));
        page.WaitForAssertion(() => Assert.Contains("Новое имя", page.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_SaysWhatToDo_AndAFailureOffersToTryAgain()
    {
        var page = Render<ChannelsPage>();
        page.WaitForAssertion(() => Assert.Contains("Каналов пока нет", page.Markup, StringComparison.Ordinal));

        await world.Database.GoAwayAsync();
        var failed = Render<ChannelsPage>();
        failed.WaitForAssertion(() => Assert.Contains("Не удалось прочитать каналы", failed.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        await world.Database.ComeBackAsync();
        await failed.InvokeAsync(() => failed.Find("[role=alert] button").Click());
        failed.WaitForAssertion(() => Assert.Contains("Каналов пока нет", failed.Markup, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Connecting_ByTheForm_ShowsNoTokenAnywhere_AndReplacingNeither()
    {
        var page = Render<ChannelsPage>(p => p.Add(x => x.Word, "new").Add(x => x.New, "telegram"));
        page.WaitForElement("input[name=name]").Change("Бот мастерской");
        await page.InvokeAsync(() => page.Find("input[name=bot_token]").Change("7001"));
        await page.InvokeAsync(() => page.Find("form").Submit());
        page.WaitForAssertion(() => Assert.Contains("Проверьте: Токен бота", page.Markup, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("input[name=bot_token]").Change(ChannelsWorld.Token));
        await page.InvokeAsync(() => page.Find("form").Submit());

        page.WaitForAssertion(() => Assert.Matches("/settings/channels/[0-9a-f-]{36}$", Services.GetRequiredService<NavigationManager>().Uri));
        var id = await world.Database.ScalarAsync<Guid>("select id from channels");
        var shown = Render<ChannelsPage>(p => p.Add(x => x.Id, id));
        shown.WaitForAssertion(() => Assert.Contains("задан, заменён", shown.Find("[data-field=bot_token]").TextContent, StringComparison.Ordinal));
        Assert.EndsWith($"/webhooks/telegram/{id}", shown.Find("#webhook-address").GetAttribute("value"), StringComparison.Ordinal);
        await shown.InvokeAsync(() => shown.Find(".replace").Click());
        var opened = await world.OpenedAsync(id);
        Assert.DoesNotContain("token-marker", page.Markup + shown.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(opened["webhook_secret"]!, page.Markup + shown.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Panel_TellsWhatThePlatformSaid_RotatesAndDisables()
    {
        var id = await world.TelegramAsync();
        var page = Render<ChannelsPage>(p => p.Add(x => x.Id, id));
        page.WaitForElement(".check");
        await page.InvokeAsync(() => page.Find(".check").Click());
        page.WaitForAssertion(() => Assert.Contains("аккаунт: @stand_in_bot", page.Find(".answer").TextContent, StringComparison.Ordinal));
        Assert.Contains("Адрес для сообщений не установлен", page.Find(".answer").TextContent, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find(".set-webhook").Click());
        page.WaitForAssertion(() => Assert.Contains("Адрес установлен", page.Find(".answer").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".rotate").Click());
        await page.InvokeAsync(() => page.Find(".rotate-now").Click());
        page.WaitForAssertion(() => Assert.Contains("Секрет сменён", page.Find(".answer").TextContent, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find(".toggle").Click());
        page.WaitForAssertion(() => Assert.Contains("Канал выключен", page.Markup, StringComparison.Ordinal));
        Assert.False(await world.Database.ScalarAsync<bool>("select is_active from channels"));
    }

    [Fact]
    public async Task Form_ShowsCodeToPaste_AndKeepsItsSites()
    {
        var id = (await world.Actions().ConnectAsync(new ConnectWish(Platforms.Form, "Сайт", null, new Dictionary<string, string>()), default)).Id!.Value;
        var page = Render<ChannelsPage>(p => p.Add(x => x.Id, id));
        page.WaitForElement("#form-snippet");
        var snippet = page.Find("#form-snippet").TextContent;
        Assert.Contains((await world.OpenedAsync(id))["form_key"]!, snippet, StringComparison.Ordinal);
        Assert.Contains($"/webhooks/form/{id}", snippet, StringComparison.Ordinal);

        await page.InvokeAsync(() => page.Find("textarea[name=origins]").Change("shop.ru/form"));
        await page.InvokeAsync(() => page.Find(".save-origins").Click());
        page.WaitForAssertion(() => Assert.Contains("Это не адрес сайта", page.Markup, StringComparison.Ordinal));
        await page.InvokeAsync(() => page.Find("textarea[name=origins]").Change("https://shop.ru\nhttps://www.shop.ru"));
        await page.InvokeAsync(() => page.Find(".save-origins").Click());
        page.WaitForAssertion(() => Assert.Contains("Сохранено", page.Find(".secrets").TextContent, StringComparison.Ordinal));
        Assert.Equal(["https://shop.ru", "https://www.shop.ru"], (await world.OpenedAsync(id)).List("allowed_origins"));
    }

    private async Task<Guid> ChannelAsync(string name, string platform)
    {
        var id = await world.Database.Given.ChannelAsync(world.Tenant, platform, name: name);
        await world.Database.ExecuteAsync($"update channels set created_at = '{world.Clock.GetUtcNow().AddDays(-9).AddMinutes(made++):O}' where id = '{id}'");
        return id;
    }
}
