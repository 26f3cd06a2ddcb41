using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An admin says what is shown by the keyboard alone, and consoles that are open follow.</summary>
[Collection(Alone.Name)]
public sealed class FieldsJourney
{
    [Fact]
    public Task A_field_is_hidden_by_keyboard_and_leaves_the_operators_open_card_without_reload() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "oleg@demo.test", "Олег");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        await shop.Database.ExecuteAsync("update appeals set deal_type_id = (select id from deal_types where code = 'repair')");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await irina.Locator("[data-field=Cost]").SeenAsync();

        var oleg = await browser.SignInAsync(shop.Web.Address, "oleg@demo.test");
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/settings/fields?deal=repair").AbsoluteUri);
        await oleg.Locator("fieldset [data-field=Cost]").SeenAsync();

        // The table is one stop of Tab; from its first cell down to the price.
        await oleg.Locator("#copy-from").FocusAsync();
        await oleg.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 5 && !await oleg.EvaluateAsync<bool>("() => 'at' in document.activeElement.dataset"); i++) await oleg.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 40 && await oleg.EvaluateAsync<string?>("() => document.activeElement.dataset.cell?.split('/')[0]") != "estimated_cost"; i++) await oleg.Keyboard.PressAsync("ArrowDown");
        await oleg.Keyboard.PressAsync("Home");
        for (var i = 0; i < 6 && await oleg.EvaluateAsync<string?>("() => document.activeElement.dataset.cell") != "estimated_cost/repair"; i++) await oleg.Keyboard.PressAsync("ArrowRight");
        await oleg.Keyboard.PressAsync("Space");

        await oleg.Locator("[data-cell='estimated_cost/repair'][aria-checked=false]").SeenAsync();
        await oleg.Locator("fieldset [data-field=Cost]").GoneAsync();
        await irina.Locator("[data-field=Cost]").GoneAsync();
        await irina.Locator("[data-field=Time]").SeenAsync();
        Assert.Equal("estimated_cost/repair", await oleg.EvaluateAsync<string>("() => document.activeElement.dataset.cell"));

        await oleg.Keyboard.PressAsync("Space");
        await irina.Locator("[data-field=Cost]").SeenAsync();
    });

    [Fact]
    public Task A_parameter_is_dragged_by_mouse_and_by_thumb_and_open_cards_follow() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(null, Roles.Platform, "platform@demo.test", "Платформа");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        await shop.Database.ExecuteAsync("update appeals set deal_type_id = (select id from deal_types where code = 'repair')");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await TimeIsAsync(irina, "FOLLOWING");
        var platform = await browser.SignInAsync(shop.Web.Address, "platform@demo.test");
        await platform.GotoAsync("/platform/fields");
        var mouse = platform.Mouse;

        // Held over its place the others have made room; Escape, and a way out of the list, put it back.
        await TakeAsync(platform, "estimated_time", "estimated_cost");
        await platform.Locator("#estimated_cost[style*='translate: 0px 6']").SeenAsync();
        await Axe.CheckAsync(platform, "a parameter held over its place");
        await platform.Keyboard.PressAsync("Escape");
        await platform.Locator(".lifted").GoneAsync();
        await mouse.UpAsync();
        await TakeAsync(platform, "estimated_time", "estimated_cost");
        await mouse.MoveAsync(5, 5, new() { Steps = 5 });
        await mouse.UpAsync();
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from settings_versions where subject = 'appeal_meta_config' and before is not null"));
        Assert.Equal("estimated_cost", await AboveAsync(platform, "estimated_time"));

        // Taken at the edge of the screen and held there, the page stays.
        await platform.EvaluateAsync("() => scrollBy(0, document.getElementById('has_google').getBoundingClientRect().top + 40 - innerHeight)");
        var ((edgeX, edgeY), scrolled) = (await CentreAsync(platform, "has_google"), await ScrolledAsync());
        await mouse.MoveAsync(edgeX, edgeY);
        await mouse.DownAsync();
        await platform.Locator("#has_google.lifted").SeenAsync();
        await platform.EvaluateAsync("async () => { for (let i = 0; i < 5; i++) await new Promise(requestAnimationFrame); }");
        Assert.Equal(scrolled, await ScrolledAsync());
        await mouse.UpAsync();

        // While it is held somebody else moves another: it comes before the one that it was dragged to, and the page has the order that stands.
        await TakeAsync(platform, "estimated_time", "estimated_cost");
        await shop.Database.ExecuteAsync("update appeal_meta_config set \"order\" = 245 where id = 'stage'");
        await mouse.UpAsync();
        await TimeIsAsync(irina, "PRECEDING");
        await platform.WaitForFunctionAsync("() => document.querySelector('#estimated_cost').nextElementSibling.id === 'stage'");
        await platform.ReloadAsync();
        Assert.Equal("estimated_time", await AboveAsync(platform, "estimated_cost"));
        Assert.Equal("estimated_cost", await AboveAsync(platform, "stage"));

        // What is not kept goes back and is said.
        await platform.RouteAsync("**/place", route => route.AbortAsync());
        using (browser.PlannedOutage("ERR_FAILED|/place"))
        {
            await TakeAsync(platform, "estimated_cost", "estimated_time");
            await mouse.UpAsync();
            await platform.Locator("[data-failed]").SeenAsync();
            Assert.Equal("estimated_time", await AboveAsync(platform, "estimated_cost"));
        }

        // By thumb, to the end of its section that is below the screen.
        var phone = await browser.SignInAsync(shop.Web.Address, "platform@demo.test", look: PageLook.Phone);
        await phone.GotoAsync("/platform/fields");
        var touch = await phone.Context.NewCDPSessionAsync(phone);
        var (x, y) = await CentreAsync(phone, "deal_type");
        await TouchAsync("touchStart", x, y);
        for (var i = 1; i <= 10; i++) await TouchAsync("touchMove", x, y + ((840 - y) * i / 10));
        await phone.Locator("#appointment[style*='translate: 0px -']").SeenAsync();
        await TouchAsync("touchEnd");
        await shop.Database.UntilAsync("select count(*) from appeal_meta_config where id = 'deal_type' and \"order\" = (select max(\"order\") from appeal_meta_config where \"group\" = 'appeal')", 1);
        await phone.ReloadAsync();
        Assert.Equal("appointment", await AboveAsync(phone, "deal_type"));

        Task<float> ScrolledAsync() => platform.EvaluateAsync<float>("() => scrollY");

        Task TouchAsync(string type, params double[] at) => touch.SendAsync("Input.dispatchTouchEvent", new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["type"] = type, ["touchPoints"] = at is [var left, var top] ? new object[] { new { x = left, y = top } } : [],
        });
    });

    // Where the time of the repair stands on an open card, seen from its price.
    private static Task TimeIsAsync(IPage page, string where) => page.WaitForFunctionAsync($$"""
        () => {
          const [cost, time] = ["Cost", "Time"].map((field) => document.querySelector(`[data-field=${field}]`));
          return cost && time && cost.compareDocumentPosition(time) & Node.DOCUMENT_POSITION_{{where}};
        }
        """);

    private static async Task TakeAsync(IPage page, string id, string to)
    {
        await page.EvaluateAsync("id => document.getElementById(id).scrollIntoView({ block: 'center' })", id);
        var ((x, y), (_, there)) = (await CentreAsync(page, id), await CentreAsync(page, to));
        await page.Mouse.MoveAsync(x, y);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(x, there, new() { Steps = 8 });
        await page.Locator($"#{id}.lifted").SeenAsync();
    }

    private static async Task<(float X, float Y)> CentreAsync(IPage page, string id)
    {
        var box = (await page.Locator($"#{id} [data-grip]").BoundingBoxAsync())!;
        return (box.X + (box.Width / 2), box.Y + (box.Height / 2));
    }

    private static Task<string> AboveAsync(IPage page, string id) => page.EvaluateAsync<string>("id => document.getElementById(id).previousElementSibling.id", id);
}
