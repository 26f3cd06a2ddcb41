using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An operator answers a certain message; by keyboard, and from a second device.</summary>
[Collection(Alone.Name)]
public sealed class QuoteJourney
{
    private const string Field = "crm-composer textarea";
    private const string Chip = "crm-composer .quote";

    [Fact]
    public Task A_message_is_chosen_by_keys_quoted_in_the_answer_and_led_back_to() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        foreach (var (text, i) in ((string[])["сколько стоит экран?", "и батарея?", "и когда готово?"]).Select((t, i) => (t, i)))
            await shop.Telegram.DeliverAsync(Updates.Text(i + 1, 700, 11 + i, text, first: "Олег"), text);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("и когда готово?").ClickAsync();
        await irina.Message("и когда готово?").SeenAsync();
        await irina.Locator("crm-conversation[data-key=q]").SeenAsync();
        await irina.Locator(Field).PressAsync("Escape");

        await irina.Keyboard.PressAsync("KeyQ");
        await FocusedAsync(irina, "и когда готово?");
        await irina.Keyboard.PressAsync("ArrowUp");
        await irina.Keyboard.PressAsync("ArrowUp");
        await FocusedAsync(irina, "сколько стоит экран?");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator(Chip, new() { HasText = "сколько стоит экран?" }).SeenAsync();
        await irina.Locator(Chip, new() { HasText = "Олег" }).SeenAsync();
        await irina.WaitForFunctionAsync("() => document.activeElement?.matches('crm-composer textarea')");

        // Esc takes the quotation away and leaves one in the field; the next one leaves the field.
        await irina.Keyboard.PressAsync("Escape");
        await irina.Locator(Chip).GoneAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyQ");
        await irina.Keyboard.PressAsync("ArrowUp");
        await irina.Keyboard.PressAsync("ArrowUp");
        await irina.Keyboard.PressAsync("KeyQ");
        await irina.Locator(Chip, new() { HasText = "сколько стоит экран?" }).SeenAsync();
        await irina.WaitForFunctionAsync("() => document.activeElement?.matches('crm-composer textarea')");
        await irina.Keyboard.TypeAsync("8 500 за экран");
        await irina.Keyboard.PressAsync("Enter");

        await irina.Message("8 500 за экран").Locator(".quoted", new() { HasText = "сколько стоит экран?" }).SeenAsync();
        await irina.Locator(Chip).GoneAsync();
        await irina.Tick("8 500 за экран", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal("""{"message_id":11,"allow_sending_without_reply":true}""", Assert.Single(bot.Sends).Body["reply_parameters"]!.ToJsonString());

        // What was quoted is led to.
        await irina.Message("8 500 за экран").Locator(".quoted button").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("li[data-sought]", new() { HasText = "сколько стоит экран?" }).SeenAsync();

        // An answer of ours can be quoted too, and what comes after it is no quotation.
        await irina.Message("8 500 за экран").Locator("[data-action=quote]").ClickAsync();
        await irina.Locator(Chip, new() { HasText = "Ирина Соколова" }).SeenAsync();
        await irina.AnswerAsync("со скидкой 8 000");
        await irina.Locator(Chip).GoneAsync();
        await irina.AnswerAsync("ждём вас");
        await irina.Tick("ждём вас", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.Equal([true, true, false], bot.Sends.Select(s => s.Body.ContainsKey("reply_parameters")));
    });

    [Fact]
    public Task What_is_quoted_stands_on_the_second_device_with_the_draft_and_goes_when_its_message_goes() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 11, "сколько стоит экран?"), "сколько стоит экран?");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await irina.Message("сколько стоит экран?").HoverAsync();
        await irina.Message("сколько стоит экран?").Locator("[data-action=quote]").ClickAsync();
        await irina.Locator(Chip).SeenAsync();
        await irina.Locator(Field).FillAsync("почти дописала");
        await shop.Database.UntilAsync("select count(*) from operator_drafts where text = 'почти дописала' and reply_to_id is not null", 1);

        var phone = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: PageLook.Phone);
        await phone.Row("сколько стоит экран?").ClickAsync();
        await phone.Locator(Chip, new() { HasText = "сколько стоит экран?" }).SeenAsync();
        await Assertions.ValueAsync(phone, "почти дописала");
        Assert.True(await phone.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));

        var id = await shop.Database.ScalarAsync<Guid>("select id from messages_history where message_text = 'сколько стоит экран?'");
        await shop.Database.ExecuteAsync($"""
            update messages_history set deleted_at = now() where id = '{id}';
            insert into live_events (tenant_id, kind, appeal_id, message_id) select tenant_id, 'message_changed', appeal_id, id from messages_history where id = '{id}'
            """);
        await irina.Locator(Chip).GoneAsync();
        await phone.Locator(Chip).GoneAsync();
        Assert.Equal(0, await irina.Locator("[data-action=quote]").CountAsync());
    });

    private static Task FocusedAsync(IPage page, string words) =>
        page.WaitForFunctionAsync("w => document.activeElement?.matches('[data-message]') && document.activeElement.textContent.includes(w)", words);
}
