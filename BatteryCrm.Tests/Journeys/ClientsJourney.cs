using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Shell;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A client is found, told from another and written about, by keyboard only; a colleague sees it as it happens.</summary>
[Collection(Alone.Name)]
public sealed class ClientsJourney
{
    [Fact]
    public Task A_client_is_found_and_written_about_by_keyboard_and_a_colleague_sees_it_live() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько за экран"), "сколько за экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "это снова я"), "это снова я");
        await shop.Database.ExecuteAsync("""
            update clients set name = 'Анна Кузнецова', phone = '+79171234567' where telegram_id = '700'; update clients set name = 'Борис Ильин' where telegram_id = '701';
            """);
        var boris = await shop.Database.ScalarAsync<Guid>("select id from clients where telegram_id = '701'");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.Row("это снова я").SeenAsync();
        await pavel.GotoAsync("/clients/" + boris);
        await pavel.Locator("[data-card] button.heading").SeenAsync();

        await irina.Keyboard.PressAsync("KeyG");
        await irina.Keyboard.PressAsync("KeyC");
        await irina.Locator("a[data-client]", new() { HasText = "Анна Кузнецова" }).SeenAsync();
        await irina.Keyboard.PressAsync("Slash");
        await irina.Keyboard.TypeAsync("Борес");
        await irina.Locator("a[data-client]", new() { HasText = "Анна Кузнецова" }).GoneAsync();
        await irina.Locator("a[data-client]", new() { HasText = "Борис Ильин" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        var phone = irina.Locator("button[aria-label^='Телефон']");
        await phone.SeenAsync();
        await phone.FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("input[type=tel]:focus").SeenAsync();
        await irina.Keyboard.TypeAsync("8 917 123 45 67");
        await irina.Locator(".same", new() { HasText = "Анна Кузнецова" }).SeenAsync();
        await irina.Keyboard.PressAsync("Enter");
        await phone.Filter(new() { HasText = "+7 917 123-45-67" }).SeenAsync();
        await pavel.Locator(".same", new() { HasText = "Анна Кузнецова" }).SeenAsync();

        await irina.Locator("#client-notes ~ form textarea").FocusAsync();
        await irina.Keyboard.TypeAsync("Звонить вечером");
        await irina.Keyboard.PressAsync("Control+Enter");
        await pavel.Locator(".notes", new() { HasText = "Звонить вечером" }).SeenAsync();
        await irina.Locator("#client-tags ~ form input").FocusAsync();
        await irina.Keyboard.TypeAsync("VIP");
        await irina.Keyboard.PressAsync("Enter");
        await pavel.Locator(".tag", new() { HasText = "VIP" }).SeenAsync();
        Assert.Equal("+79171234567|Звонить вечером|VIP", await shop.Database.ScalarAsync<string>($"""
            select concat_ws('|', c.phone, (select body from client_notes where client_id = c.id), (select tag from client_tags where client_id = c.id)) from clients c where c.id = '{boris}'
            """));
    });

    [Fact]
    public Task Who_called_becomes_a_client_with_an_appeal_in_the_hands_of_who_wrote_it_down() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько за экран"), "сколько за экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("сколько за экран").SeenAsync();
        await irina.Keyboard.PressAsync("KeyG");
        await irina.Keyboard.PressAsync("KeyC");
        await irina.Locator("a[data-client]").SeenAsync();
        await irina.Keyboard.PressAsync("KeyN");
        await irina.Locator("input[type=tel]:focus").SeenAsync();
        Assert.Equal(0, await irina.Locator(Routes.Heading).CountAsync()); // a late page takes the focus from nobody
        await irina.Keyboard.TypeAsync("89170001122");
        await irina.Keyboard.PressAsync("Tab");
        await irina.Keyboard.TypeAsync("Пётр");
        await irina.Keyboard.PressAsync("Tab");
        await irina.Keyboard.TypeAsync("не заряжается");
        await irina.Keyboard.PressAsync("Control+Enter");

        await irina.Locator("a.to-client", new() { HasText = "Пётр" }).SeenAsync();
        Assert.Equal("Пётр|+79170001122|не заряжается|Ирина Соколова", await shop.Database.ScalarAsync<string>("""
            select concat_ws('|', c.name, c.phone, a.problem_description, o.name) from clients c join appeals a on a.client_id = c.id join appeal_activity v on v.appeal_id = a.id join operators o on o.id = v.holder_id where c.name = 'Пётр'
            """));
        await irina.Locator("a.to-client").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("[data-card] .appeal", new() { HasText = "не заряжается" }).SeenAsync();
    });
}
