using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>axe finds no serious fault on any screen, in both colours, wide and on a phone.</summary>
[Collection(Alone.Name)]
public sealed class AccessJourney
{
    private static readonly string Axe = File.ReadAllText(Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "..", "..", "Peers", "node_modules", "axe-core", "axe.min.js")));

    [Theory]
    [InlineData(ColorScheme.Light, false)]
    [InlineData(ColorScheme.Dark, false)]
    [InlineData(ColorScheme.Light, true)]
    [InlineData(ColorScheme.Dark, true)]
    public Task Every_screen_panel_and_dialog_has_no_serious_fault(ColorScheme colors, bool isPhone) => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var look = (isPhone ? PageLook.Phone : PageLook.Wide) with { Colors = colors };
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "anna@demo.test", "Анна Громова");
        for (var i = 1; i <= 3; i++) await shop.Telegram.DeliverAsync(Updates.Text(i, 700 + i, 1, "экран " + i), "экран " + i);
        var signIn = await browser.NewPageAsync(shop.Web.Address, look);
        await signIn.GotoAsync("/sign-in");
        await CheckAsync(signIn, "sign-in");

        var anna = await browser.SignInAsync(shop.Web.Address, "anna@demo.test", look: look);
        await anna.Row("экран 1").SeenAsync();
        await CheckAsync(anna, "inbox");
        foreach (var panel in (string[])["queue-filter", "notices", "operator-menu"]) await InPanelAsync(anna, panel);
        await anna.Locator("[data-key=v]").ClickAsync();
        await anna.Locator("a[role=checkbox]").SeenAsync();
        await anna.Row("экран 1").ClickAsync();
        await anna.Locator(".bar button:not([disabled])").SeenAsync();
        await CheckAsync(anna, "picking");
        await InPanelAsync(anna, "bulk-stages");
        await anna.Locator("[data-key=v]").ClickAsync();
        await anna.Keyboard.PressAsync("Control+KeyK");
        await anna.Locator("dialog[open]").SeenAsync();
        await CheckAsync(anna, "palette");
        await anna.Keyboard.PressAsync("Escape");

        await MediaAsync(shop, "экран 2");
        await anna.Row("экран 2").ClickAsync();
        await anna.Locator("button.take").ClickAsync();
        await anna.Locator("button.release").SeenAsync();
        await anna.Locator("crm-composer textarea").SeenAsync();
        await CheckAsync(anna, "appeal");
        foreach (var panel in (string[])["snooze-menu", "assign-menu"]) await InPanelAsync(anna, panel);
        await anna.Locator("a[data-picture]").ClickAsync();
        await anna.Locator("dialog[open] [data-large]").SeenAsync();
        await CheckAsync(anna, "picture");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("[data-key=l]").ClickAsync();
        await anna.Locator("li .appeal.open").SeenAsync();
        await CheckAsync(anna, "timeline");
        await anna.Locator("[data-find-here]").ClickAsync();
        await anna.Locator("crm-find input").FillAsync("экран");
        await anna.Locator("crm-find[data-state=found]").SeenAsync();
        await CheckAsync(anna, "find");
        await anna.Keyboard.PressAsync("Escape");
        await anna.Locator("crm-composer [data-key=n]").ClickAsync();
        await anna.Locator("crm-mentions").SeenAsync();
        await CheckAsync(anna, "note");
        await anna.GotoAsync("/profile");
        await anna.Locator("h1").SeenAsync();
        await CheckAsync(anna, "profile");
    });

    private static async Task MediaAsync(Shop shop, string words)
    {
        var appeal = await shop.Database.ScalarAsync<Guid>($"select appeal_id from messages_history where message_text = '{words}'");
        var given = shop.Database.Given;
        var before = await given.AppealAsync(shop.Tenant, await shop.Database.ScalarAsync<Guid>($"select client_id from appeals where id = '{appeal}'"), shop.Channel);
        await given.MessageAsync(shop.Tenant, before, "другой экран", createdAt: TimeProvider.System.GetUtcNow().AddDays(-3));
        await given.MessageWithFileAsync(shop.Tenant, appeal, "photo", "image/png", SampleFiles.Png(60, 40, 90, 110, 160));
        await given.MessageWithFileAsync(shop.Tenant, appeal, "audio", "audio/ogg", SampleFiles.Voice(5), "стук.ogg", seconds: 5);
        await given.MessageWithFileAsync(shop.Tenant, appeal, "voice", "audio/unheard-of", [1], seconds: 5);
        await given.MessageWithFileAsync(shop.Tenant, appeal, "document", "application/pdf", [1], "чек.pdf");
        await shop.Database.ExecuteAsync($$$"""
            update messages_history set extra = '{"contact":{"phone":"+79270001122","name":"Мария"},"location":{"lat":53.2,"lon":50.15}}' where message_text = '{{{words}}}'
            """);
    }

    private static async Task InPanelAsync(IPage page, string panel)
    {
        await page.Locator($"[popovertarget={panel}]").ClickAsync();
        await page.Locator($"#{panel}").SeenAsync();
        await CheckAsync(page, panel);
        await page.Keyboard.PressAsync("Escape");
        await page.Locator($"#{panel}").WaitForAsync(new() { State = WaitForSelectorState.Hidden });
    }

    private static async Task CheckAsync(IPage page, string what)
    {
        await page.EvaluateAsync(Axe);
        var faults = await page.EvaluateAsync<string[]>("""
            async () => (await axe.run(document, { resultTypes: ['violations'] })).violations.filter(v => ['serious', 'critical'].includes(v.impact))
                .flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`))
            """);
        Assert.True(faults.Length == 0, $"On '{what}':\n" + string.Join('\n', faults));
    }
}
