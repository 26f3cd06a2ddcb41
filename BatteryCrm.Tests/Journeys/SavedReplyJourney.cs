using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Saved replies go into the answer by the keyboard alone, filled in; what is not filled in does not leave.</summary>
[Collection(Alone.Name)]
public sealed class SavedReplyJourney
{
    private const string Field = "crm-composer textarea";

    // What has the focus when the dialog has just come into the page: a round trip later somebody may write in another field already.
    private const string FocusAsItComes = """
        () => new MutationObserver((_, observer) => {
            if (!document.querySelector("#reply-form")) return;
            observer.disconnect();
            queueMicrotask(() => window.focusAsItCame = document.activeElement.nodeName);
        }).observe(document.body, { childList: true, subtree: true })
        """;

    [Fact]
    public Task A_reply_is_found_by_a_slash_and_goes_into_the_answer_filled_in() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await OpenedAsync(browser, shop);

        await irina.Locator(Field).PressSequentiallyAsync("Добрый день! /ад");
        await Selected(irina, "Адрес").SeenAsync();
        Assert.Equal(1, await irina.Locator("#reply-rows [role=option]").CountAsync());
        await irina.Locator(Field).PressAsync("Enter");
        await Assertions.ValueAsync(irina, "Добрый день! Иван, мы на Ленина, 1.");
        await shop.Database.UntilAsync("select used_count::bigint from saved_replies where shortcut = 'адрес'", 1);

