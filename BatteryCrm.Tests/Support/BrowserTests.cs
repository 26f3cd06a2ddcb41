using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace BatteryCrm.Tests.Support;

/// <summary>The fixture itself: a journey fails by what its pages complain of.</summary>
[Collection(Alone.Name)]
public sealed class BrowserTests
{
    [Theory]
    [InlineData("<script>console.error('plain')</script>", "console: plain")]
    [InlineData("<script>throw new Error('boom')</script>", "uncaught: ")]
    [InlineData("<img src='/gone.png'>", "answer: 404")]
    [InlineData("<img src='http://127.0.0.1:1/x.png'>", "failed: GET")]
    public async Task RunAsync_PageComplains_Fails(string html, string complaint)
    {
        await using var server = await ServeAsync(html);
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => Browser.RunAsync(browser => OpenAsync(browser, server)));
        Assert.Contains(complaint, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ComplaintWithinPlannedOutage_Passes()
    {
        await using var server = await ServeAsync("<script>console.error('WebSocket closed')</script>");
        await Browser.RunAsync(async browser =>
        {
            using (browser.PlannedOutage()) await OpenAsync(browser, server);
        });
    }

    [Fact]
    public async Task RunAsync_CleanPage_Passes()
    {
        await using var server = await ServeAsync("<p>Привет</p>");
        await Browser.RunAsync(browser => OpenAsync(browser, server));
    }

    private static async Task OpenAsync(Browser browser, WebApplication server)
    {
        var page = await browser.NewPageAsync(new Uri(server.Urls.Single()));
        await page.GotoAsync("/", new() { WaitUntil = Microsoft.Playwright.WaitUntilState.NetworkIdle });
    }

    private static async Task<WebApplication> ServeAsync(string html)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/", () => Results.Content("<!doctype html><link rel=icon href='data:,'>" + html, "text/html; charset=utf-8"));
        await app.StartAsync();
        return app;
    }
}
