using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>The one box, by keyboard alone.</summary>
[Collection(Alone.Name)]
public sealed class SearchJourney
{
    private const string Box = "crm-palette input";
    private const string Chosen = "crm-palette [aria-selected=true]";

    [Fact]
    public Task A_message_of_long_ago_is_found_and_opened_at_its_place() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "Здравствуйте!"), "Здравствуйте!");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "Добрый день"), "Добрый день");
        await shop.Database.ExecuteAsync("""
            insert into messages_history (tenant_id, appeal_id, message_type, message_text, created_at)
            select m.tenant_id, m.appeal_id, 'client', case n when 120 then 'Почистите карбюратор' else 'сообщение ' || n end, m.created_at - n * interval '1 hour'
            from messages_history m, generate_series(1, 150) n where m.message_text = 'Здравствуйте!'
            """);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("Добрый день").SeenAsync();

        // The message lies three pages back in another conversation than any that is open.
        await FindAsync(irina, "карбюраторы");
        await irina.Locator(Chosen, new() { HasText = "карбюратор" }).SeenAsync();
        await irina.Keyboard.PressAsync("Enter");
        await AssertSoughtAsync(irina, "Почистите карбюратор");

        // In the conversation that is open already; Enter before the answer waits for it.
        await FindAsync(irina, "сообщение 77");
        await irina.Keyboard.PressAsync("Enter");
        await AssertSoughtAsync(irina, "сообщение 77");

        // The address alone leads there as well.
        await irina.ReloadAsync();
        await AssertSoughtAsync(irina, "сообщение 77");
    });

    [Fact]
    public Task Clients_screens_and_actions_are_reached_by_keys_and_the_focus_returns() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран", first: "Алёна Семёнова"), "экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "батарея", first: "Борис Орлов"), "батарея");
        await shop.Database.ExecuteAsync("update clients set phone = '+79171234567' where name like 'Борис%'");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").SeenAsync();

        await FindAsync(irina, "семнова");
        await irina.Locator(Chosen, new() { HasText = "Алёна Семёнова" }).SeenAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Message("экран").SeenAsync();

        // From within a field, on a Russian keyboard; Escape gives the focus back.
        await irina.Keyboard.PressAsync("r");
        await irina.Locator("crm-composer textarea").EvaluateAsync("e => e.dispatchEvent(new KeyboardEvent('keydown', { key: 'л', code: 'KeyK', ctrlKey: true, bubbles: true, cancelable: true }))");
        await irina.Locator(Box).SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Locator(Box).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.True(await irina.Locator("crm-composer textarea").EvaluateAsync<bool>("e => e === document.activeElement"));

        await FindAsync(irina, "8 (917) 123-45-67");
        await irina.Locator(Chosen, new() { HasText = "Борис" }).SeenAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Message("батарея").SeenAsync();

        // What was looked for is remembered, also over a reload, the newest first.
        await irina.ReloadAsync();
        await irina.Message("батарея").SeenAsync();
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("crm-palette [data-again]").First.SeenAsync();
        Assert.Equal(["8 (917) 123-45-67", "семнова"], await irina.Locator("crm-palette [data-again]").AllInnerTextsAsync());
        await irina.Keyboard.PressAsync("ArrowDown");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator(Chosen, new() { HasText = "Алёна Семёнова" }).SeenAsync();
        await irina.Keyboard.PressAsync("Escape");

        // An action of the open appeal, a choice, a screen.
        await FindAsync(irina, "взять");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("button.release").SeenAsync();
        await FindAsync(irina, "темная");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("html[data-theme=dark]").WaitForAsync();
        await FindAsync(irina, "профиль");
        await irina.Keyboard.PressAsync("Enter");
        await irina.WaitForURLAsync("**/profile");
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator(Box).FillAsync(string.Empty);
        await irina.Locator("#command-waiting").SeenAsync();
        Assert.Equal(0, await irina.Locator("#command-take:visible").CountAsync());
    });

    [Fact]
    public Task On_a_phone_the_box_fills_the_screen_and_closes_by_its_button() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран", first: "Алёна"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: PageLook.Phone);
        await irina.Locator("[data-find]").TapAsync();
        await irina.Locator(Box).FillAsync("алена");
        await irina.Locator("crm-palette a[data-hit]", new() { HasText = "Алёна" }).SeenAsync();
        var window = (await irina.Locator("crm-palette dialog").BoundingBoxAsync())!;
        Assert.Equal((0, 0, 390, 844), ((int)window.X, (int)window.Y, (int)window.Width, (int)window.Height));
        Assert.True(await irina.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
        await irina.Locator("crm-palette [data-shut]").TapAsync();
        await irina.Locator(Box).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    });

    private static async Task FindAsync(IPage page, string text)
    {
        await page.Keyboard.PressAsync("Control+KeyK");
        await page.Locator(Box).SeenAsync();
        await page.Keyboard.InsertTextAsync(text);
    }

    // In sight and marked; the last page of a conversation would be without it.
    private static async Task AssertSoughtAsync(IPage page, string text)
    {
        var message = page.Locator("li[data-sought]", new() { HasText = text });
        await message.SeenAsync();
        await page.WaitForFunctionAsync("e => { const box = e.getBoundingClientRect(); return box.top >= 0 && box.bottom <= window.innerHeight; }", await message.ElementHandleAsync(), new() { Timeout = 15_000 });
    }
}
