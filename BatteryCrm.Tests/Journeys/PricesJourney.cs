using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An admin keeps the prices as in a spreadsheet; operators have them at once.</summary>
[Collection(Alone.Name)]
public sealed class PricesJourney
{
    [Fact]
    public Task Prices_are_typed_by_keyboard_and_stand_in_the_open_strip_and_ten_per_cent_more_are_taken_back() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var given = shop.Database.Given;
        await given.OperatorAsync(shop.Tenant, Roles.Admin, "oleg@demo.test", "Олег Серов");
        var apple = await given.AddAsync(new Brand { TenantId = shop.Tenant, Name = "Apple", NormalizedName = "apple", Aliases = ["айфон", "iphone"] }, b => b.Id);
        foreach (var name in (string[])["iPhone 12", "iPhone 13"]) await given.AddAsync(new Model { TenantId = shop.Tenant, BrandId = apple, Name = name, Aliases = [name.Replace("iPhone", "айфон", StringComparison.Ordinal)] }, m => m.Id);
        await given.AddAsync(new RepairType { TenantId = shop.Tenant, Name = "Дисплей" }, r => r.Id);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит поменять экран на айфон 13?"), "сколько стоит");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит").ClickAsync();
        await irina.Locator(".strip", new() { HasText = "iPhone 13 · Дисплей" }).SeenAsync();

        var oleg = await browser.SignInAsync(shop.Web.Address, "oleg@demo.test");
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/catalog/services/prices?unused=1").AbsoluteUri);
        await oleg.Locator("[data-at='0,0']").FocusAsync();
        // Any device, then down past the brand to the second model.
        await oleg.Keyboard.TypeAsync("5000");
        await oleg.Keyboard.PressAsync("Enter");
        await oleg.Locator("[data-at='1,0']:focus").SeenAsync();
        await irina.Locator(".strip", new() { HasText = "5\u00a0000\u00a0₽" }).SeenAsync();
        await oleg.Locator("[data-at='3,0'].inherited", new() { HasText = "5\u00a0000" }).SeenAsync();
        await oleg.Keyboard.PressAsync("ArrowDown");
        await oleg.Keyboard.PressAsync("ArrowDown");
        await oleg.Keyboard.TypeAsync("8500");
        await oleg.Keyboard.PressAsync("Enter");
        await oleg.Locator("[data-at='3,0'].own", new() { HasText = "8\u00a0500" }).SeenAsync();
        await irina.Locator(".strip", new() { HasText = "8\u00a0500\u00a0₽" }).SeenAsync();

        // What was begun and left by Escape is not written.
        await oleg.Locator("[data-at='3,0']").FocusAsync();
        await oleg.Keyboard.PressAsync("F2");
        await oleg.Locator(".price-input:focus").SeenAsync();
        await oleg.Keyboard.TypeAsync("1");
        await oleg.Keyboard.PressAsync("Escape");
        await oleg.Locator("[data-at='3,0']:focus").SeenAsync();
        await oleg.Locator(".pane .reach", new() { HasText = "эта цена действует для 1 модели" }).SeenAsync();

        await oleg.Keyboard.PressAsync("c");
        await oleg.Locator("#bulk-value").FillAsync("10");
        await oleg.Locator("#bulk-value").PressAsync("Enter");
        await oleg.Locator(".preview", new() { HasText = "Изменятся 2 цены" }).SeenAsync();
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from services where price_rub in (5500, 9350)"));
        await oleg.Locator(".apply").FocusAsync();
        await oleg.Keyboard.PressAsync("Enter");
        await oleg.Locator("[data-at='3,0'].own", new() { HasText = "9\u00a0350" }).SeenAsync();
        await irina.Locator(".strip", new() { HasText = "9\u00a0350\u00a0₽" }).SeenAsync();
        await oleg.Locator("[data-at='0,0']").FocusAsync();
        await oleg.Keyboard.PressAsync("Control+KeyZ");
        await irina.Locator(".strip", new() { HasText = "8\u00a0500\u00a0₽" }).SeenAsync();

        // Emptied, the price of the row above holds; a pasted column fills the cells below.
        await oleg.Locator("[data-at='3,0']").FocusAsync();
        await oleg.Keyboard.PressAsync("Delete");
        await irina.Locator(".strip", new() { HasText = "5\u00a0000\u00a0₽" }).SeenAsync();
        await oleg.Locator("[data-at='2,0']").FocusAsync();
        await oleg.EvaluateAsync("() => { const d = new DataTransfer(); d.setData('text/plain', '6100\\n6200'); document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true })); }");
        await oleg.Locator("[data-at='2,0'].own", new() { HasText = "6\u00a0100" }).SeenAsync();
        await irina.Locator(".strip", new() { HasText = "6\u00a0200\u00a0₽" }).SeenAsync();

        // A field that is open says where a column begins, also when rows came in above it.
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/catalog/services/prices?unused=1&q=iphone").AbsoluteUri);
        await oleg.Locator("[data-at='1,0']").FocusAsync();
        await oleg.Keyboard.PressAsync("F2");
        await oleg.Locator(".price-input:focus").SeenAsync();
        var aaa = await given.AddAsync(new Brand { TenantId = shop.Tenant, Name = "Aaa", NormalizedName = "aaa" }, b => b.Id);
        await given.AddAsync(new Model { TenantId = shop.Tenant, BrandId = aaa, Name = "iPhone 1" }, m => m.Id);
        await oleg.Locator("[data-at='3,0'].own", new() { HasText = "6\u00a0100" }).SeenAsync();
        await oleg.Locator(".price-input:focus").SeenAsync();
        await oleg.EvaluateAsync("() => { const d = new DataTransfer(); d.setData('text/plain', '6300\\n6400'); document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: d, bubbles: true, cancelable: true })); }");
        await oleg.Locator("[data-at='3,0'].own", new() { HasText = "6\u00a0300" }).SeenAsync();
        await irina.Locator(".strip", new() { HasText = "6\u00a0400\u00a0₽" }).SeenAsync();
    });
}
