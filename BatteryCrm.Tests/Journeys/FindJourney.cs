using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Words are found in the open conversation, by keyboard, far beyond what is loaded.</summary>
[Collection(Alone.Name)]
public sealed class FindJourney
{
    private const string Field = "crm-find input";
    private const string Count = "crm-find [data-count]";

    [Fact]
    public Task Words_are_found_in_all_messages_marked_and_walked_through_and_the_focus_returns() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "Здравствуйте!"), "Здравствуйте!");
        await shop.Database.ExecuteAsync("""
            insert into messages_history (tenant_id, appeal_id, message_type, message_text, created_at)
            select m.tenant_id, m.appeal_id, 'client', case when n in (3, 90, 140) then 'про дисплей номер ' || n else 'сообщение ' || n end, m.created_at - n * interval '1 hour'
            from messages_history m, generate_series(1, 150) n where m.message_text = 'Здравствуйте!'
            """);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("Здравствуйте!").ClickAsync();
        await irina.Message("Здравствуйте!").SeenAsync();
        await irina.Locator("crm-composer textarea").FillAsync("недописанное");

        // On a Russian layout, out of the field first; the button of the header is the same.
        await irina.Keyboard.PressAsync("Escape");
        await irina.EvaluateAsync("() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ш', code: 'KeyI', bubbles: true, cancelable: true }))");
        await irina.Locator(Field).SeenAsync();
        await irina.Keyboard.TypeAsync("дисплеями");
        await FoundAsync(irina, "1 из 3", "про дисплей номер 3");
        Assert.True(await irina.EvaluateAsync<bool>("() => [...CSS.highlights.get('found')].some(r => r.toString() === 'дисплей')"));

        await irina.Keyboard.PressAsync("Enter");
        await FoundAsync(irina, "2 из 3", "про дисплей номер 90");
        await irina.Keyboard.PressAsync("Enter");
        await FoundAsync(irina, "3 из 3", "про дисплей номер 140");
        await irina.Keyboard.PressAsync("Shift+Enter");
        await FoundAsync(irina, "2 из 3", "про дисплей номер 90");
        await irina.Locator("crm-find [data-step='-1']").ClickAsync();
        await FoundAsync(irina, "1 из 3", "про дисплей номер 3");

        await irina.Locator(Field).FillAsync("карбюратор");
        await irina.Locator("crm-find[data-state=nothing] .nothing").SeenAsync();
        await irina.Locator(Field).PressAsync("Escape");
        await irina.Locator(Field).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.Equal(0, await irina.Locator("[data-sought]").CountAsync());
        Assert.False(await irina.EvaluateAsync<bool>("() => CSS.highlights.has('found')"));
        await Assertions.ValueAsync(irina, "недописанное");

        // The next appeal has a bar of its own, and a key goes to the keys again.
        await irina.Keyboard.PressAsync("r");
        Assert.True(await irina.Locator("crm-composer textarea").EvaluateAsync<bool>("e => e === document.activeElement"));
    });

    [Fact]
    public Task On_a_phone_the_bar_opens_by_its_button() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "Разбит экран"), "Разбит экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: PageLook.Phone);
        await irina.Row("Разбит экран").TapAsync();

        await irina.Locator("[data-find-here]").TapAsync();
        await irina.Locator(Field).FillAsync("экраны");

        await FoundAsync(irina, "1 из 1", "Разбит экран");
        await irina.Locator("crm-find [data-shut]").TapAsync();
        await irina.Locator(Field).WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    });

    private static async Task FoundAsync(IPage page, string count, string words)
    {
        await page.Locator(Count, new() { HasText = count }).SeenAsync();
        var message = page.Locator("li[data-sought]", new() { HasText = words });
        await message.SeenAsync();
        await page.WaitForFunctionAsync("() => { const c = document.querySelector('crm-conversation').getBoundingClientRect(), m = document.querySelector('li[data-sought]').getBoundingClientRect(); return m.top >= c.top && m.bottom <= c.bottom; }");
    }
}