        // Esc leaves what was typed; a word of the text finds as well as a shortcut.
        await irina.Locator(Field).PressSequentiallyAsync(" /дней");
        await Selected(irina, "Гарантия").SeenAsync();
        await irina.Locator(Field).PressAsync("Escape");
        await Assertions.ValueAsync(irina, "Добрый день! Иван, мы на Ленина, 1. /дней");
        await irina.Locator(Field).PressAsync("Enter");
        await irina.Message("/дней").SeenAsync();
    });

    [Fact]
    public Task What_is_not_filled_in_is_selected_and_does_not_leave() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await OpenedAsync(browser, shop);

        // From outside of the field its key opens the list, also on the Russian layout.
        await irina.Locator(Field).PressAsync("Escape");
        await irina.Locator("[data-walk]").First.PressAsync("/");
        await Selected(irina, "Адрес").SeenAsync();
        await irina.Locator(Field).PressAsync("ArrowUp");
        await Selected(irina, "Цена").SeenAsync();
        await irina.Locator(Field).PressAsync("Tab");
        await Assertions.ValueAsync(irina, "Будет {price}.");
        await irina.Locator(Field).PressAsync("Enter");

        await irina.Locator(".refusal", new() { HasText = "незаполненное место" }).SeenAsync();
        await Assertions.ValueAsync(irina, "Будет {price}.");
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from outbound_messages"));

        await irina.EvaluateAsync("() => { const f = document.querySelector('crm-composer textarea'); f.setSelectionRange(6, 13); }");
        await irina.Keyboard.TypeAsync("500 ₽");
        await irina.Locator(Field).PressAsync("Enter");
        await irina.Message("Будет 500 ₽.").SeenAsync();
    });

    [Fact]
    public Task A_reply_that_a_colleague_writes_is_in_the_list_at_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await OpenedAsync(browser, shop);
        await shop.Database.ExecuteAsync("update operators set role = 'manager' where email = 'pavel@demo.test'");
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Locator("a[data-appeal]").First.ClickAsync();
        await pavel.Locator("crm-replies").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await irina.Locator(Field).PressSequentiallyAsync("/вода");
        await irina.Locator("[data-nothing]").SeenAsync();

        await pavel.Locator(Field).PressSequentiallyAsync("/");
        await pavel.EvaluateAsync(FocusAsItComes);
        await pavel.Locator(Field).PressAsync("Shift+F2");
        await pavel.WaitForFunctionAsync("() => window.focusAsItCame !== undefined");
        Assert.Equal("INPUT", await pavel.EvaluateAsync<string>("() => window.focusAsItCame"));
        await pavel.Locator("#reply-form input[type=text]").First.FillAsync("После воды");
        await pavel.Locator("#reply-form textarea").FillAsync("Не включайте, вода опасна");
        await pavel.Locator("#reply-form input[type=checkbox]").CheckAsync();
        await pavel.Locator("#reply-form textarea").PressAsync("Tab");
        await pavel.Locator("button[form=reply-form]").PressAsync("Enter");

        await pavel.Locator("#reply-form").GoneAsync();
        await Selected(irina, "После воды").SeenAsync();
        await irina.Locator(Field).PressAsync("Enter");
        await Assertions.ValueAsync(irina, "Не включайте, вода опасна");
        // Who edited is back in the answer.
        await pavel.WaitForFunctionAsync("() => document.activeElement?.matches('crm-composer textarea')");
    });

    [Fact]
    public Task A_reply_and_a_view_are_found_in_the_one_box_by_keys() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        var irina = await OpenedAsync(browser, shop);
        await shop.Database.ExecuteAsync("insert into saved_views (tenant_id, operator_id, name, query, created_by) select tenant_id, id, 'Гарантийные случаи', 'tab=all&stage=came', id from operators where email = 'irina@demo.test'");

        // Who looks and leaves goes on where the cursor stood.
        await irina.Locator(Field).PressSequentiallyAsync("день!");
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("crm-palette input").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.WaitForFunctionAsync("() => document.activeElement?.matches('crm-composer textarea') && document.activeElement.selectionStart === 5");
        await irina.Keyboard.PressAsync("Home");
        await irina.Keyboard.TypeAsync("Добрый ");
        await irina.Keyboard.PressAsync("End");

        // By a word of its text, put where the cursor stands; no round trip has to come before it is there.
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("crm-palette input").FillAsync("90 дней");
        await irina.Locator("crm-palette [data-reply][aria-selected=true]", new() { HasText = "Гарантия /гарантия" }).SeenAsync();
        Assert.False(await irina.Locator("crm-palette .nothing").IsVisibleAsync());
        await irina.Keyboard.PressAsync("Enter");
        await Assertions.ValueAsync(irina, "Добрый день! Гарантия 90 дней.");
        await irina.WaitForFunctionAsync("() => document.activeElement?.matches('crm-composer textarea')");
        await shop.Database.UntilAsync("select used_count::bigint from saved_replies where shortcut = 'гарантия'", 1);

        // Both are named so: the view leads to its queue, where no appeal is open no reply is offered.
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("crm-palette input").FillAsync("гаран");
        await irina.Locator("crm-palette [id^=view-]", new() { HasText = "Гарантийные случаи" }).SeenAsync();
        await irina.Locator("crm-palette [data-reply]").SeenAsync();
        await irina.Locator("crm-palette [id^=view-][aria-selected=true]").SeenAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.WaitForURLAsync("**/?tab=all&stage=came");
        await irina.Locator("crm-composer").GoneAsync();
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("crm-palette [id^=view-]").SeenAsync();
        Assert.Equal(0, await irina.Locator("crm-palette [data-reply]").CountAsync());
    });

    private static ILocator Selected(IPage page, string title) => page.Locator("#reply-rows [aria-selected=true]", new() { HasText = title });

    private static async Task<IPage> OpenedAsync(Browser browser, Shop shop)
    {
        var given = shop.Database.Given;
        await given.AddAsync(new TenantConfig { TenantId = shop.Tenant, Key = "address", Value = "\"Ленина, 1\"" }, c => c.Id);
        var by = await shop.Database.ScalarAsync<Guid>("select id from operators where email = 'irina@demo.test'");
        await given.AddAsync(new SavedReply { TenantId = shop.Tenant, CreatedBy = by, Title = "Адрес", Shortcut = "адрес", Text = "{клиент}, мы на {address}." }, r => r.Id);
        await given.AddAsync(new SavedReply { TenantId = shop.Tenant, CreatedBy = by, Title = "Гарантия", Shortcut = "гарантия", Text = "Гарантия 90 дней." }, r => r.Id);
        await given.AddAsync(new SavedReply { TenantId = shop.Tenant, CreatedBy = by, Title = "Цена", Text = "Будет {price}." }, r => r.Id);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит?", first: "Иван"), "сколько стоит?");
        var page = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await page.Row("сколько стоит?").ClickAsync();
        await page.Locator("crm-replies").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return page;
    }
}
