using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>An admin says what is shown by the keyboard alone, and consoles that are open follow.</summary>
[Collection(Alone.Name)]
public sealed class FieldsJourney
{
    [Fact]
    public Task A_field_is_hidden_by_keyboard_and_leaves_the_operators_open_card_without_reload() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "oleg@demo.test", "Олег");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        await shop.Database.ExecuteAsync("update appeals set deal_type_id = (select id from deal_types where code = 'repair')");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await irina.Locator("[data-field=Cost]").SeenAsync();

        var oleg = await browser.SignInAsync(shop.Web.Address, "oleg@demo.test");
        await oleg.GotoAsync(new Uri(shop.Web.Address, "/settings/fields?deal=repair").AbsoluteUri);
        await oleg.Locator("fieldset [data-field=Cost]").SeenAsync();

        // The table is one stop of Tab; from its first cell down to the price.
        await oleg.Locator("#copy-from").FocusAsync();
        await oleg.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 5 && !await oleg.EvaluateAsync<bool>("() => 'at' in document.activeElement.dataset"); i++) await oleg.Keyboard.PressAsync("Tab");
        for (var i = 0; i < 40 && await oleg.EvaluateAsync<string?>("() => document.activeElement.dataset.cell?.split('/')[0]") != "estimated_cost"; i++) await oleg.Keyboard.PressAsync("ArrowDown");
        await oleg.Keyboard.PressAsync("Home");
        for (var i = 0; i < 6 && await oleg.EvaluateAsync<string?>("() => document.activeElement.dataset.cell") != "estimated_cost/repair"; i++) await oleg.Keyboard.PressAsync("ArrowRight");
        await oleg.Keyboard.PressAsync("Space");

        await oleg.Locator("[data-cell='estimated_cost/repair'][aria-checked=false]").SeenAsync();
        await oleg.Locator("fieldset [data-field=Cost]").GoneAsync();
        await irina.Locator("[data-field=Cost]").GoneAsync();
        await irina.Locator("[data-field=Time]").SeenAsync();
        Assert.Equal("estimated_cost/repair", await oleg.EvaluateAsync<string>("() => document.activeElement.dataset.cell"));

        await oleg.Keyboard.PressAsync("Space");
        await irina.Locator("[data-field=Cost]").SeenAsync();
    });
}
