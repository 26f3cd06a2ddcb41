using BatteryCrm.Data.Catalog;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A price is answered by one key, and nothing that came meanwhile is passed over.</summary>
[Collection(Alone.Name)]
public sealed class PriceJourney
{
    private const string Field = "crm-composer textarea";

    [Fact]
    public Task The_device_of_the_clients_words_and_its_price_go_into_the_answer_by_one_key() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await PriceListAsync(shop);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит поменять экран на айфон 13?"), "сколько стоит");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит").ClickAsync();
        await irina.Locator(".strip", new() { HasText = "iPhone 13 · Дисплей" }).SeenAsync();

        await irina.Locator(Field).PressSequentiallyAsync("Здравствуйте!");
        await irina.Locator(Field).PressAsync("Alt+KeyP");
        await Assertions.ValueAsync(irina, "Здравствуйте! Замена дисплея на iPhone 13 — 8\u00a0500\u00a0₽, около 40\u00a0мин.");
        await irina.Locator(Field).PressAsync("Enter");

        await irina.Message("8\u00a0500\u00a0₽").SeenAsync();
        await shop.Database.UntilAsync("select count(*) from appeals where stage = 'Цена отправлена' and estimated_cost = 8500 and estimated_time = 40", 1);
        await irina.Row("8\u00a0500").Locator(".chip", new() { HasText = "Цена отправлена" }).SeenAsync();
        await irina.Locator(".strip .keep").ClickAsync();
        await shop.Database.UntilAsync("select count(*) from appeals where model_id is not null and repair_type_id is not null", 1);
        await irina.Locator(".strip .keep").GoneAsync();
    });

    [Fact]
    public Task A_price_that_changes_while_the_appeal_is_open_is_the_one_that_is_answered() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await PriceListAsync(shop);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит поменять экран на айфон 13?"), "сколько стоит");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит").ClickAsync();
        await irina.Locator(".strip", new() { HasText = "8\u00a0500\u00a0₽" }).SeenAsync();

        await shop.Database.ExecuteAsync("update services set price_rub = 9900");

        await irina.Locator(".strip", new() { HasText = "9\u00a0900\u00a0₽" }).SeenAsync();
    });

    [Fact]
    public Task What_the_client_added_while_one_was_typing_stops_the_answer_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько стоит экран?"), "сколько стоит экран?");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько стоит экран?").ClickAsync();
        await irina.Message("сколько стоит экран?").SeenAsync();
        await irina.Locator(Field).PressSequentiallyAsync("8 500");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "уже не нужно, спасибо"), "уже не нужно");
        await irina.Message("уже не нужно").SeenAsync();

        await irina.Locator(Field).PressAsync("Enter");

        await irina.Locator(".refusal", new() { HasText = "добавилось новое" }).SeenAsync();
        await Assertions.ValueAsync(irina, "8 500");
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from outbound_messages"));
        await irina.Locator(Field).PressAsync("Enter");
        await irina.Message("8 500").SeenAsync();
        Assert.Equal(1, await shop.Database.ScalarAsync<long>("select count(*) from outbound_messages"));
    });

    // The strip makes the conversation lower a moment after it was brought to its end.
    [Fact]
    public Task A_long_conversation_stands_at_its_end_when_the_strip_has_come() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await PriceListAsync(shop);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "здравствуйте"), "здравствуйте");
        var appeal = await shop.Database.ScalarAsync<Guid>("select id from appeals");
        for (var i = 0; i < 40; i++) await shop.Database.Given.MessageAsync(shop.Tenant, appeal, $"ещё вопрос {i}", channelId: shop.Channel, chatId: "700");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "сколько стоит поменять экран на айфон 13?"), "сколько стоит");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);

        await irina.Row("сколько стоит").ClickAsync();
        await irina.Locator(".strip", new() { HasText = "iPhone 13 · Дисплей" }).SeenAsync();

        await irina.WaitForFunctionAsync("() => { const c = document.querySelector('crm-conversation'); return c.scrollHeight > c.clientHeight && c.scrollHeight - c.scrollTop - c.clientHeight < 2; }", null, new() { Timeout = 10_000 });
    });

    private static async Task PriceListAsync(Shop shop)
    {
        var given = shop.Database.Given;
        var apple = await given.AddAsync(new Brand { TenantId = shop.Tenant, Name = "Apple", NormalizedName = "apple", Aliases = ["айфон", "iphone"] }, b => b.Id);
        var model = await given.AddAsync(new Model { TenantId = shop.Tenant, BrandId = apple, Name = "iPhone 13", Aliases = ["айфон 13"] }, m => m.Id);
        var display = await given.AddAsync(new RepairType { TenantId = shop.Tenant, Name = "Дисплей" }, r => r.Id);
        await given.AddAsync(
            new Service { TenantId = shop.Tenant, BrandId = apple, ModelId = model, RepairTypeId = display, MalfunctionCategory = "Дисплей", MalfunctionType = "Замена дисплея", PriceRub = 8500, DurationMinutes = 40 }, s => s.Id);
    }
}
