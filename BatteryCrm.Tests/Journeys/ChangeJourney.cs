using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An operator corrects what has left.</summary>
[Collection(Alone.Name)]
public sealed class ChangeJourney
{
    [Fact]
    public Task A_sent_answer_is_edited_and_withdrawn_by_keyboard_on_both_screens_and_a_refusal_is_said() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.Row("экран").ClickAsync();
        await pavel.Row("экран").ClickAsync();
        await irina.AnswerAsync("8 500 за дисплей");
        await pavel.Message("8 500 за дисплей").SeenAsync();
        await irina.Message("8 500 за дисплей").Locator("button.change").FocusAsync();
        Assert.Equal(0, await pavel.Locator("button.change").CountAsync());

        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("#change-form textarea").FillAsync("7 900 за дисплей");
        await irina.Locator("#change-form textarea").PressAsync("Tab");
        await irina.GetByText("Изменить", new() { Exact = true }).PressAsync("Enter");
        await pavel.Message("7 900 за дисплей").GetByText("изменено").SeenAsync();

        bot.Next(BotAnswer.Error(400, "Bad Request: message can't be deleted for everyone"));
        await irina.Message("7 900 за дисплей").Locator("button.change").ClickAsync();
        await irina.GetByText("Удалить у клиента").ClickAsync();
        await irina.GetByText("Не удалено: Bad Request: message can't be deleted for everyone").SeenAsync();

        await irina.Message("7 900 за дисплей").Locator("button.change").ClickAsync();
        await irina.GetByText("Удалить у клиента").ClickAsync();
        await pavel.Message("Сообщение удалено у клиента").SeenAsync();
        await irina.Locator("button.settle", new() { HasText = "Ответ не требуется" }).SeenAsync();
    });
}
