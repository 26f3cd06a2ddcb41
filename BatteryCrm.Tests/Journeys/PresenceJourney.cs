using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Two who look at the same appeal see each other, wherever each of them is served.</summary>
[Collection(Alone.Name)]
public sealed class PresenceJourney
{
    private const string Field = "crm-composer textarea";
    private const string Typing = "Ирина печатает…";

    [Fact]
    public Task Who_looks_and_who_writes_is_seen_by_a_colleague_and_ends_with_the_page() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var second = await shop.SecondNodeAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "батарея"), "батарея");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(second.Address, Shop.Pavel);
        await pavel.Row("экран").ClickAsync();
        await irina.Row("экран").ClickAsync();
        await pavel.Locator("span.viewer[title='Смотрит: Ирина Соколова']").SeenAsync();
        await irina.Locator("span.viewer[title='Смотрит: Павел Ветров']").SeenAsync();
        var top = (await pavel.Locator(Field).BoundingBoxAsync())!.Y;

        await irina.Locator(Field).PressSequentiallyAsync("Замена");
        await pavel.Locator("p.typing", new() { HasText = Typing }).SeenAsync();
        await pavel.Locator("span.viewer[title='Печатает: Ирина Соколова']").SeenAsync();
        Assert.Equal(top, (await pavel.Locator(Field).BoundingBoxAsync())!.Y);
        Assert.Equal(0, await irina.Locator("p.typing .words").CountAsync());

        // Cleared: at once, not after the pause.
        await irina.Locator(Field).FillAsync(string.Empty);
        await pavel.Locator("p.typing .words").GoneAsync(seconds: 4);

        // The queue says it too, of an appeal that is not open.
        await pavel.Row("батарея").ClickAsync();
        await irina.Locator("span.viewer").GoneAsync(seconds: 8);
        await irina.Locator(Field).PressSequentiallyAsync("Замена экрана");
        await pavel.Row("экран").Locator($".typing[title='{Typing}']").SeenAsync();
        await pavel.Row("экран").ClickAsync();
        await pavel.Locator("span.viewer").SeenAsync();

        await irina.CloseAsync();
        await pavel.Locator("span.viewer").GoneAsync(seconds: 10);
        Assert.Equal(0, await pavel.Locator(".typing .words, a .typing").CountAsync());
    });

    [Fact]
    public Task A_page_that_is_cut_off_is_gone_for_colleagues_within_ten_seconds() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        foreach (var page in new[] { irina, pavel }) await page.Row("экран").ClickAsync();
        await pavel.Locator("span.viewer").SeenAsync();

        // The node still has her connection open and nothing comes over it: a lid that was shut.
        await irina.EvaluateAsync("() => { WebSocket.prototype.send = function () {}; }");

        await pavel.Locator("span.viewer").GoneAsync(seconds: 11);
    });
}
