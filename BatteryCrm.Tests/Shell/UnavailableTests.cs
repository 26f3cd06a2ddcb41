using System.Net;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;

namespace BatteryCrm.Tests.Shell;

/// <summary>What people see while the database is away: a page that says so, never a bare error.</summary>
public sealed class UnavailableTests : IAsyncLifetime
{
    private readonly ConsoleNode node = new();

    public Task InitializeAsync() => node.InitializeAsync();

    public Task DisposeAsync() => node.DisposeAsync();

    [Theory]
    [InlineData("ru", "нет связи с базой данных")]
    [InlineData("en", "the database does not answer")]
    public async Task SignIn_DatabaseAway_SaysSoAndKeepsTheLogin(string language, string words)
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();
        using var choice = await browser.OpenAsync("/language/" + language);
        await node.Database.GoAwayAsync();

        using var answer = await browser.SignInAsync(email, Given.Password, "/appeals/1");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        var page = await answer.ReadAsync();
        Assert.Contains(words, page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", page, StringComparison.Ordinal);
        Assert.Contains("value=\"/appeals/1\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(Given.Password, page, StringComparison.Ordinal);
        Assert.DoesNotContain(answer.Headers, h => h.Key == "Set-Cookie");

        await node.Database.ComeBackAsync();
        using var again = await browser.SignInAsync(email, Given.Password);
        Assert.Equal(HttpStatusCode.SeeOther, again.StatusCode);
    }

    [Fact]
    public async Task Pages_DatabaseAway_AreNeverABareError()
    {
        using var browser = await node.SignedInAsync(await OperatorAsync());
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        await node.Database.GoAwayAsync();

        foreach (var path in (string[])["/", "/appeals/0199aaaa-0000-7000-8000-000000000000", "/profile", "/profile/two-factor", "/platform", "/forbidden", "/sign-in"])
        {
            using var answer = await browser.OpenAsync(path);
            if (answer.StatusCode is HttpStatusCode.Redirect or HttpStatusCode.SeeOther) continue;
            Assert.Contains("</html>", await answer.ReadAsync(), StringComparison.Ordinal);
            Assert.True(answer.StatusCode is not HttpStatusCode.InternalServerError, path);
        }

        using var asking = await browser.OpenAsync("/profile/two-factor");
        using var sending = await browser.PostAsync("/profile/two-factor/off", ("password", Given.Password));
        var (page, form) = (await asking.ReadAsync(), await sending.ReadAsync());
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable), (asking.StatusCode, sending.StatusCode));
        Assert.Equal(("5", TimeSpan.FromSeconds(5)), (Assert.Single(asking.Headers.GetValues("Refresh")), asking.Headers.RetryAfter?.Delta));
        Assert.Contains("Консоль временно недоступна", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/profile/two-factor\"", page, StringComparison.Ordinal);
        Assert.Contains("изменения не сохранились", form, StringComparison.Ordinal);
        Assert.False(sending.Headers.Contains("Refresh"));
        Assert.NotEmpty(asking.Headers.GetValues("Content-Security-Policy"));
    }

    [Fact]
    public async Task Programs_DatabaseAway_GetTheStatusWithoutAPage()
    {
        using var browser = await node.SignedInAsync(await OperatorAsync());
        await node.Database.GoAwayAsync();

        using var answer = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal((HttpStatusCode.ServiceUnavailable, TimeSpan.FromSeconds(5)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Start_WithoutTheDatabase_ShowsThePageWithItsStyles()
    {
        var closed = new ConsoleNode { StartsWithoutDatabase = true };
        await closed.InitializeAsync();
        using var browser = closed.NewBrowser();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        browser.DefaultRequestHeaders.Add("Cookie", ".AspNetCore.Culture=c%3Den%7Cuic%3Den");

        using var page = await browser.OpenAsync("/");
        using var style = await browser.OpenAsync("/css/tokens.css");
        using var webhook = await browser.PostAsync("/webhooks/telegram/1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, page.StatusCode);
        Assert.Contains("The console is unavailable for now", await page.ReadAsync(), StringComparison.Ordinal);
        Assert.NotEmpty(page.Headers.GetValues("Content-Security-Policy"));
        Assert.Equal(HttpStatusCode.OK, style.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, webhook.StatusCode);
        await closed.DisposeAsync();
    }

    private async Task<string> OperatorAsync()
    {
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: email);
        return email;
    }
}
