using System.Text;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An admin fills the catalogues by the keyboard; operators have it in their lists at once.</summary>
[Collection(Alone.Name)]
public sealed class CatalogJourney
{
    private static readonly Encoding Windows1251 = CodePagesEncodingProvider.Instance.GetEncoding(1251)!;

    [Fact]
    public Task A_brand_and_its_model_are_made_by_keyboard_and_are_in_the_open_card_at_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "oleg@demo.test", "Олег Серов");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await irina.Locator("[data-field=Device]").SeenAsync();

        var oleg = await browser.SignInAsync(shop.Web.Address, "oleg@demo.test");
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/catalog/brands").AbsoluteUri);
        await oleg.Locator(".catalog .rows .notice").SeenAsync();
        await oleg.Keyboard.PressAsync("n");
        await oleg.Locator("#field-name:focus").SeenAsync();
        await oleg.Keyboard.TypeAsync("Apple");
        await oleg.Keyboard.PressAsync("Control+Enter");
        await oleg.Locator(".editor h2", new() { HasText = "Apple" }).SeenAsync();
        await oleg.Keyboard.PressAsync("Escape");
        await oleg.Locator("[data-walk]", new() { HasText = "Apple" }).SeenAsync();

        // The row is opened, changed and left by keys alone.
        await oleg.Locator(".catalog .rows").FocusAsync();
        await oleg.Keyboard.PressAsync("j");
        await oleg.Keyboard.PressAsync("Enter");
        await oleg.Locator("#field-aliases").FillAsync("эппл");
        await oleg.Locator("#field-aliases").PressAsync("Control+Enter");
        await shop.Database.UntilAsync("select count(*) from brands where aliases = '[\"эппл\"]'", 1);

        await oleg.GotoAsync(new Uri(shop.Web.Address, "/catalog/models").AbsoluteUri);
        await oleg.Locator(".catalog .rows .notice").SeenAsync();
        await oleg.Keyboard.PressAsync("n");
        await oleg.Locator("#field-name:focus").SeenAsync();
        await oleg.Keyboard.TypeAsync("iPhone 13");
        await oleg.Keyboard.PressAsync("Tab");
        await oleg.Locator("#field-brand_id").SelectOptionAsync("Apple");
        await oleg.Locator("#field-name").PressAsync("Control+Enter");
        await oleg.Locator(".editor h2", new() { HasText = "iPhone 13" }).SeenAsync();

        await irina.Locator("[data-field=Device]").ClickAsync();
        await irina.Locator(".editor input:focus").SeenAsync();
        await irina.Locator(".editor input").PressSequentiallyAsync("iphone");
        await irina.Locator(".mud-popover-open .option", new() { HasText = "iPhone 13" }).First.SeenAsync();
        await ImportAsync(oleg, shop);
    });

    // What is exported is mended as a table, looked at, written and taken back.
    private static async Task ImportAsync(IPage oleg, Shop shop)
    {
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/catalog/models").AbsoluteUri);
        var download = await oleg.RunAndWaitForDownloadAsync(() => oleg.Locator(".bar a[download]").ClickAsync());
        Assert.Equal("models.csv", download.SuggestedFilename);
        var file = await File.ReadAllTextAsync(await download.PathAsync());
        await oleg.Locator(".bar a.sheet:not([download])").ClickAsync();
        await oleg.ChooseFileAsync(new FilePayload { Name = "модели.csv", MimeType = "text/csv", Buffer = Windows1251.GetBytes(file.TrimStart('\uFEFF') + "iPhone 14;apple;;;;\r\nПиксель;Google;;;;\r\n") });
        await oleg.Locator("[data-list=refused]", new() { HasText = "В справочнике «Бренды» нет «Google»" }).SeenAsync();
        var refused = await oleg.RunAndWaitForDownloadAsync(() => oleg.Locator("[data-list=refused] a").ClickAsync());
        Assert.Contains("Пиксель;Google", await File.ReadAllTextAsync(await refused.PathAsync()), StringComparison.Ordinal);
        await oleg.Locator(".write", new() { HasText = "Записать 1 строку" }).ClickAsync();
        await oleg.Locator(".sums", new() { HasText = "Добавлена 1 запись." }).SeenAsync();
        await shop.Database.UntilAsync("select count(*) from models where is_active", 2);
        await oleg.Locator(".undo").ClickAsync();
        await shop.Database.UntilAsync("select count(*) from models where is_active", 1);
    }
}
