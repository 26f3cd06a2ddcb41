using System.Globalization;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What sounds and pops up while the console is open: as the operator has chosen, once for all tabs, and not for what stands before the eyes.</summary>
[Collection(Alone.Name)]
public sealed class NoticeJourney
{
    // Notes what would be heard and shown. Without "notices-sounded" every sound is one of its own, so that they can be counted.
    private const string Ears = """
        window.rung = 0;
        window.shown = [];
        window.AudioContext = class {
          constructor() { window.rung++; }
          currentTime = 0;
          createOscillator() { return { frequency: {}, connect: (to) => to, start() {}, stop() {} }; }
          createGain() { return { gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (to) => to }; }
          close() {}
        };
        window.Notification = class {
          static permission = "granted";
          static requestPermission = async () => "granted";
          constructor(title, { body }) { window.shown.push(`${title}: ${body}`); }
          close() {}
        };
        """;

    private const string NoPace = """
        const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (key, value) { if (key !== "notices-sounded") set.call(this, key, value); };
        """;

    [Fact]
    public Task New_words_sound_as_chosen_but_not_of_the_open_appeal_nor_a_colleagues_nor_in_quiet_hours() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "стекло"), "стекло");
        var irina = await ListeningAsync(browser, shop, Ears + NoPace);

        await shop.Telegram.DeliverAsync(Updates.Text(3, 701, 2, "сколько за стекло"), "сколько за стекло");
        await RungAsync(irina, said: 1, rung: 1);

        // Before the eyes, also when it is another tab that hears of it.
        await irina.Row("экран").ClickAsync();
        await irina.Mouse.MoveAsync(900, 20);
        await irina.Locator("crm-notices[data-open]").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var second = await irina.Context.NewPageAsync();
        await second.GotoAsync("/");
        await second.Row("экран").SeenAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(4, 700, 2, "он разбит"), "он разбит");
        await irina.Message("он разбит").SeenAsync();
        await RungAsync(irina, said: 2, rung: 1, second);

        // Of two tabs one sounds.
        await shop.Telegram.DeliverAsync(Updates.Text(5, 701, 3, "вы работаете"), "вы работаете");
        await RungAsync(irina, said: 3, rung: 2, second);
        await second.CloseAsync();
        var soFar = await irina.EvaluateAsync<int>("window.rung");

        await shop.Database.ExecuteAsync($"update appeal_activity set holder_id = (select id from operators where email = '{Shop.Pavel}') where appeal_id = (select appeal_id from messages_history where message_text = 'стекло')");
        await shop.Telegram.DeliverAsync(Updates.Text(6, 701, 4, "жду Павла"), "жду Павла");
        await irina.Row("жду Павла").SeenAsync();

        // Quiet now, on the shop's clock: the counter goes on, nothing sounds.
        await ChooseAsync(irina);
        var now = TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Samara"));
        await irina.Locator("#notices .switch input").CheckAsync();
        await irina.Locator("#notices input[type=time]").First.FillAsync(Clock(now.AddHours(-1)));
        await irina.Locator("#notices input[type=time]").Last.FillAsync(Clock(now.AddHours(1)));
        await shop.Database.UntilAsync($"select count(*) from operator_notification_settings where quiet_from = '{Clock(now.AddHours(-1))}' and quiet_until = '{Clock(now.AddHours(1))}'", 1);
        await shop.Telegram.DeliverAsync(Updates.Text(7, 702, 1, "тихо ли у вас"), "тихо ли у вас");
        await irina.Row("тихо ли у вас").SeenAsync();
        await irina.WaitForFunctionAsync("() => document.title.startsWith('(3)')");

        await irina.Locator("#notices .switch input").UncheckAsync();
        await shop.Database.UntilAsync("select count(*) from operator_notification_settings where quiet_from is null", 1);
        await shop.Telegram.DeliverAsync(Updates.Text(8, 703, 1, "снова слышно"), "снова слышно");
        await RungAsync(irina, said: 4, rung: soFar + 1);
    });

    [Fact]
    public Task What_is_chosen_by_keyboard_holds_in_another_browser_at_once_and_after_a_reload_and_pops_up_while_another_window_is_in_front() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await ListeningAsync(browser, shop, Ears + NoPace);
        var elsewhere = await ListeningAsync(browser, shop, Ears + NoPace);
        await ChooseAsync(elsewhere);

        await ChooseAsync(irina);
        await ByTabAsync(irina, "Клиент пишет, обращение ничьё: Звук");
        await irina.Keyboard.PressAsync("Space");
        await ByTabAsync(irina, "Клиент пишет, обращение ничьё: Всплывает");
        await irina.Keyboard.PressAsync("Space");
        await irina.Keyboard.PressAsync("Escape");
        Assert.False(await irina.Locator("#notices").IsVisibleAsync());

        // At once where it is open, and where it is opened anew.
        await elsewhere.Locator("[aria-label='Клиент пишет, обращение ничьё: Всплывает']:checked").SeenAsync();
        await elsewhere.Locator("[aria-label='Клиент пишет, обращение ничьё: Звук']:not(:checked)").SeenAsync();
        await elsewhere.ReloadAsync();
        await HearsAsync(elsewhere);
        await ChooseAsync(elsewhere);
        await elsewhere.Locator("[aria-label='Клиент пишет, обращение ничьё: Всплывает']:checked").SeenAsync();

        await irina.EvaluateAsync("document.hasFocus = () => false; window.dispatchEvent(new Event('blur'))");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        await irina.WaitForFunctionAsync("() => window.shown.length === 1");
        Assert.Equal("Ирина: экран", await irina.EvaluateAsync<string>("window.shown[0]"));
        Assert.Equal(0, await irina.EvaluateAsync<int>("window.rung"));

        // In front there is a console already.
        await RungAsync(elsewhere, said: 1, rung: 0);
        Assert.Equal(0, await elsewhere.EvaluateAsync<int>("window.shown.length"));
    });

    [Fact]
    public Task Many_at_once_are_one_sound_and_a_browser_that_refuses_says_so() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await ListeningAsync(browser, shop, Ears + "window.Notification.permission = 'denied'; window.Notification.requestPermission = async () => 'denied';");

        await Task.WhenAll(Enumerable.Range(1, 3).Select(i => shop.Telegram.DeliverAsync(Updates.Text(i, 700 + i, 1, "экран " + i), "экран " + i)));
        await RungAsync(irina, said: 3, rung: 1);

        await ChooseAsync(irina);
        await irina.Locator("[data-notice-way=browser]").First.CheckAsync();
        await irina.Locator("[data-state=denied]").SeenAsync();
    });

    private static async Task<IPage> ListeningAsync(Browser browser, Shop shop, string ears)
    {
        var page = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await page.Context.AddInitScriptAsync(ears);
        await page.ReloadAsync();
        await HearsAsync(page);
        return page;
    }

    // What the bell's own first read asked for is there: from here on it hears, and its buttons answer.
    private static async Task HearsAsync(IPage page)
    {
        await page.Locator(".bell").SeenAsync();
        await page.WaitForFunctionAsync("() => document.querySelector('#notices .none') !== null");
    }

    private static async Task ChooseAsync(IPage page)
    {
        await page.Locator(".bell").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#notices").SeenAsync();
        if (await page.Locator("#notices .choices").CountAsync() == 0)
        {
            await page.Locator("#notices .head [aria-pressed]").FocusAsync();
            await page.Keyboard.PressAsync("Enter");
        }

        await page.Locator("#notices .choices").SeenAsync();
    }

    // So many were looked at in this browser, and so many sounded in its tabs.
    private static async Task RungAsync(IPage page, int said, int rung, IPage? second = null)
    {
        await page.WaitForFunctionAsync("n => (JSON.parse(localStorage.getItem('notices-said')) ?? []).length === n", said);
        Assert.Equal(rung, await page.EvaluateAsync<int>("window.rung") + (second is null ? 0 : await second.EvaluateAsync<int>("window.rung")));
    }

    private static async Task ByTabAsync(IPage page, string name)
    {
        for (var i = 0; i < 30; i++)
        {
            if (await page.EvaluateAsync<bool>("n => document.activeElement.ariaLabel === n", name)) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"'{name}' is not reached by Tab.");
    }

    private static string Clock(DateTimeOffset at) => at.ToString("HH:mm", CultureInfo.InvariantCulture);
}
