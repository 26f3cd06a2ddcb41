using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>From the end of a conversation to where answering begins, and back to what is new.</summary>
[Collection(Alone.Name)]
public sealed class UnansweredJourney
{
    private const string Pill = "crm-unanswered button";

    [Fact]
    public Task The_first_unanswered_message_is_a_key_away_also_pages_back_and_new_ones_are_told() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "последнее"), "последнее");
        await shop.Database.ExecuteAsync("""
            insert into messages_history (tenant_id, appeal_id, message_type, message_text, created_at)
            select m.tenant_id, m.appeal_id, case when n > 120 then 'operator' else 'client' end, 'сообщение ' || n, m.created_at - n * interval '1 minute'
            from messages_history m, generate_series(1, 130) n where m.message_text = 'последнее';
            update appeal_activity set waiting_since = (select min(created_at) from messages_history where message_text = 'сообщение 120');
            """);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("последнее").ClickAsync();
        await irina.Locator(Pill, new() { HasText = "Первое без ответа" }).SeenAsync();

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyU");
        await irina.Locator("li[data-sought]", new() { HasText = "сообщение 120" }).SeenAsync();
        await irina.Locator(Pill).WaitForAsync(new() { State = WaitForSelectorState.Hidden });

        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "и ещё вопрос"), "и ещё вопрос");
        await irina.Locator(".to-end.has-new").SeenAsync();
        await irina.Locator(".to-end").ClickAsync();
        await irina.Message("и ещё вопрос").SeenAsync();
        await irina.Locator(Pill).SeenAsync();

        await irina.Keyboard.PressAsync("KeyR");
        await irina.AnswerAsync("отвечаю");
        await irina.Locator(Pill).GoneAsync();
    });

    [Fact]
    public Task What_is_in_sight_needs_no_button() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: PageLook.Phone);
        await irina.Row("экран").TapAsync();
        await irina.Message("экран").SeenAsync();
        await irina.Locator(Pill).WaitForAsync(new() { State = WaitForSelectorState.Attached });

        Assert.False(await irina.Locator(Pill).IsVisibleAsync());
    });
}
