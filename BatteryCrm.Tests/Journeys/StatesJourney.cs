using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;
using Npgsql;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What the console says when there is nothing to show, when something cannot be read and when nobody answers.</summary>
[Collection(Alone.Name)]
public sealed class StatesJourney
{
    [Fact]
    public Task An_empty_inbox_says_what_will_happen_and_fills_by_itself() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.GetByText("Клиентов ещё нет").SeenAsync();
        await irina.GetByText("Здесь откроется переписка").SeenAsync();

        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "/start promo-7"), "/start");
        await irina.Row("Клиент открыл бота по ссылке promo-7").SeenAsync();
        await irina.GetByText("Выберите обращение").SeenAsync();

        // An empty tab of a shop that has clients leads to where there is something to do.
        await irina.Locator(".tab", new() { HasText = "Мои" }).ClickAsync();
        await irina.Locator(".queue .notice a.btn").ClickAsync();
        await irina.Row("promo-7").SeenAsync();
    });

    [Fact]
    public Task The_operators_menu_closes_with_escape() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Locator("h1:focus").SeenAsync(); // where a page that opens puts it
        await irina.Locator("button.who").ClickAsync();
        await irina.Locator(".menu-who").SeenAsync();

        await irina.Keyboard.PressAsync("Escape");

        await irina.Locator("#operator-menu").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        Assert.True(await irina.Locator("button.who").EvaluateAsync<bool>("e => e === document.activeElement"));
    });

    [Fact]
    public Task A_lost_connection_is_said_where_it_covers_nothing_and_what_is_on_screen_stays_readable() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        List<IPage> pages = [];
        foreach (var look in new[] { PageLook.Wide, PageLook.Phone })
        {
            var page = await browser.SignInAsync(shop.Web.Address, Shop.Irina, look: look);
            await page.Row("экран").ClickAsync();
            await page.Message("экран").SeenAsync();
            pages.Add(page);
        }

        using var outage = browser.PlannedOutage();
        await shop.Web.KillAsync();
        foreach (var page in pages)
        {
            var notice = page.Locator("#components-reconnect-modal");
            await notice.SeenAsync(30);
            // The queue's and the conversation's own tops: names, tabs and buttons.
            Assert.False(await notice.EvaluateAsync<bool>("""
                notice => {
                    const box = notice.getBoundingClientRect();
                    return [...document.querySelectorAll('.appeal-header, .tabs, .back, .take, .who')].filter(e => e.checkVisibility()).some(e => {
                        const own = e.getBoundingClientRect();
                        return own.left < box.right && own.right > box.left && own.top < box.bottom && own.bottom > box.top;
                    });
                }
                """));
            await page.WaitForFunctionAsync("() => getComputedStyle(document.querySelector('crm-conversation')).filter === 'grayscale(1)'");
            Assert.True(await page.Locator("crm-conversation").EvaluateAsync<double>("e => Number(getComputedStyle(e).opacity)") >= 0.8);
        }
    });

    [Fact]
    public Task A_conversation_that_could_not_be_read_comes_by_itself_when_the_database_answers() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").SeenAsync();
        await shop.Database.ExecuteAsync("revoke select on message_edits from batterycrm_app");
        await irina.Row("экран").ClickAsync();
        await irina.GetByText("Переписка не загрузилась").SeenAsync();

        await shop.Database.ExecuteAsync("grant select on message_edits to batterycrm_app");
        // Nothing changes in the database; that the node hears it again is all the news there is.
        var name = new NpgsqlConnectionStringBuilder(shop.Database.ConnectionString).Database;
        await TestServer.ExecuteAsync($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and application_name = 'batterycrm-live'");

        await irina.Message("экран").SeenAsync();
    });
}
