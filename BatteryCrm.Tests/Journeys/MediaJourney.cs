using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Pictures, voice messages and films of a conversation.</summary>
[Collection(Alone.Name)]
public sealed class MediaJourney
{
    private const string Large = "dialog[open] [data-large]";

    [Fact]
    public Task Pictures_are_looked_through_by_keys_beyond_what_is_loaded_and_the_focus_returns() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (appeal, at) = await AppealAsync(shop);
        var old = await PictureAsync(shop, appeal, at.AddHours(-200));
        await shop.Database.ExecuteAsync($"""
            insert into messages_history (tenant_id, appeal_id, message_type, message_text, created_at)
            select tenant_id, id, 'client', 'между', created_at - n * interval '1 hour' from appeals, generate_series(1, 70) n where id = '{appeal}'
            """);
        var (first, second) = (await PictureAsync(shop, appeal, at.AddMinutes(1)), await PictureAsync(shop, appeal, at.AddMinutes(2)));
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        var link = irina.Locator($"a[data-picture][href='/files/{second}']");
        await link.SeenAsync();

        await link.FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await ShownAsync(irina, second);
        Assert.Equal("2 из 2+", await irina.Locator("dialog[open] [data-count]").InnerTextAsync());
        Assert.Equal(irina.Url, irina.Context.Pages.Single().Url);

        await irina.Keyboard.PressAsync("ArrowLeft");
        await ShownAsync(irina, first);
        // The third one lies two pages back.
        await irina.Keyboard.PressAsync("ArrowLeft");
        await ShownAsync(irina, old);
        Assert.Equal("1 из 3", await irina.Locator("dialog[open] [data-count]").InnerTextAsync());
        await irina.Keyboard.PressAsync("ArrowLeft");
        await irina.Keyboard.PressAsync("ArrowRight");
        await ShownAsync(irina, first);

