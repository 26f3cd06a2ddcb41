using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What an operator does with a conversation that needs no answer, or words for colleagues only; by keyboard.</summary>
[Collection(Alone.Name)]
public sealed class QueueJourney
{
    [Fact]
    public Task What_needs_no_answer_leaves_the_queue_of_everybody_and_comes_back_with_the_clients_next_word() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "спасибо, понял"), "спасибо, понял");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("спасибо, понял").SeenAsync();
        await irina.Row("спасибо, понял").ClickAsync();
        await irina.Locator("button.settle").SeenAsync();
        await irina.Locator("crm-composer textarea:focus").WaitForAsync();

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyD");

        await pavel.Row("спасибо, понял").GoneAsync();
        await irina.GetByText("Вернуть в «Без ответа»").SeenAsync();
        await irina.Keyboard.PressAsync("KeyD");
        await pavel.Row("спасибо, понял").SeenAsync();
        await irina.Locator("button.settle", new() { HasText = "Ответ не требуется" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyD");
        await pavel.Row("спасибо, понял").GoneAsync();

        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "а когда зайти?"), "а когда зайти?");
        await pavel.Row("а когда зайти?").SeenAsync();
    });

    [Fact]
    public Task By_J_and_K_rows_that_only_keep_their_place_are_passed_over_and_C_leads_to_the_card() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        foreach (var (at, words) in new[] { "один", "два", "три" }.Index()) await shop.Telegram.DeliverAsync(Updates.Text(at + 1, 700 + at, 1, words), words);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("три").SeenAsync();
        // The pointer stays on it: rows keep their places.
        await irina.Row("два").ClickAsync();
        await irina.Locator("crm-composer textarea:focus").WaitForAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyD");
        await irina.Locator(".item.left", new() { HasText = "два" }).SeenAsync();

        await irina.Keyboard.PressAsync("KeyK");
        await irina.Locator(".item:focus", new() { HasText = "один" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyJ");
        await irina.Locator(".item:focus", new() { HasText = "три" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyC");
        await irina.Locator(".card-pane:focus").SeenAsync();
    });

    [Fact]
    public Task A_note_stands_on_both_screens_and_reaches_no_client_and_the_half_typed_answer_stays() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.Row("экран").ClickAsync();
        await pavel.Row("экран").ClickAsync();
        await irina.Locator("crm-composer textarea").FillAsync("полуслово");

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyN");
        await irina.Locator("crm-composer.note").SeenAsync();
        await irina.Keyboard.TypeAsync("клиент знакомый, скидка");
        await irina.Keyboard.PressAsync("Enter");

        await pavel.Message("клиент знакомый, скидка").SeenAsync();
        await Assertions.ValueAsync(irina, string.Empty);
        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyR");
        await irina.Locator("crm-composer:not(.note)").SeenAsync();
        await Assertions.ValueAsync(irina, "полуслово");
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from outbound_messages"));
    });

    [Fact]
    public Task A_colleague_named_in_a_note_hears_of_it_and_is_led_there() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyN");
        await irina.Locator("crm-mentions").SeenAsync();

        // "@" and the first letters are enough: Tab writes the name.
        await irina.Locator("crm-composer.note textarea").PressSequentiallyAsync("посмотри, @пав");
        await irina.Locator("crm-mentions [data-first]", new() { HasText = "@Павел Ветров" }).SeenAsync();
        await irina.Keyboard.PressAsync("Tab");
        await Assertions.ValueAsync(irina, "посмотри, @Павел Ветров ");
        await irina.Keyboard.PressAsync("Enter");

        await pavel.Locator(".bell .count", new() { HasText = "1" }).SeenAsync();
        await pavel.Keyboard.PressAsync("KeyB");
        await pavel.Locator("#notices a", new() { HasText = "Ирина Соколова: вас упомянули в заметке" }).ClickAsync();
        await pavel.Message("посмотри, @Павел Ветров").SeenAsync();
        Assert.Equal("Павел Ветров", await shop.Database.ScalarAsync<string>("select string_agg(o.name, ', ') from notifications n join operators o on o.id = n.operator_id where n.kind = 'mention'"));
    });

    [Fact]
    public Task A_stage_is_changed_by_keyboard_and_the_colleagues_screen_follows() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.Row("экран").ClickAsync();
        await pavel.Row("экран").ClickAsync();
        await irina.Locator(".card-pane button.move").SeenAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync();

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyS");
        await irina.Locator("input[type=radio]:focus").SeenAsync();
        await irina.Keyboard.PressAsync("ArrowDown");
        await irina.Keyboard.PressAsync("Enter");

        await pavel.Locator(".card-pane .stage", new() { HasText = "Информация собрана" }).SeenAsync();
        await irina.Locator(".mud-dialog-container").GoneAsync();
    });
}
