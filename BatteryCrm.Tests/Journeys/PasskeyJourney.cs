using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A passkey from its making to its end, with a device that Chromium plays.</summary>
[Collection(Alone.Name)]
public sealed class PasskeyJourney
{
    [Fact]
    public Task Who_has_a_passkey_signs_in_with_it_and_without_the_code_until_it_is_removed() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var address = new UriBuilder(shop.Web.Address) { Host = "localhost" }.Uri;
        var page = await browser.NewPageAsync(address);
        var device = await DeviceAsync(page);
        await page.GotoAsync("/sign-in");
        await page.Locator("[data-passkey]").SeenAsync();
        await Axe.CheckAsync(page, "sign-in with a passkey");
        await PasswordAsync(page);
        await page.Locator(".queue").SeenAsync();

        await page.GotoAsync("/profile");
        await page.Locator("a[href='/profile/passkeys']").ClickAsync();
        await page.Locator(".card-none").SeenAsync();
        await Axe.CheckAsync(page, "no passkeys");
        await AddAsync(page, "Ноутбук");
        await page.Locator("[data-passkey-row]", new() { HasText = "Ноутбук" }).SeenAsync();
        await page.Locator(".card-done").SeenAsync();
        await Axe.CheckAsync(page, "passkeys");

        // The same device again: its own word, and nothing is sent.
        await AddAsync(page, "Ещё раз");
        await page.Locator("[data-passkey-problem]:visible").SeenAsync();
        Assert.Equal(await page.Locator("[data-passkey-problem]").GetAttributeAsync("data-known"), await page.Locator("[data-passkey-problem]").InnerTextAsync());
        await Axe.CheckAsync(page, "a passkey that is refused");

        await shop.Database.ExecuteAsync($"update operators set two_factor_enabled = true where email = '{Shop.Irina}'");
        await SignOutAsync(page);
        await page.Locator("[data-passkey]").ClickAsync();
        await page.WaitForURLAsync(url => new Uri(url).AbsolutePath == "/");
        await page.Locator(".queue").SeenAsync();

        await page.GotoAsync("/profile/passkeys");
        await page.Locator("[data-passkey-row] summary").ClickAsync();
        await page.Locator("[data-passkey-row] [name=password]").FillAsync(Given.Password);
        await page.Locator("[data-passkey-row] [name=password]").PressAsync("Enter");
        await page.Locator(".card-none").SeenAsync();

        await SignOutAsync(page);
        using (browser.PlannedOutage(@"\b401\b"))
        {
            await page.Locator("[data-passkey]").ClickAsync();
            await page.Locator("#problem").SeenAsync();
        }

        Assert.Equal("/sign-in/passkey", new Uri(page.Url).AbsolutePath);
        Assert.Equal(0L, await shop.Database.ScalarAsync<long>($"select count(*) from operator_sessions s join operators o on o.id = s.operator_id where o.email = '{Shop.Irina}' and s.ended_at is null"));

        // A device that makes sure of nobody: the page says what happened and lets try again.
        await device.Session.SendAsync("WebAuthn.setUserVerified", new Dictionary<string, object> { ["authenticatorId"] = device.Id, ["isUserVerified"] = false });
        await page.Locator("[data-passkey]").ClickAsync();
        await page.Locator("[data-passkey-problem]:visible").SeenAsync();
        Assert.Equal(await page.Locator("[data-passkey-problem]").GetAttributeAsync("data-cancelled"), await page.Locator("[data-passkey-problem]").InnerTextAsync());
    });

    private static async Task<(ICDPSession Session, string Id)> DeviceAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        var made = await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        return (session, made!.Value.GetProperty("authenticatorId").GetString()!);
    }

    private static async Task PasswordAsync(IPage page)
    {
        await page.Locator("[name=login]").FillAsync(Shop.Irina);
        await page.Locator("[name=password]").FillAsync(Given.Password);
        await page.Locator("[name=password]").PressAsync("Enter");
    }

    private static async Task AddAsync(IPage page, string name)
    {
        var form = page.Locator("form[action='/profile/passkeys/start']");
        await form.Locator("[name=name]").FillAsync(name);
        await form.Locator("[name=password]").FillAsync(Given.Password);
        await form.Locator("[name=password]").PressAsync("Enter");
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GotoAsync("/");
        await page.Locator(".queue").SeenAsync();
        await page.EvaluateAsync("document.getElementById('sign-out').submit()");

        // The form leads there, and so does the console that hears of the ended session: whichever comes first takes the other's place.
        await page.Locator("[data-passkey]").SeenAsync();
    }
}