        await irina.Keyboard.PressAsync("Escape");
        await irina.Locator("dialog[open]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        Assert.True(await link.EvaluateAsync<bool>("e => e === document.activeElement"));
    });

    [Fact]
    public Task A_picture_is_enlarged_and_saved_and_nothing_comes_from_elsewhere() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (appeal, at) = await AppealAsync(shop);
        var picture = await PictureAsync(shop, appeal, at.AddMinutes(1));
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var elsewhere = new List<string>();
        irina.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(shop.Web.Address.AbsoluteUri, StringComparison.Ordinal)) elsewhere.Add(request.Url);
        };
        await irina.Row("экран").ClickAsync();
        await irina.Locator("a[data-picture]").ClickAsync();
        await ShownAsync(irina, picture);

        var fitting = await WidthAsync(irina);
        await irina.Keyboard.PressAsync("+");
        Assert.Equal(1.5, await WidthAsync(irina) / fitting, 0.02);
        await irina.Keyboard.PressAsync("-");
        Assert.Equal(fitting, await WidthAsync(irina), 1.0);
        await irina.Locator(Large).ClickAsync();
        Assert.Equal(2, await WidthAsync(irina) / fitting, 0.02);
        await irina.Locator(Large).ClickAsync();
        Assert.Equal(fitting, await WidthAsync(irina), 1.0);

        var download = await irina.RunAndWaitForDownloadAsync(() => irina.Locator("dialog[open] [data-download]").ClickAsync());
        Assert.EndsWith(".png", download.SuggestedFilename, StringComparison.Ordinal);
        Assert.Empty(elsewhere);
    });

    [Fact]
    public Task On_a_phone_a_finger_goes_on_to_the_next_picture() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (appeal, at) = await AppealAsync(shop);
        var (first, second) = (await PictureAsync(shop, appeal, at.AddMinutes(1)), await PictureAsync(shop, appeal, at.AddMinutes(2)));
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: PageLook.Phone);
        await irina.Row("экран").TapAsync();
        await irina.Locator($"a[data-picture][href='/files/{second}']").TapAsync();
        await ShownAsync(irina, second);

        await irina.Locator("dialog[open] [data-do=previous]").TapAsync();
        await ShownAsync(irina, first);
        await SwipeAsync(irina, from: 320, to: 80);
        await ShownAsync(irina, second);
        // No tap so soon after a flick: the browser takes it for the one that stops the movement.
        await irina.Keyboard.PressAsync("Escape");
        await irina.Locator("dialog[open]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    });

    [Fact]
    public Task Voice_messages_play_one_at_a_time_at_the_chosen_speed_by_keyboard() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (appeal, at) = await AppealAsync(shop);
        for (var i = 1; i <= 2; i++) await shop.Database.Given.MessageWithFileAsync(shop.Tenant, appeal, "voice", "audio/ogg", SampleFiles.Voice(40), seconds: 40, at: at.AddMinutes(i));
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        var (one, two) = (irina.Locator("crm-sound").Nth(0), irina.Locator("crm-sound").Nth(1));
        await two.SeenAsync();
        Assert.Equal("0:40", await one.Locator("[data-time]").InnerTextAsync());

        await one.Locator("[data-play]").FocusAsync();
        await irina.Keyboard.PressAsync("Space");
        await irina.WaitForFunctionAsync("() => document.querySelector('crm-sound audio').currentTime > 0.3");
        Assert.Equal("Пауза", await one.Locator("[data-play]").GetAttributeAsync("aria-label"));

        // Another one begins, the first pauses where it is; a speed is everybody's.
        await two.Locator("[data-at]").FocusAsync();
        await irina.Keyboard.PressAsync("Space");
        await irina.Locator("crm-sound:nth-of-type(1):not([data-playing])").First.SeenAsync();
        await irina.WaitForFunctionAsync("() => [...document.querySelectorAll('crm-sound audio')].map(a => a.paused).join() === 'true,false'");
        await two.Locator("[data-speed]").ClickAsync();
        Assert.Equal(["1,5×", "1,5×"], await irina.Locator("crm-sound [data-rate]").AllInnerTextsAsync());
        Assert.Equal("1.5,1.5", await irina.EvaluateAsync<string>("() => [...document.querySelectorAll('crm-sound audio')].map(a => a.playbackRate).join()"));

        await two.Locator("[data-at]").FocusAsync();
        await irina.Keyboard.PressAsync("End");
        await irina.Keyboard.PressAsync("PageDown");
        await irina.WaitForFunctionAsync("() => { const a = document.querySelectorAll('crm-sound audio')[1]; return a.paused || a.currentTime > 30; }");
        await irina.ReloadAsync();
        await irina.Locator("crm-sound [data-rate]", new() { HasText = "1,5×" }).First.SeenAsync();
    });

    [Fact]
    public Task What_the_browser_cannot_play_says_so_and_can_be_saved() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (appeal, at) = await AppealAsync(shop);
        await shop.Database.Given.MessageWithFileAsync(shop.Tenant, appeal, "voice", "audio/ogg", [.. "OggS"u8, .. new byte[500]], seconds: 4, at: at.AddMinutes(1));
        await shop.Database.Given.MessageWithFileAsync(shop.Tenant, appeal, "audio", "audio/unheard-of", [1, 2, 3], at: at.AddMinutes(2));
        await shop.Database.Given.MessageWithFileAsync(shop.Tenant, appeal, "video", "video/mp4", [0, 0, 0, 24, .. "ftypmp42"u8, .. new byte[500]], at: at.AddMinutes(3));
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-sound").First.SeenAsync();

        // The second is known to be unplayable by its type, the film as soon as its beginning is read, the first when it is tried.
        await irina.Locator("crm-sound [data-play]:visible").ClickAsync();
        await irina.WaitForFunctionAsync("() => [...document.querySelectorAll('[data-unplayable]')].every(e => e.checkVisibility())");

        Assert.Equal(Enumerable.Repeat("Браузер не умеет проигрывать этот формат.", 3), await irina.Locator("[data-unplayable] [data-why=format]").AllInnerTextsAsync());
        Assert.Equal(0, await irina.Locator("[data-unplayable] [data-why=load]:visible, crm-sound [data-play]:visible, video:visible").CountAsync());
        await irina.RunAndWaitForDownloadAsync(() => irina.Locator("[data-unplayable] a").First.ClickAsync());
    });

    private static async Task<(Guid Appeal, DateTimeOffset At)> AppealAsync(Shop shop)
    {
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        return (await shop.Database.ScalarAsync<Guid>("select id from appeals"), TimeProvider.System.GetUtcNow());
    }

    private static Task<Guid> PictureAsync(Shop shop, Guid appeal, DateTimeOffset at) =>
        shop.Database.Given.MessageWithFileAsync(shop.Tenant, appeal, "photo", "image/png", SampleFiles.Png(600, 400, 90, 110, 160), at: at);

    private static Task ShownAsync(IPage page, Guid attachment) =>
        page.WaitForFunctionAsync("id => { const i = document.querySelector('dialog[open] [data-large]'); return i && i.src.endsWith(id) && i.complete && i.naturalWidth > 0; }", attachment.ToString());

    private static Task<double> WidthAsync(IPage page) => page.Locator(Large).EvaluateAsync<double>("e => e.getBoundingClientRect().width");

    private static async Task SwipeAsync(IPage page, int from, int to)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        Dictionary<string, object> Touch(string type, params object[] points) => new() { ["type"] = type, ["touchPoints"] = points };
        await session.SendAsync("Input.dispatchTouchEvent", Touch("touchStart", new { x = from, y = 400 }));
        for (var x = from; x != to; x += Math.Sign(to - from) * 20) await session.SendAsync("Input.dispatchTouchEvent", Touch("touchMove", new { x, y = 402 }));
        await session.SendAsync("Input.dispatchTouchEvent", Touch("touchEnd"));
    }
}
