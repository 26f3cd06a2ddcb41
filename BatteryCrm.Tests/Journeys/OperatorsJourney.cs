using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Somebody comes to the shop, and leaves it.</summary>
[Collection(Alone.Name)]
public sealed class OperatorsJourney
{
    [Fact]
    public Task Who_is_invited_sets_a_password_signs_in_and_is_sent_away_when_switched_off() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "oleg@demo.test", "Олег");
        var oleg = await browser.SignInAsync(shop.Web.Address, "oleg@demo.test");
        await oleg.GotoAsync("/settings/operators");
        await oleg.Locator("a.invite").ClickAsync();
        await oleg.Locator("[name=name]").FillAsync("Новый Человек");
        await oleg.Locator("[name=email]").FillAsync("new@demo.test");
        await oleg.Locator("[name=email]").PressAsync("Enter");
        await oleg.Locator("#one-time-link").SeenAsync();
        var link = await oleg.Locator("#one-time-link").InputValueAsync();

        var newcomer = await browser.NewPageAsync(shop.Web.Address);
        await newcomer.GotoAsync(link);
        await newcomer.Locator("[name=password]").FillAsync("длинный пароль");
        await newcomer.Locator("[name=password]").PressAsync("Enter");
        await newcomer.Locator("a.card-go").ClickAsync();
        await newcomer.Locator("[name=login]").FillAsync("new@demo.test");
        await newcomer.Locator("[name=password]").FillAsync("длинный пароль");
        await newcomer.Locator("[name=password]").PressAsync("Enter");
        await newcomer.Locator(".queue").SeenAsync();

        await oleg.Locator("[data-operator]", new() { HasText = "Новый Человек" }).ClickAsync();
        await oleg.Locator("[data-session]").SeenAsync();
        await oleg.Locator(".switch-off").ClickAsync();
        await oleg.Locator(".question .danger").ClickAsync();

        await newcomer.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/sign-in", new() { Timeout = 15_000 });
        await oleg.Locator(".switch-on").SeenAsync();
        Assert.Equal(0L, await shop.Database.ScalarAsync<long>("select count(*) from operator_sessions s join operators o on o.id = s.operator_id where o.email = 'new@demo.test' and s.ended_at is null"));
    });
}
