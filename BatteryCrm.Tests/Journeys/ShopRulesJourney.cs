using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>What a shop has its console do by itself.</summary>
[Collection(Alone.Name)]
public sealed class ShopRulesJourney
{
    [Fact]
    public Task Who_writes_first_is_greeted_waits_all_the_same_and_is_given_to_who_is_here() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await SetAsync("auto_reply", $$$"""{"{{{shop.Channel}}}":{"first_contact":"Здравствуйте! Скоро ответим."}}""");
        await SetAsync("assignment", "\"round_robin\"");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Locator(".queue").SeenAsync();

        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько за экран"), "сколько за экран");
        await irina.Row("сколько за экран").ClickAsync();

        await irina.Message("Здравствуйте! Скоро ответим.").Locator(".author", new() { HasText = "Автоответ" }).SeenAsync();
        await irina.Tick("Здравствуйте! Скоро ответим.", "Отправлено").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 20_000 });
        await irina.Locator("button.release").SeenAsync();
        await irina.Locator("button.settle", new() { HasText = "Ответ не требуется" }).SeenAsync();

        // That it was given to her is before her eyes: nothing is left to be looked at.
        await shop.Database.UntilAsync("select count(*) from notifications where kind = 'assigned' and read_at is not null", 1);
        await irina.Locator(".bell .count").GoneAsync();
        // So is what comes while she looks: nobody opens the appeal a second time for it.
        await shop.Database.ExecuteAsync("insert into notifications (id, tenant_id, operator_id, kind, appeal_id, created_at) select gen_random_uuid(), tenant_id, operator_id, 'mention', appeal_id, now() from notifications");
        await shop.Database.UntilAsync("select count(*) from notifications where kind = 'mention' and read_at is not null", 1);
        await irina.Locator(".bell .count").GoneAsync();
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null and last_message_type = 'client' and our_messages = 0"));

        Task SetAsync(string key, string json) => shop.Database.Given.AddAsync(new TenantConfig { TenantId = shop.Tenant, Key = key, Value = json }, c => c.Id);
    });
}
