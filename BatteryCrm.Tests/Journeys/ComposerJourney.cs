using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What is typed is neither lost nor sent twice nor brought back.</summary>
[Collection(Alone.Name)]
public sealed class ComposerJourney
{
    private const string Field = "crm-composer textarea";

    [Fact]
    public Task As_much_as_the_composer_holds_is_kept_and_breaks_nothing() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        var text = string.Concat(Enumerable.Repeat("щ", 20_000));

        await irina.Locator(Field).FillAsync(text);
        await shop.Database.UntilAsync("select count(*) from operator_drafts where length(text) = 20000", 1);
        await irina.ReloadAsync();

        await Assertions.ValueAsync(irina, text);
        await irina.Locator(Field).PressAsync("Enter");
        await irina.Locator(".refusal").SeenAsync();
        await irina.Locator("button.take").ClickAsync();
        await shop.Database.UntilAsync("select count(*) from appeal_activity where holder_id is not null", 1);
        await Assertions.ValueAsync(irina, text);
    });

    [Fact]
    public Task Sending_a_failed_message_again_leaves_what_is_half_typed() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        bot.Next(BotAnswer.Error(403, "Forbidden: bot was blocked by the user"), BotAnswer.Ok);
        await irina.AnswerAsync("готово");
        await irina.Locator("[data-action=send-again]").SeenAsync();
        await irina.Locator(Field).FillAsync("полуслово");
        await shop.Database.UntilAsync("select count(*) from operator_drafts where text = 'полуслово'", 1);

        await irina.Locator("[data-action=send-again]").ClickAsync();
        await shop.Database.UntilAsync("select count(*) from outbound_messages where state = 'sent'", 1);

        Assert.Equal(1, await shop.Database.ScalarAsync<long>("select count(*) from operator_drafts where text = 'полуслово'"));
        await Assertions.ValueAsync(irina, "полуслово");
    });

    [Fact]
    public Task A_page_that_went_away_between_send_and_its_answer_does_not_bring_the_sent_words_back() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator(Field).PressSequentiallyAsync("уже отправлено");
        // What the browser holds in the moment after the press: the text, its key, and that it was tried.
        var kept = await irina.EvaluateAsync<string[]>("""
            () => {
                const name = Object.keys(localStorage).find(k => k.startsWith('draft:'));
                const { text, key } = JSON.parse(localStorage.getItem(name));
                return [name, JSON.stringify({ text, key, isUnsaved: true, tried: text })];
            }
            """);
        await irina.Locator(Field).PressAsync("Enter");
        await irina.Message("уже отправлено").SeenAsync();

        await irina.EvaluateAsync("kept => localStorage.setItem(kept[0], kept[1])", kept);
        await irina.ReloadAsync();

        await irina.Message("уже отправлено").SeenAsync();
        await Assertions.ValueAsync(irina, string.Empty);
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from operator_drafts"));
        await irina.AnswerAsync("уже отправлено");
        await shop.Database.UntilAsync("select count(*) from messages_history where message_text = 'уже отправлено'", 2);
    });
}
