using System.Net.Http.Json;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A bot is connected on the console.</summary>
[Collection(Alone.Name)]
public sealed class ChannelsJourney
{
    [Fact]
    public Task A_bot_is_connected_by_the_form_tested_and_a_client_s_message_arrives_in_the_inbox() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Admin, "anna@demo.test", "Анна Громова");
        var anna = await browser.SignInAsync(shop.Web.Address, "anna@demo.test");
        await anna.Locator(".queue").SeenAsync();

        await anna.GotoAsync("/settings/channels");
        await anna.Locator("a.connect").ClickAsync();
        await anna.Locator(".platforms a", new() { HasText = "Telegram" }).ClickAsync();
        await anna.Locator("input[name=name]").FillAsync("Новый бот");
        await anna.Locator("input[name=bot_token]").FillAsync("700200:connected-by-form");
        await anna.Locator("form button[type=submit]").ClickAsync();
        await anna.Locator("#webhook-address").SeenAsync();
        var address = await anna.Locator("#webhook-address").InputValueAsync();

        // Only the platform sets where an API is.
        await shop.Database.ExecuteAsync($"update channels set credentials = credentials || '{{\"api_base_url\":\"{bot.Address.AbsoluteUri.TrimEnd('/')}\"}}' where name = 'Новый бот'");
        await anna.Locator("button.check").ClickAsync();
        await anna.Locator(".answer", new() { HasText = "@stand_in_bot" }).SeenAsync();
        await anna.Locator("button.set-webhook").ClickAsync();
        await anna.Locator(".answer", new() { HasText = "Адрес установлен" }).SeenAsync();
        Assert.Equal(address, bot.WebhookUrl!.AbsoluteUri);

        using var http = new HttpClient();
        using var update = new HttpRequestMessage(HttpMethod.Post, bot.WebhookUrl)
        {
            Content = JsonContent.Create(new { update_id = 1, message = new { message_id = 1, date = 1790000000, from = new { id = 900, is_bot = false, first_name = "Вера" }, chat = new { id = 900, type = "private", first_name = "Вера" }, text = "пишу новому боту" } }),
        };
        update.Headers.Add("X-Telegram-Bot-Api-Secret-Token", bot.WebhookSecret);
        using var answer = await http.SendAsync(update);
        answer.EnsureSuccessStatusCode();
        await anna.GotoAsync("/");
        await anna.Row("пишу новому боту").SeenAsync();
    });
}
