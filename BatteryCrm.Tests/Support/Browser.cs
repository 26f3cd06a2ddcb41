using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Support;

/// <summary>The size, language and colours of a page.</summary>
public sealed record PageLook(int Width = 1440, int Height = 900, bool Touch = false, string Locale = "ru-RU", ColorScheme Colors = ColorScheme.Light)
{
    public static readonly PageLook Wide = new();
    public static readonly PageLook Phone = new(390, 844, Touch: true);
}

/// <summary>
/// People at browsers. One Chromium serves the run; each page is somebody of their own. A console error, an uncaught error, a failed request or an answer of
/// 400 and above on any page fails the test, planned outages apart.
/// </summary>
public sealed class Browser
{
    private static readonly Lazy<Task<IBrowser>> Chromium = new(LaunchAsync);
    private readonly List<IBrowserContext> contexts = [];
    private readonly ConcurrentQueue<string> errors = new();
    private readonly List<Func<bool, Task>> endings = [];
    private volatile Regex? planned;
    private volatile bool isOver;

    private Browser()
    {
    }

    /// <summary>Runs a journey and then fails it if any page complained. A failure carries what the pages said and where pictures of them lie.</summary>
    public static async Task RunAsync(Func<Browser, Task> journey)
    {
        var browser = new Browser();
        var isClean = false;
        try
        {
            await journey(browser);
            isClean = browser.errors.IsEmpty;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(
                e.Message + "\nPictures: " + await browser.PicturesAsync() + "\nThe pages said:\n" + string.Join('\n', browser.errors), e);
        }
        finally
        {
            if (isClean && browser.endings.Count > 0) await browser.LeaveAsync();
            foreach (var context in browser.contexts) await context.CloseAsync();
            foreach (var ending in browser.endings) await ending(isClean);
        }

        Assert.True(browser.errors.IsEmpty, "The pages complained:\n" + string.Join('\n', browser.errors));
    }

    /// <summary>A page of a person with own cookies; nothing is loaded yet.</summary>
    public async Task<IPage> NewPageAsync(Uri address, PageLook? look = null)
    {
        look ??= PageLook.Wide;
        var context = await (await Chromium.Value).NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.AbsoluteUri, ViewportSize = new ViewportSize { Width = look.Width, Height = look.Height }, Locale = look.Locale,
            ColorScheme = look.Colors, HasTouch = look.Touch, ReducedMotion = ReducedMotion.Reduce, TimezoneId = "Europe/Samara",
        });
        contexts.Add(context);
        context.Page += (_, page) => Listen(page);
        return await context.NewPageAsync();
    }

    /// <summary>Signs in on the static page and waits for the console.</summary>
    public async Task<IPage> SignInAsync(Uri address, string login, string password = Given.Password, PageLook? look = null)
    {
        var page = await NewPageAsync(address, look);
        await page.GotoAsync("/sign-in");
        await page.Locator("[name=login]").FillAsync(login);
        await page.Locator("[name=password]").FillAsync(password);
        await page.Locator("[name=password]").PressAsync("Enter");
        await page.WaitForURLAsync(url => !new Uri(url).AbsolutePath.StartsWith("/sign-in", StringComparison.Ordinal));
        return page;
    }

    /// <summary>Until disposed, complaints that match are expected: the outage is the test's own doing.</summary>
    public IDisposable PlannedOutage(string pattern = @"WebSocket|ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_SOCKET|_blazor|Failed to fetch|reconnect|Connection disconnected|\b50[234]\b")
    {
        planned = new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        return new Outage(this);
    }

    /// <summary>The journey is over: what pages say when their server goes away no longer counts.</summary>
    public void End() => isOver = true;

    /// <summary>Runs when all pages are closed; hears whether the journey and all pages were content.</summary>
    public void Afterwards(Func<bool, Task> ending) => endings.Add(ending);

    // As people leave, so that the server knows at once that nobody looks any more; a page that is closed with its context tells nobody.
    private async Task LeaveAsync()
    {
        foreach (var page in contexts.SelectMany(c => c.Pages).ToList())
        {
            try
            {
                await page.GotoAsync("about:blank", new PageGotoOptions { Timeout = 2000 });
            }
            catch (Exception e) when (e is PlaywrightException or TimeoutException)
            {
                // It closed itself, or asks whether it may be left.
            }
        }
    }

    private static async Task<IBrowser> LaunchAsync()
    {
        var given = Environment.GetEnvironmentVariable("BATTERYCRM_CHROMIUM");
        var program = string.IsNullOrWhiteSpace(given) ? "/usr/bin/chromium" : given;
        if (!File.Exists(program)) throw new InvalidOperationException($"There is no browser at {program}: run ./dev test, which installs one, or set BATTERYCRM_CHROMIUM.");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = program,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
        });
        TestRun.AtEnd(async () =>
        {
            await browser.CloseAsync();
            playwright.Dispose();
        });
        return browser;
    }

    private void Listen(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type is "error") Complain($"console: {message.Text} ({message.Location})");
        };
        page.PageError += (_, error) => Complain("uncaught: " + error);

        // A page that goes away gives up what it was fetching; that is nobody's fault.
        page.RequestFailed += (_, request) =>
        {
            if (request.Failure is not "net::ERR_ABORTED") Complain($"failed: {request.Method} {request.Url} {request.Failure}");
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 400) Complain($"answer: {response.Status} {response.Request.Method} {response.Url}");
        };
    }

    private void Complain(string what)
    {
        if (isOver || (planned is { } outage && outage.IsMatch(what))) return;
        errors.Enqueue(what);
    }

    private async Task<string> PicturesAsync()
    {
        var folder = Directory.CreateTempSubdirectory("journey-").FullName;
        var number = 0;
        foreach (var page in contexts.SelectMany(c => c.Pages))
        {
            try
            {
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{++number}.png") });
            }
            catch (PlaywrightException)
            {
                // The page is gone; its complaints say why.
            }
        }

        return folder;
    }

    private sealed class Outage(Browser browser) : IDisposable
    {
        public void Dispose() => browser.planned = null;
    }
}
