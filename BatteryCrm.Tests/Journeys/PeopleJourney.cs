using System.Text;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Clients come out of a file and go again; one is erased for ever.</summary>
[Collection(Alone.Name)]
public sealed class PeopleJourney
{
    private const string Anna = "anna@demo.test";

    private const string Csv =
        "ФИО;Номер телефона;Эл. почта;Сумма\r\nИван Петров;8 (927) 000-11-22;ivan@demo.test;100\r\nМария Ёлкина;8 (917) 123-45-67;;200\r\nИван ещё раз;+7 927 000 11 22;;\r\nКто-то;12;;\r\n\"Пётр; мастер\";;petr@demo.test;\r\n";

    [Fact]
    public Task A_file_from_russian_excel_is_looked_at_imported_and_taken_back_by_keyboard() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.ClientAsync(shop.Tenant, "Мария", "+79171234567");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.GotoAsync("/clients/import");
        await irina.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "клиенты.csv", MimeType = "text/csv", Buffer = CodePagesEncodingProvider.Instance.GetEncoding(1251)!.GetBytes(Csv) });
        await irina.Locator("form[action] button[type=submit]").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        // The columns were guessed, and the letters can be read.
        await irina.Locator(".columns li", new() { HasText = "Номер телефона" }).SeenAsync();
        await irina.Locator(".columns li", new() { HasText = "Мария Ёлкина" }).SeenAsync();
        Assert.Equal(["name", "phone", "email", "skip"], await irina.Locator(".columns select").EvaluateAllAsync<string[]>("all => all.map(s => s.value)"));
        await irina.Locator(".box button[type=submit]").FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator(".numbers").SeenAsync();
        Assert.Equal(["2", "1", "1", "1"], await irina.Locator(".number strong").AllInnerTextsAsync());
        await irina.Locator("details summary", new() { HasText = "Уже есть" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("details li", new() { HasText = "Мария Ёлкина" }).And(irina.Locator("details li", new() { HasText = "тот же телефон" })).SeenAsync();
        await irina.Locator("details summary", new() { HasText = "Не прочитать" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("details li", new() { HasText = "Строка 5" }).SeenAsync();
        Assert.Equal(1L, await shop.Database.ScalarAsync<long>("select count(*) from clients"));
        await irina.Locator("form button[type=submit]", new() { HasText = "Импортировать 2 клиентов" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");

        await irina.Locator("[role=status]", new() { HasText = "создано 2 клиента" }).Or(irina.Locator("[role=status]", new() { HasText = "созданы 2 клиента" })).SeenAsync();
        Assert.Equal("Иван Петров, Мария, Пётр; мастер", await shop.Database.ScalarAsync<string>("select string_agg(name, ', ' order by name) from clients"));
        await irina.Keyboard.PressAsync("Control+KeyK");
        await irina.Locator("dialog[open] input").FillAsync("Петров");
        await irina.Locator("dialog[open]").GetByText("Иван Петров").SeenAsync();
        await irina.Keyboard.PressAsync("Escape");

        await irina.GetByRole(AriaRole.Button, new() { Name = "Отменить импорт" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.GetByText("Будут удалены 2 клиента.").SeenAsync();
        await irina.GetByRole(AriaRole.Button, new() { Name = "Да, отменить импорт" }).FocusAsync();
        await irina.Keyboard.PressAsync("Enter");
        await irina.Locator("[role=status]", new() { HasText = "Импорт отменён" }).SeenAsync();
        Assert.Equal("Мария", await shop.Database.ScalarAsync<string>("select string_agg(name, ', ' order by name) from clients"));
        await irina.GotoAsync("/clients/import");
        await irina.Locator("li a", new() { HasText = "клиенты.csv" }).And(irina.Locator("li a", new() { HasText = "отменён" })).SeenAsync();
    });

    [Fact]
    public Task A_person_is_erased_and_every_open_console_shows_it_at_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Database.Given.OperatorAsync(shop.Tenant, Roles.Manager, Anna, "Анна Громова");
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700700, 1, "мой адрес Ленина 5"), "мой адрес Ленина 5");
        var client = await shop.Database.ScalarAsync<Guid>("select id from clients");
        await shop.Database.ExecuteAsync("update clients set name = 'Вера Лапина', phone = '+79171234567'");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("мой адрес").ClickAsync();
        await irina.Message("мой адрес Ленина 5").SeenAsync();
        var second = await irina.Context.NewPageAsync();
        await second.GotoAsync($"/clients/{client}/erase");
        await second.GetByText("может руководитель или администратор").SeenAsync();

        var anna = await browser.SignInAsync(shop.Web.Address, Anna);
        await anna.GotoAsync($"/clients/{client}/erase");
        await anna.GetByText("текст 1 сообщения").SeenAsync();
        await anna.Locator("#confirm").FillAsync("Вера");
        await anna.Keyboard.PressAsync("Enter");
        await anna.Locator("#trouble", new() { HasText = "Не совпадает" }).SeenAsync();
        await anna.Locator("#confirm").FillAsync("4567");
        await anna.Keyboard.PressAsync("Enter");

        await anna.Locator(".done").SeenAsync();
        await irina.Locator("li[data-message]", new() { HasText = "Данные удалены" }).SeenAsync();
        await irina.Locator("h2.name", new() { HasText = "Данные удалены" }).SeenAsync();
        await irina.Locator("a[data-appeal]", new() { HasText = "Данные удалены" }).SeenAsync();
        await irina.GetByText("Ленина").GoneAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700700, 2, "а теперь я новый"), "а теперь я новый");
        await irina.Row("а теперь я новый").SeenAsync();
        Assert.Equal(2L, await shop.Database.ScalarAsync<long>("select count(*) from clients"));
    });
}
