using BatteryCrm.Data.Catalog;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>The card is written in place, by keyboard, and two people in one field lose nothing.</summary>
[Collection(Alone.Name)]
public sealed class CardJourney
{
    [Fact]
    public Task The_device_is_found_by_the_clients_spelling_and_stands_in_the_colleagues_card() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await ModelsAsync(shop);
        var (irina, pavel) = await BothOpenAsync(browser, shop);

        // A person lets go of the key when the list is there already.
        await irina.Locator("[data-field=Device]").FocusAsync();
        await irina.Keyboard.DownAsync("Enter");
        await irina.Locator(".editor input:focus").SeenAsync();
        await irina.Locator(".mud-popover-open .option").First.SeenAsync();
        await irina.Keyboard.UpAsync("Enter");
        await irina.Locator(".editor input").PressSequentiallyAsync("айфон13");
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator("[data-field=Device]", new() { HasText = "Apple iPhone 13" }).SeenAsync();
        await pavel.Locator("[data-field=Device]", new() { HasText = "Apple iPhone 13" }).SeenAsync();
        Assert.Equal("Device", await irina.EvaluateAsync<string>("() => document.activeElement.dataset.field"));
        await shop.Database.UntilAsync("select count(*) from appeals where phone_brand = 'Apple' and phone_model = 'iPhone 13' and model_id is not null", 1);
    });

    [Fact]
    public Task Two_people_in_one_field_see_both_values_and_the_history_has_them() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var (irina, pavel) = await BothOpenAsync(browser, shop);
        await pavel.Locator("[data-field=Cost]").ClickAsync();
        await pavel.Locator(".editor input").PressSequentiallyAsync("9000");

        await irina.Locator("[data-field=Cost]").ClickAsync();
        await irina.Locator(".editor input").PressSequentiallyAsync("8500");
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("[data-field=Cost]", new() { HasText = "8\u00a0500" }).SeenAsync();

        // Before anything is sent: the colleague's price stands above the one that is being typed.
        await pavel.Locator(".editor .both", new() { HasText = "8\u00a0500" }).SeenAsync();
        Assert.Equal("9000", await pavel.Locator(".editor input").InputValueAsync());
        await pavel.Locator(".editor input").PressAsync("Enter");
        await pavel.Locator(".both .btn", new() { HasText = "9\u00a0000" }).ClickAsync();

        await irina.Locator("[data-field=Cost]", new() { HasText = "9\u00a0000" }).SeenAsync();
        await irina.Locator(".history .toggle").ClickAsync();
        await irina.Locator(".deeds li", new() { HasText = "Цена: 8\u00a0500\u00a0₽ → 9\u00a0000\u00a0₽" }).Locator("text=Павел Ветров").SeenAsync();
    });

    private static async Task<(IPage Irina, IPage Pavel)> BothOpenAsync(Browser browser, Shop shop)
    {
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        foreach (var page in (IPage[])[irina, pavel])
        {
            await page.Row("сколько стоит экран?").ClickAsync();
            await page.Locator("[data-field=Cost]").SeenAsync();
        }

        return (irina, pavel);
    }

    private static async Task ModelsAsync(Shop shop)
    {
        var given = shop.Database.Given;
        var apple = await given.AddAsync(new Brand { TenantId = shop.Tenant, Name = "Apple", NormalizedName = "apple" }, b => b.Id);
        foreach (var (name, alias) in new[] { ("iPhone 12", "айфон 12"), ("iPhone 13", "айфон 13"), ("iPhone 13 Pro", "айфон 13 про") })
            await given.AddAsync(new Model { TenantId = shop.Tenant, BrandId = apple, Name = name, Aliases = [alias] }, m => m.Id);
    }
}
