using Microsoft.Playwright;

namespace BatteryCrm.Bench.Memory;

/// <summary>Pages of one operator in a real Chromium, each a console of its own.</summary>
internal sealed class Pages : IAsyncDisposable
{
    private const string Row = "crm-queue a.item";
    private readonly IPlaywright playwright;
    private readonly IBrowser browser;
    private readonly IBrowserContext context;
    private IPage? last;

    private Pages(IPlaywright playwright, IBrowser browser, IBrowserContext context) => (this.playwright, this.browser, this.context) = (playwright, browser, context);

    /// <summary>Starts the browser and signs in, which opens the first console.</summary>
    public static async Task<Pages> StartAsync(Uri address)
    {
        var given = Environment.GetEnvironmentVariable("BATTERYCRM_CHROMIUM");
        var program = string.IsNullOrWhiteSpace(given) ? "/usr/bin/chromium" : given;
        if (!File.Exists(program)) throw new BenchFailedException($"There is no browser at {program}: run this as ./dev bench, or set BATTERYCRM_CHROMIUM.");
        var driver = await Playwright.CreateAsync();
        var chromium = await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        var person = await chromium.NewContextAsync(new BrowserNewContextOptions { BaseURL = address.AbsoluteUri, ViewportSize = new ViewportSize { Width = 1440, Height = 900 }, Locale = "ru-RU" });
        person.SetDefaultTimeout(120_000);
        var page = await person.NewPageAsync();
        await page.GotoAsync("/sign-in");
        await page.Locator("[name=login]").FillAsync(BenchShop.Login);
        await page.Locator("[name=password]").FillAsync(BenchShop.Password);
        await page.Locator("[name=password]").PressAsync("Enter");
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal));
        // Stays open: a console that goes is kept for a while in case its browser comes back.
        await page.Locator(Row).First.WaitForAsync();
        return new Pages(driver, chromium, person);
    }

    /// <summary>Opens an appeal in a new page and waits until queue and whole conversation are there.</summary>
    public async Task OpenAsync(Guid appeal, int messages)
    {
        var page = await context.NewPageAsync();
        last = page;
        await page.GotoAsync($"/appeals/{appeal}");
        await page.Locator(Row).First.WaitForAsync();
        var bubbles = page.Locator("crm-conversation li[data-message]");
        await bubbles.First.WaitForAsync();
        // A conversation opens with its last page; the rest comes when somebody scrolls up to this button, or presses it.
        await page.EvaluateAsync("document.querySelector('[data-older]')?.click()");
        await bubbles.Nth(messages - 1).WaitForAsync();
    }

    /// <summary>Rows of the queue that the last page has drawn.</summary>
    public Task<int> RowsAsync() => last!.Locator(Row).CountAsync();

    public async ValueTask DisposeAsync()
    {
        await browser.CloseAsync();
        playwright.Dispose();
    }
}
