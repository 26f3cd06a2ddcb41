using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An operator narrows the queue, puts an appeal off and hands one over; by keyboard.</summary>
[Collection(Alone.Name)]
public sealed class NarrowedQueueJourney
{
    [Fact]
    public Task A_queue_is_narrowed_by_keys_kept_as_a_view_and_back_undoes_it() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "стекло"), "стекло");
        await shop.Database.ExecuteAsync("update appeals set stage = 'Клиент пришёл' where id = (select appeal_id from messages_history where message_text = 'стекло')");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").SeenAsync();

        await irina.Keyboard.PressAsync("KeyF");
        await irina.Locator("#queue-filter").SeenAsync();
        await ByTabAsync(irina, "Клиент пришёл");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Row("экран").GoneAsync();
        await irina.Row("стекло").SeenAsync();
        await irina.WaitForURLAsync("**/?stage=came");

        // The panel stays open and offers to keep what was chosen.
        await irina.Locator("#queue-filter input[type=text]").FocusAsync();
        await irina.Keyboard.TypeAsync("Уже пришли");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("#queue-filter a.view", new() { HasText = "Уже пришли" }).SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Locator(".narrowed", new() { HasText = "Клиент пришёл" }).SeenAsync();
        Assert.False(await irina.Locator("#queue-filter").IsVisibleAsync());

        // What comes into the stage comes into the queue, and "back" shows all of it.
        await irina.GoBackAsync();
        await irina.Row("экран").SeenAsync();
        Assert.Equal(0, await irina.Locator(".narrowed").CountAsync());
        await irina.Keyboard.PressAsync("KeyF");
        await irina.Locator("#queue-filter a.view", new() { HasText = "Уже пришли" }).ClickAsync();
        await irina.Row("экран").GoneAsync();
        await irina.WaitForURLAsync("**/?stage=came");
    });

    [Fact]
    public Task What_is_put_off_leaves_the_queue_and_its_return_rings_the_bell() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "напишите завтра"), "напишите завтра");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("напишите завтра").SeenAsync();
        await irina.Row("напишите завтра").ClickAsync();
        await irina.Locator("button.settle").SeenAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");

        await irina.Keyboard.PressAsync("KeyZ");
        await ByTabAsync(irina, "Завтра утром");
        await irina.Keyboard.PressAsync("Enter");
        await pavel.Row("напишите завтра").GoneAsync();
        await irina.Locator("button.opener.on").SeenAsync();
        Assert.False(await irina.Locator("#snooze-menu").IsVisibleAsync());

        // Its time comes.
        await irina.GotoAsync(shop.Web.Address.ToString());
        await irina.Locator(".notice").SeenAsync();
        await shop.Database.ExecuteAsync("update appeal_activity set snoozed_until = now()");
        await pavel.Row("напишите завтра").SeenAsync();
        await irina.Locator(".bell .count", new() { HasText = "1" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyB");
        await irina.Locator("#notices a", new() { HasText = "Пора вернуться к обращению" }).ClickAsync();
        await irina.Message("напишите завтра").SeenAsync();
        Assert.False(await irina.Locator("#notices").IsVisibleAsync());
        await irina.Locator(".bell .count").GoneAsync();
        Assert.Equal(0, await pavel.Locator(".bell .count").CountAsync());
    });

    [Fact]
    public Task An_appeal_is_handed_over_and_the_colleague_hears_of_it_at_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("экран").SeenAsync();
        await irina.Row("экран").ClickAsync();
        await irina.Locator("button.take").SeenAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        Assert.Equal(0, await irina.Locator("[popovertarget=assign-menu]").CountAsync());
        await irina.Keyboard.PressAsync("KeyT");
        await irina.Locator("button.release").SeenAsync();

        await irina.Keyboard.PressAsync("KeyH");
        await irina.Locator("#assign-menu textarea").FillAsync("Клиент ждёт звонка");
        await ByTabAsync(irina, "Павел Ветров");
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator(".holder", new() { HasText = "Павел Ветров" }).SeenAsync();
        await pavel.Locator(".bell .count", new() { HasText = "1" }).SeenAsync();
        await pavel.Keyboard.PressAsync("KeyB");
        await pavel.Locator("#notices a", new() { HasText = "Ирина Соколова: вам передали обращение" }).ClickAsync();
        await pavel.Locator("button.release").SeenAsync();
    });

    [Fact]
    public Task Many_appeals_are_picked_by_keys_settled_at_once_and_all_come_back() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        for (var i = 1; i <= 3; i++) await shop.Telegram.DeliverAsync(Updates.Text(i, 700 + i, 1, "спасибо " + i), "спасибо " + i);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("спасибо 3").SeenAsync();
        await irina.Row("спасибо 3").SeenAsync();

        await irina.Keyboard.PressAsync("KeyV");
        await irina.Locator("a[role=checkbox]").SeenAsync();
        await irina.Keyboard.PressAsync("KeyJ");
        await irina.Keyboard.PressAsync("Space");
        await irina.Keyboard.PressAsync("KeyJ");
        await irina.Keyboard.PressAsync("Space");
        await irina.GetByText("Выбрано: 2").SeenAsync();
        Assert.Equal(2, await irina.Locator("a[aria-checked=true]").CountAsync());
        await irina.GetByRole(AriaRole.Button, new() { Name = "Все по фильтру" }).PressAsync("Enter");
        await irina.GetByText("Выбрано: 3").SeenAsync();
        await irina.Locator(".bar button", new() { HasText = "Ответ не требуется" }).PressAsync("Enter");

        await irina.GetByText("Готово: 3.").SeenAsync();
        for (var i = 1; i <= 3; i++) await pavel.Row("спасибо " + i).GoneAsync();
        await irina.GetByRole(AriaRole.Button, new() { Name = "Отменить" }).PressAsync("Enter");
        await irina.GetByText("Возвращено: 3.").SeenAsync();
        for (var i = 1; i <= 3; i++) await pavel.Row("спасибо " + i).SeenAsync();
    });

    // On to what stands under these words, as everybody without a mouse does.
    private static async Task ByTabAsync(IPage page, string words)
    {
        for (var i = 0; i < 60; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("w => document.activeElement.matches('a, button') && document.activeElement.textContent.includes(w)", words)) return;
        }

        Assert.Fail($"'{words}' is not reached by Tab.");
    }
}
