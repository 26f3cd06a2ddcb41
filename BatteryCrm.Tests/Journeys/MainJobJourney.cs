using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>The main job, in the browser: a client's message reaches operators live, and the answer reaches the client.</summary>
[Collection(Alone.Name)]
public sealed class MainJobJourney
{
    [Fact]
    public Task A_message_stands_on_two_screens_one_takes_it_and_the_answer_leaves_once() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel, look: PageLook.Phone);

        // Both stand in the inbox, each gets ten messages without a reload; the median counts.
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "Здравствуйте!"), "Здравствуйте!");
        await irina.Row("Здравствуйте!").SeenAsync();
        await pavel.Row("Здравствуйте!").SeenAsync();
        var texts = Enumerable.Range(0, 10).Select(i => $"вопрос-{i:00}").ToList();
        await irina.WatchAsync(texts);
        await pavel.WatchAsync(texts);
        var delays = new List<TimeSpan>();
        for (var i = 0; i < texts.Count; i++)
        {
            var posted = TimeProvider.System.GetUtcNow();
            await shop.Telegram.DeliverAsync(Updates.Text(i + 2, 700, i + 2, texts[i]), texts[i]);
            foreach (var page in new[] { irina, pavel }) delays.Add(await page.SeenAtAsync(texts[i]) - posted);
        }

        var median = delays.Order().ElementAt(delays.Count / 2);
        Assert.True(median < TimeSpan.FromSeconds(1), $"The median from post to screen was {median.TotalMilliseconds:0} ms.");

        // One takes it, the other sees who.
        await irina.Row("вопрос-09").ClickAsync();
        await irina.Message("вопрос-09").SeenAsync();
        await irina.Locator("button.take").ClickAsync();
        await irina.Locator("button.release").SeenAsync();
        await pavel.Row("вопрос-09").ClickAsync();
        await pavel.Locator("p.holder[title*='Ирина Соколова']").SeenAsync();

        // The answer leaves exactly once, though the platform first says "too many".
        bot.Next(BotAnswer.TooManyRequests(1), BotAnswer.Ok);
        await irina.AnswerAsync("Замена дисплея на iPhone 13 — 8 500 ₽.");
        foreach (var page in new[] { irina, pavel })
        {
            await page.Message("8 500 ₽").SeenAsync();
            await page.Tick("8 500 ₽", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 20_000 });
        }

        Assert.Equal(2, bot.Sends.Count); // the refused one and the accepted one
        Assert.True(bot.Sends[1].At - bot.Sends[0].At >= TimeSpan.FromSeconds(1));
        Assert.All(bot.Sends, s => Assert.Equal(("700", "Замена дисплея на iPhone 13 — 8 500 ₽."), (s.ChatId, s.Text)));
        Assert.Equal("1|1|sent|t|Сбор информации", await shop.Database.ScalarAsync<string>("""
            select concat_ws('|', (select count(*) from messages_history where message_type = 'operator'), (select count(*) from outbound_messages),
                (select min(state) from outbound_messages), (select waiting_since is null from appeal_activity), (select stage from appeals))
            """));
    });

    [Fact]
    public Task With_a_bot_api_that_nobody_here_wrote_a_message_comes_and_the_answer_goes() => Browser.RunAsync(async browser =>
    {
        await using var peer = await TelegramPeer.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, peer.Address, token: TelegramPeer.Token);
        await peer.ForwardToAsync(shop.Web.Address, shop.Channel);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await peer.ClientWritesAsync("Сколько стоит аккумулятор?");
        await irina.Row("Сколько стоит аккумулятор?").ClickAsync();
        await irina.Message("Сколько стоит аккумулятор?").SeenAsync();
        await irina.AnswerAsync("2 900 ₽, 30 минут");
        await irina.Tick("2 900 ₽", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 20_000 });
        Assert.Equal(["2 900 ₽, 30 минут"], await peer.AnswersAsync());
    });

    [Fact]
    public Task A_double_press_of_the_button_sends_once() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-composer textarea").FillAsync("один раз");
        await irina.Locator("crm-composer [data-send]").DblClickAsync();
        await irina.Tick("один раз", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 20_000 });
        Assert.Single(bot.Sends);
        Assert.Equal(1, await irina.Message("один раз").CountAsync());
    });

    [Fact]
    public Task An_answer_taken_back_in_time_never_leaves() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address, undoSeconds: 30);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.AnswerAsync("не то");
        await irina.Message("не то").Locator("[data-action=take-back]").ClickAsync();
        await irina.Tick("не то", "отменено").SeenAsync();
        Assert.Empty(bot.Sends);
        Assert.Equal("cancelled|t", await shop.Database.ScalarAsync<string>("select concat_ws('|', (select state from outbound_messages), (select waiting_since is not null from appeal_activity))"));
    });

    [Fact]
    public Task Two_nodes_show_the_same_message_and_two_who_take_at_once_do_not_both_get_it() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var second = await shop.SecondNodeAsync();
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(second.Address, Shop.Pavel);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "батарея"), "батарея");
        foreach (var page in new[] { irina, pavel })
        {
            await page.Row("батарея").ClickAsync();
            await page.Locator("button.take").SeenAsync();
        }

        await Task.WhenAll(irina.Locator("button.take").ClickAsync(), pavel.Locator("button.take").ClickAsync());
        foreach (var page in new[] { irina, pavel }) await page.Locator("button.take").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        var winners = await irina.Locator("button.release").CountAsync() + await pavel.Locator("button.release").CountAsync();
        Assert.Equal(1, winners);
        Assert.Equal(1, await shop.Database.ScalarAsync<long>("select count(*) from operator_appeal_status where status = 'in_progress'"));
    });

    [Fact]
    public Task Strange_characters_and_markup_are_shown_as_words() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        const string markup = "<img src=x onerror=\"document.title='взлом'\"><script>document.title='взлом'</script>";
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, markup, first: "<b>" + new string('Ж', 296)), "markup");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "\u202Eсправа налево\u200B\u200B"), "rtl");
        await shop.Telegram.DeliverAsync(Updates.Text(3, 700, 3, string.Concat(Enumerable.Repeat("😀", 4096))), "emoji");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Locator("a[data-appeal]").First.ClickAsync();
        await irina.Message("onerror").SeenAsync();
        Assert.Contains("<script>", await irina.Message("onerror").InnerTextAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await irina.Locator("li[data-message] img, li[data-message] script, a[data-appeal] b").CountAsync());
        Assert.DoesNotContain("взлом", await irina.TitleAsync(), StringComparison.Ordinal);
        Assert.True(await irina.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= window.innerWidth"));
    });

    [Fact]
    public Task What_is_typed_survives_a_reload_and_another_page() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-composer textarea").PressSequentiallyAsync("почти дописал");
        await irina.ReloadAsync();
        await Assertions.ValueAsync(irina, "почти дописал");
        await shop.Database.UntilAsync("select count(*) from operator_drafts where text = 'почти дописал'", 1);
        var elsewhere = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await elsewhere.Row("экран").ClickAsync();
        await Assertions.ValueAsync(elsewhere, "почти дописал");
    });

    [Fact]
    public Task The_console_speaks_english_when_asked_and_remembers_it() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.ExecuteAsync("update operators set language = 'en' where username = 'pavel@demo.test'");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "display"), "display");
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel, look: new PageLook(Locale: "en-US"));
        await pavel.Row("display").ClickAsync();
        await pavel.GetByRole(AriaRole.Button, new() { Name = "Take" }).SeenAsync();
        Assert.DoesNotMatch("[А-Яа-я]", (await pavel.Locator("nav").First.InnerTextAsync()).Replace("РемТочка", string.Empty, StringComparison.Ordinal));
    });
}
