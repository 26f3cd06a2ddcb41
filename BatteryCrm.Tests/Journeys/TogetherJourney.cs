using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Several people over one queue: who is blocked, who is here, who is given what, who hears of it.</summary>
[Collection(Alone.Name)]
public sealed class TogetherJourney
{
    [Fact]
    public Task A_blocked_client_leaves_every_queue_and_is_back_by_one_press() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "купите рекламу"), "купите рекламу");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("купите рекламу").SeenAsync();
        await irina.Row("купите рекламу").ClickAsync();

        await irina.Locator(".card-pane button.block").ClickAsync();
        await pavel.Row("купите рекламу").GoneAsync();
        await irina.Locator(".appeal-header .blocked").SeenAsync();
        Assert.Equal(0, await irina.Locator(".appeal-header button.settle").CountAsync());

        // What he writes now stands among all, with its sign, and counts for nothing.
        await shop.Telegram.DeliverAsync(Updates.Text(3, 700, 2, "самая лучшая реклама"), "самая лучшая реклама");
        await irina.Message("самая лучшая реклама").SeenAsync();
        await pavel.GotoAsync(new Uri(shop.Web.Address, "/?tab=all").ToString());
        await pavel.Row("самая лучшая реклама").Locator(".blocked").SeenAsync();
        Assert.StartsWith("(1)", await pavel.TitleAsync(), StringComparison.Ordinal);

        await irina.Locator(".card-pane button.unblock").ClickAsync();
        await pavel.Row("самая лучшая реклама").Locator(".wait").SeenAsync();
        await irina.Locator(".appeal-header button.settle").SeenAsync();
    });

    [Fact]
    public Task What_somebody_holds_who_closed_the_console_is_free_for_the_others_after_a_while() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "батарея"), "батарея");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await TakeAsync(irina, "экран");
        await TakeAsync(pavel, "батарея");
        await pavel.Row("экран").ClickAsync();
        await pavel.Locator(".appeal-header .holder").SeenAsync();

        // Both have held for an hour; one of them is here.
        await shop.Database.ExecuteAsync("update appeal_activity set held_at = now() - interval '1 hour' where holder_id is not null");
        Assert.Equal(2L, await shop.Database.ScalarAsync<long>("select count(*) from operator_attendance where left_at is null"));
        await irina.CloseAsync();
        await shop.Database.UntilAsync("select count(*) from operator_attendance where left_at is not null", 1);
        await shop.Database.ExecuteAsync("update operator_attendance set seen_at = now() - interval '31 minutes' where left_at is not null");

        await pavel.Locator(".appeal-header button.take").SeenAsync(40);
        await pavel.Locator(".history .toggle").ClickAsync();
        await pavel.Locator(".deeds li", new() { HasText = "Ирина Соколова не на связи" }).SeenAsync();
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("select count(*) from appeal_activity where holder_id is not null"));
    });

    private static async Task TakeAsync(IPage page, string words)
    {
        await page.Row(words).ClickAsync();
        await page.Locator(".appeal-header button.take").ClickAsync();
        await page.Locator(".appeal-header button.release").SeenAsync();
    }
}
