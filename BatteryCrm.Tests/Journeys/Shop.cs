using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Faults;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys;

/// <summary>A shop with two operators and a Telegram bot, served by the real program; what every journey begins with, on an empty database.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public const string Irina = "irina@demo.test";
    public const string Pavel = "pavel@demo.test";
    private const string Secret = "s3cr3t";

    private readonly Browser browser;
    private readonly SpareNode spare;
    private readonly List<WebProcess> more = [];

    private Shop(Browser browser, SpareNode spare, Guid tenant, Guid channel) =>
        (this.browser, this.spare, Tenant, Channel, Telegram) = (browser, spare, tenant, channel, new Sender(spare.Web.Address, channel, Secret));

    public TestDatabase Database => spare.Database;

    public WebProcess Web => spare.Web;

    public Guid Tenant { get; }

    public Guid Channel { get; }

    /// <summary>Telegram's side of the webhook.</summary>
    public Sender Telegram { get; }

    /// <param name="botApi">Where answers go; null = nowhere.</param>
    /// <param name="undoSeconds">The tenant's <c>undo_send_seconds</c>.</param>
    public static async Task<Shop> OpenAsync(Browser browser, Uri? botApi = null, int undoSeconds = 0, string token = "1:x")
    {
        var node = await SpareNode.TakeAsync();
        var database = node.Database;
        var tenant = await database.Given.TenantAsync("РемТочка");
        await database.Given.OperatorAsync(tenant, Roles.Operator, Irina, "Ирина Соколова");
        await database.Given.OperatorAsync(tenant, Roles.Operator, Pavel, "Павел Ветров");
        await database.Given.AddAsync(new TenantConfig { TenantId = tenant, Key = "undo_send_seconds", Value = undoSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture) }, c => c.Id);
        var api = botApi is null ? string.Empty : $",\"api_base_url\":\"{botApi.AbsoluteUri.TrimEnd('/')}\"";
        var channel = await database.Given.ChannelAsync(tenant, credentials: $$"""{"bot_token":"{{token}}","webhook_secret":"{{Secret}}"{{api}}}""", name: "Бот РемТочки");
        return new Shop(browser, node, tenant, channel);
    }

    public async Task<WebProcess> SecondNodeAsync()
    {
        var node = await WebProcess.StartAsync(Database.ConnectionString);
        more.Add(node);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        browser.End();
        Telegram.Dispose();
        foreach (var node in more) await node.DisposeAsync();
        browser.Afterwards(isClean => spare.GiveBackAsync(isClean && more.Count == 0));
    }
}

/// <summary>What people see and do on a page, by the names that the page gives them.</summary>
internal static class Pages
{
    public static ILocator Row(this IPage page, string words) => page.Locator("a[data-appeal]", new() { HasText = words });

    public static ILocator Message(this IPage page, string words) => page.Locator("li[data-message]", new() { HasText = words });

    public static ILocator Tick(this IPage page, string message, string state) => page.Message(message).Locator($".tick[title='{state}']");

    public static async Task AnswerAsync(this IPage page, string words)
    {
        await page.Locator("crm-composer textarea").FillAsync(words);
        await page.Locator("crm-composer textarea").PressAsync("Enter");
    }

    /// <summary>Chooses a file once the page listens to its field: what is chosen before, faster than anybody is, the framework does not hear of.</summary>
    public static async Task ChooseFileAsync(this IPage page, FilePayload file)
    {
        await page.WaitForFunctionAsync("() => document.querySelector('input[type=file]')?._blazorInputFileNextFileId !== undefined");
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
    }

    public static Task SeenAsync(this ILocator locator, float seconds = 15) => locator.First.WaitForAsync(new() { State = WaitForSelectorState.Visible, Timeout = seconds * 1000 });

    public static Task GoneAsync(this ILocator locator, float seconds = 15) => locator.First.WaitForAsync(new() { State = WaitForSelectorState.Detached, Timeout = seconds * 1000 });

    /// <summary>From here on the page notes when a text first stands on it, by its own clock (the same machine's).</summary>
    public static Task WatchAsync(this IPage page, IEnumerable<string> texts) => page.EvaluateAsync("""
        texts => {
            window.seenAt = {};
            const look = () => { for (const t of texts) if (!(t in window.seenAt) && document.body.innerText.includes(t)) window.seenAt[t] = Date.now(); };
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
        }
        """, texts);

    /// <summary>When the text first stood on the page; waits for it.</summary>
    public static async Task<DateTimeOffset> SeenAtAsync(this IPage page, string text)
    {
        var handle = await page.WaitForFunctionAsync("t => window.seenAt[t]", text, new() { Timeout = 20_000 });
        return DateTimeOffset.FromUnixTimeMilliseconds(await handle.JsonValueAsync<long>());
    }
}
