using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Journeys;

/// <summary>One person who wrote from two accounts becomes one client, and two again.</summary>
[Collection(Alone.Name)]
public sealed class MergeJourney
{
    [Fact]
    public Task Two_accounts_become_one_client_on_every_screen_and_two_again_by_keyboard() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько за экран"), "сколько за экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 701, 1, "это снова я"), "это снова я");
        await shop.Database.ExecuteAsync("""
            update clients set phone = '+79171234567';
            update clients set name = 'Анна Кузнецова' where telegram_id = '700'; update clients set name = 'anna' where telegram_id = '701';
            """);
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await pavel.Row("это снова я").SeenAsync();
        await irina.Row("это снова я").ClickAsync();
        await irina.Locator("[data-key=m]").SeenAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync();

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyM");
        await irina.Locator("#merge-picker a", new() { HasText = "тот же телефон" }).SeenAsync();
        await irina.Locator("#merge-picker a", new() { HasText = "Анна Кузнецова" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator(".moves", new() { HasText = "1 обращение" }).SeenAsync();
        await irina.Locator(".who", new() { HasText = "Анна Кузнецова" }).Locator("input").FocusAsync();
        await irina.Keyboard.PressAsync("Space");
        await irina.Locator(".moves", new() { HasText = "К клиенту «Анна Кузнецова»" }).SeenAsync();
        await irina.Locator(".merge button[type=submit]").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator(".what", new() { HasText = "anna → Анна Кузнецова" }).SeenAsync();
        await pavel.Locator("a[data-appeal]", new() { HasText = "это снова я" }).And(pavel.Locator("a[data-appeal]", new() { HasText = "Анна Кузнецова" })).SeenAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(3, 701, 2, "ещё вопрос"), "ещё вопрос");
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("select count(distinct client_id) from appeals"));

        // Days later it is found beside the client; and who has it open sees that a colleague took it back.
        await irina.GetByText("Открыть обращение").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("crm-composer textarea:focus").SeenAsync();
        await irina.Locator("[data-key=m]").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyM");
        await irina.Locator("#merge-picker a", new() { HasText = "anna" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator(".what", new() { HasText = "anna → Анна Кузнецова" }).SeenAsync();
        var again = await irina.Context.NewPageAsync();
        await again.GotoAsync(irina.Url);
        await again.Locator(".what", new() { HasText = "Объединены" }).SeenAsync();
        await irina.GetByText("Отменить объединение").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await again.Locator(".chip", new() { HasText = "Отменено" }).SeenAsync();
        await irina.Locator(".chip", new() { HasText = "Отменено" }).SeenAsync();
        await pavel.Locator("a[data-appeal]", new() { HasText = "ещё вопрос" }).SeenAsync();
        await pavel.Locator("a[data-appeal]", new() { HasText = "anna" }).SeenAsync();
        Assert.Equal(2L, await shop.Database.ScalarAsync<long>("select count(distinct client_id) from appeals"));
    });

    [Fact]
    public Task A_pair_is_found_compared_and_merged_from_the_list_and_another_is_a_family_by_keyboard() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "сколько за экран", first: "Анна"), "сколько за экран");
        await shop.Telegram.DeliverAsync(Updates.Text(2, 702, 1, "а за батарею?", first: "Иван"), "а за батарею?");
        await shop.Database.ExecuteAsync("update clients set phone = '+79171234567'");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        var pavel = await browser.SignInAsync(shop.Web.Address, Shop.Pavel);
        await irina.GotoAsync("/duplicates");
        await pavel.GotoAsync("/duplicates");

        // One number, two first names: a family. It leaves both consoles, and is taken back.
        await irina.Locator(".pair", new() { HasText = "Иван" }).SeenAsync();
        await pavel.Locator(".pair", new() { HasText = "Иван" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyJ");
        await irina.Locator("[data-walk]:focus").SeenAsync();
        await irina.Keyboard.PressAsync("KeyF");
        await irina.Locator(".pair.done [data-walk]:focus").SeenAsync();
        await pavel.Locator(".notice").SeenAsync();
        await irina.Keyboard.PressAsync("KeyU");
        await irina.Locator("a[data-walk]:focus").SeenAsync();
        await pavel.Locator(".pair", new() { HasText = "Иван" }).SeenAsync();
        await irina.Keyboard.PressAsync("KeyF");
        await pavel.Locator(".notice").SeenAsync();

        // Whoever has the conversation open hears of a double at once: she wrote from another account, with her number in the text.
        await pavel.GotoAsync("/");
        await pavel.Row("сколько за экран").ClickAsync();
        await pavel.Locator(".family", new() { HasText = "Иван" }).SeenAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(3, 701, 1, "это Аня, мой номер 8 917 123-45-67", first: "Аня"), "это Аня, мой номер 8 917 123-45-67");
        await pavel.Locator("a.maybe", new() { HasText = "Аня" }).SeenAsync();

        await irina.Locator(".pair", new() { HasText = "Телефон из переписки +7 917 123-45-67" }).Locator(".chip.strong").SeenAsync();
        await irina.Keyboard.PressAsync("KeyJ");
        await irina.Locator("a[data-walk]:focus").SeenAsync();
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator(".moves strong").SeenAsync();
        await irina.Locator(".who", new() { HasText = "Анна" }).Locator("input").FocusAsync();
        await irina.Keyboard.PressAsync("Space");
        await irina.Locator(".moves", new() { HasText = "К клиенту «Анна»" }).SeenAsync();
        await irina.Locator(".differs", new() { HasText = "Имя" }).Locator("label", new() { HasText = "Аня" }).Locator("input").FocusAsync();
        await irina.Keyboard.PressAsync("Space");
        await irina.Locator(".merge button[type=submit]").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator(".chip", new() { HasText = "Объединены" }).SeenAsync();
        await pavel.Locator("a.maybe").GoneAsync();
        await pavel.Locator(".card-pane h2", new() { HasText = "Аня" }).SeenAsync();
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("select count(distinct client_id) from appeals a join clients c on c.id = a.client_id where c.name <> 'Иван'"));

        await irina.GetByText("Отменить объединение").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator(".chip", new() { HasText = "Отменено" }).SeenAsync();
        await pavel.Locator("a.maybe", new() { HasText = "Аня" }).SeenAsync();
        await pavel.Locator(".card-pane h2", new() { HasText = "Анна" }).SeenAsync();
    });
}
