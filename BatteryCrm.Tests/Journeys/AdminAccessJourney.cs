using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>axe finds no serious fault on the screens of those who keep the shop and the platform.</summary>
[Collection(Alone.Name)]
public sealed class AdminAccessJourney
{
    [Theory]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    public Task Every_screen_of_admins_and_of_the_platform_has_no_serious_fault(ColorScheme colors, bool isPhone) => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var look = (isPhone ? PageLook.Phone : PageLook.Wide) with { Colors = colors };
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "anna@demo.test", "Анна Громова");
        await shop.Database.Given.OperatorAsync(null, Roles.Platform, "platform@demo.test", "Платформа");
        await shop.Database.ExecuteAsync($"""
            insert into brands (id, tenant_id, name, normalized_name, aliases) values (gen_random_uuid(), '{shop.Tenant}', 'Apple', 'apple', '["эпл"]'), (gen_random_uuid(), '{shop.Tenant}', 'Xiaomi', 'xiaomi', '[]');
            insert into device_types (id, tenant_id, name, is_active) values (gen_random_uuid(), '{shop.Tenant}', 'Телефон', true), (gen_random_uuid(), '{shop.Tenant}', 'Пейджер', false);
            """);
        var anna = await browser.SignInAsync(shop.Web.Address, "anna@demo.test", look: look);
        await anna.Locator(".queue").SeenAsync();
        await CatalogueAsync(shop, anna);
        await ShopAsync(anna);

        var platform = await browser.SignInAsync(shop.Web.Address, "platform@demo.test", look: look);
        foreach (var address in (string[])["/platform", "/platform/tenants/new", "/platform/tenants/" + shop.Tenant, "/platform/fields"])
        {
            await platform.GotoAsync(address);
            await platform.Locator("h1").SeenAsync();
            await Axe.CheckAsync(platform, address);
        }
    });

    private static async Task CatalogueAsync(Shop shop, IPage anna)
    {
        var apple = await shop.Database.ScalarAsync<Guid>("select id from brands where name = 'Apple'");
        await anna.GotoAsync("/catalog/models");
        await anna.Locator(".catalog .rows .notice").SeenAsync();
        await Axe.CheckAsync(anna, "an empty catalogue");
        await anna.GotoAsync("/catalog/device-types?archived=1");
        await anna.Locator(".catalog .rows a.row").First.SeenAsync();
        await Axe.CheckAsync(anna, "a catalogue");
        await anna.GotoAsync("/catalog/brands?row=" + apple);
        await anna.Locator(".editor form input").First.SeenAsync();
        await Axe.CheckAsync(anna, "a row");
        await anna.Locator(".editor form input").First.FillAsync("Xiaomi");
        await anna.Locator(".editor button[type=submit]").ClickAsync();
        await anna.Locator(".editor .wrong:not(:empty)").First.SeenAsync();
        await Axe.CheckAsync(anna, "a name that is taken");
        await anna.Locator(".editor [data-key=m]").ClickAsync();
        await anna.Locator(".editor section").First.SeenAsync();
        await Axe.CheckAsync(anna, "two rows become one");
    }

    private static async Task ShopAsync(IPage anna)
    {
        await anna.GotoAsync("/settings");
        await anna.Locator("main select, main input").First.SeenAsync();
        await Axe.CheckAsync(anna, "settings");
        await anna.GotoAsync("/settings/fields");
        await anna.Locator("table button.switch:visible").First.SeenAsync();
        await Axe.CheckAsync(anna, "the matrix");
        await anna.GotoAsync("/settings/operators");
        await anna.Locator("[data-operator]:visible").First.ClickAsync();
        await anna.Locator(".buttons").First.SeenAsync();
        await Axe.CheckAsync(anna, "people");
        await anna.GotoAsync("/settings/operators");
        await anna.Locator("a.invite").ClickAsync();
        await anna.Locator("[name=name]").FillAsync("Новый Человек");
        await anna.Locator("[name=email]").FillAsync("new@demo.test");
        await Axe.CheckAsync(anna, "an invitation");
        await anna.Locator("[name=email]").PressAsync("Enter");
        await anna.Locator("#one-time-link").SeenAsync();
        await Axe.CheckAsync(anna, "a link for who is invited");
        var link = await anna.Locator("#one-time-link").InputValueAsync();
        foreach (var (address, what) in ((string, string)[])[(link, "a new password"), ("/profile/password", "the own password"), ("/profile/two-factor", "the second factor"), ("/profile", "the profile with its sessions")])
        {
            await anna.GotoAsync(address);
            await anna.Locator("h1").First.SeenAsync();
            await Axe.CheckAsync(anna, what);
        }

        await anna.GotoAsync("/settings/channels");
        await anna.Locator("a.connect").ClickAsync();
        await anna.Locator(".platforms a", new() { HasText = "Telegram" }).ClickAsync();
        await anna.Locator("input[name=bot_token]").SeenAsync();
        await Axe.CheckAsync(anna, "a new channel");
        await anna.GotoAsync("/settings/channels");
        await anna.GetByText("Бот РемТочки").First.ClickAsync();
        await anna.Locator("#webhook-address").SeenAsync();
        await Axe.CheckAsync(anna, "a channel");
        await anna.GotoAsync("/settings/log");
        await anna.Locator(".entries li").First.SeenAsync();
        await Axe.CheckAsync(anna, "the log");
    }
}
