using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>All that a client said in any appeal, as one line; the answer goes to the open one.</summary>
[Collection(Alone.Name)]
public sealed class TimelineJourney
{
    [Fact]
    public Task All_appeals_of_a_client_stand_in_one_line_live_and_the_answer_goes_to_the_open_one() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "новый вопрос"), "новый вопрос");
        var client = await shop.Database.ScalarAsync<Guid>("select client_id from appeals");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("новый вопрос").ClickAsync();
        await irina.Message("новый вопрос").SeenAsync();
        Assert.Equal(0, await irina.Locator("[data-key=l]").CountAsync());

        // An appeal of last month in another channel, with more than a page of words.
        var channel = await shop.Database.Given.ChannelAsync(shop.Tenant, name: "Второй бот");
        var old = await shop.Database.Given.AppealAsync(shop.Tenant, client, channel);
        await shop.Database.ExecuteAsync($"""
            insert into messages_history (tenant_id, appeal_id, channel_id, message_type, message_text, created_at)
            select '{shop.Tenant}', '{old}', '{channel}', 'client', 'давнее ' || n, now() - interval '30 days' - n * interval '1 minute' from generate_series(1, 70) n
            """);
        await irina.ReloadAsync();
        await irina.Message("новый вопрос").SeenAsync();
        Assert.Equal(0, await irina.Message("давнее").CountAsync());

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyL");
        await irina.Locator("li .appeal", new() { HasText = "Второй бот" }).SeenAsync();
        await irina.Locator("li .appeal.open", new() { HasText = "Открытое обращение" }).SeenAsync();
        await irina.GetByText("Ответ уйдёт в открытое").SeenAsync();
        // It stands where it stood, at the end; further pages come on the way back.
        await irina.Message("новый вопрос").SeenAsync();
        await irina.Message("давнее 1").SeenAsync();
        await irina.Locator("crm-conversation").EvaluateAsync("e => e.scrollTo(0, 0)");
        await irina.Message("давнее 70").SeenAsync();

        // What is said elsewhere comes live; what is answered goes to the open appeal.
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "алло?"), "алло?");
        await irina.Message("алло?").SeenAsync();
        await irina.Keyboard.PressAsync("KeyR");
        await irina.AnswerAsync("отвечаю здесь");
        await irina.Message("отвечаю здесь").SeenAsync();
        await shop.Database.UntilAsync($"select count(*) from outbound_messages where appeal_id <> '{old}'", 1);

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyL");
        await irina.Message("давнее").GoneAsync();
        await irina.Message("отвечаю здесь").SeenAsync();
    });
}
