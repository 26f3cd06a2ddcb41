using BatteryCrm.Bench.StandIns;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>Files go with an answer, however they were put beside it.</summary>
[Collection(Alone.Name)]
public sealed class AttachJourney
{
    private static readonly byte[] Png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    [Fact]
    public Task Files_are_picked_pasted_and_dropped_stay_with_the_draft_and_leave_with_the_answer() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        // Asked for well before the key: a browser that nobody watches yet shuts its window at once.
        var picking = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        irina.FileChooser += (_, window) => picking.TrySetResult(window);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-composer textarea:focus").SeenAsync(); // from then on it hears keys

        await irina.Keyboard.PressAsync("Escape");
        await irina.Keyboard.PressAsync("KeyO");
        await (await picking.Task.WaitAsync(TimeSpan.FromSeconds(15))).SetFilesAsync(new FilePayload { Name = "до.png", MimeType = "image/png", Buffer = Png });
        await irina.Put("до.png").SeenAsync();
        await irina.PasteAsync("снимок.png");
        await irina.Put("снимок.png").SeenAsync();
        await irina.DropAsync("смета.txt");
        await irina.Put("смета.txt").SeenAsync();
        await irina.ReloadAsync();
        await irina.Put("до.png").SeenAsync();
        await irina.Put("снимок.png").GetByRole(AriaRole.Button).ClickAsync();
        await irina.Put("снимок.png").GoneAsync();
        await irina.AnswerAsync("Вот смета");

        await irina.Put("до.png").GoneAsync();
        await irina.Message("Вот смета").Locator("img").SeenAsync();
        await irina.Message("смета.txt").SeenAsync();
        await shop.Database.UntilAsync("select count(*) from outbound_messages where state = 'sent'", 2);
        Assert.Equal([("sendPhoto", "Вот смета"), ("sendDocument", null)], bot.Sends.Select(s => (s.Method, s.Body["caption"]?.GetValue<string>())));
        Assert.Equal(Png, bot.Sends[0].Uploads["photo"].Content);
        Assert.Equal("смета.txt", bot.Sends[1].Uploads["document"].Name);
    });

    [Fact]
    public Task What_cannot_be_sent_is_said_before_it_leaves_and_a_file_alone_is_an_answer() => Browser.RunAsync(async browser =>
    {
        await using var bot = await BotApi.StartAsync();
        await using var shop = await Shop.OpenAsync(browser, bot.Address);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-files input").SetInputFilesAsync((FilePayload[])
        [
            new() { Name = "setup.exe", MimeType = "application/octet-stream", Buffer = "MZ"u8.ToArray() },
            new() { Name = "фильм.mp4", MimeType = "video/mp4", Buffer = new byte[20 * 1024 * 1024 + 1] },
            new() { Name = "a.png", MimeType = "image/png", Buffer = Png },
        ]);
        await irina.Put("a.png").SeenAsync();
        await irina.Locator(".on-its-way .put", new() { HasText = "setup.exe" }).GetByText("Файлы такого вида не отправляем").SeenAsync();
        await irina.Locator(".on-its-way .put", new() { HasText = "фильм.mp4" }).GetByText("Больше 20 МБ").SeenAsync();

        await irina.Locator("crm-composer textarea").PressAsync("Enter");

        await irina.Locator("li[data-message] img").SeenAsync();
        await irina.Row("📎 a.png").SeenAsync();
        await shop.Database.UntilAsync("select count(*) from outbound_messages where state = 'sent'", 1);
        Assert.Equal("sendPhoto", Assert.Single(bot.Sends).Method);
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from draft_files"));
    });

    [Fact]
    public Task A_file_begins_an_answer_as_words_do_what_comes_after_it_stops_it_once() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-files input").SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = Png });
        await irina.Put("a.png").SeenAsync();
        await shop.Telegram.DeliverAsync(Updates.Text(2, 700, 2, "уже не надо"), "уже не надо");
        await irina.Message("уже не надо").SeenAsync();

        await irina.Locator("crm-composer textarea").PressAsync("Enter");

        await irina.Locator(".refusal").SeenAsync();
        Assert.Equal(0, await shop.Database.ScalarAsync<long>("select count(*) from outbound_messages"));
        await irina.Locator("crm-composer textarea").PressAsync("Enter");
        await shop.Database.UntilAsync("select count(*) from outbound_messages", 1);
    });

    [Fact]
    public Task A_file_of_somebody_who_is_signed_out_is_said_not_to_have_come() => Browser.RunAsync(async browser =>
    {
        await using var shop = await Shop.OpenAsync(browser);
        await shop.Telegram.DeliverAsync(Updates.Text(1, 700, 1, "экран"), "экран");
        var irina = await browser.SignInAsync(shop.Web.Address, Shop.Irina);
        await irina.Row("экран").ClickAsync();
        await irina.Locator("crm-files").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await irina.Context.ClearCookiesAsync();

        await irina.Locator("crm-files input").SetInputFilesAsync(new FilePayload { Name = "a.png", MimeType = "image/png", Buffer = Png });

        await irina.Locator(".on-its-way .put", new() { HasText = "a.png" }).GetByText("Не загрузился").SeenAsync();
    });
}

/// <summary>Files in the hands of an operator.</summary>
internal static class HandedFiles
{
    /// <summary>A file that stands beside the answer; the server has it.</summary>
    public static ILocator Put(this IPage page, string name) => page.Locator("crm-files .tray:not(.on-its-way) .put", new() { HasText = name });

    public static Task PasteAsync(this IPage page, string name) => page.Locator("crm-composer textarea").EvaluateAsync(
        """
        (field, name) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0])], name, { type: "application/octet-stream" }));
            field.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }
        """,
        name);

    public static async Task DropAsync(this IPage page, string name)
    {
        var data = await page.EvaluateHandleAsync("name => { const data = new DataTransfer(); data.items.add(new File(['Дисплей 8 500'], name)); return data; }", name);
        await page.DispatchEventAsync("crm-conversation", "dragenter", new { dataTransfer = data });
        await page.Locator(".pane-appeal[data-drop-here]").SeenAsync();
        await page.DispatchEventAsync("crm-conversation", "drop", new { dataTransfer = data });
    }
}
