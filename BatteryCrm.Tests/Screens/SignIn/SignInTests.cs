using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>The first step of signing in, over HTTP as a browser does it.</summary>
public sealed class SignInTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private Given Given => node.Database.Given;

    [Fact]
    public async Task SignIn_ByEmail_GivesACookieThatScriptsCannotRead()
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(email, Given.Password);

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.WhereTo()));
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("batterycrm=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        using var own = await browser.OpenAsync("/profile/two-factor");
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task SignIn_ByUsernameInOtherCaseWithSpaces_SignsIn()
    {
        var email = await OperatorAsync();
        await node.Database.ExecuteAsync($"update operators set username = 'Ольга', normalized_user_name = 'ОЛЬГА' where email = '{email}'");
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(" ольга ", Given.Password);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Fact]
    public async Task SignIn_WrongPassword_SaysTheSameAsUnknownLoginAndKeepsTheLogin()
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();

        using var wrong = await browser.SignInAsync(email, "wrong-password");
        using var unknown = await browser.SignInAsync("nobody@demo.test", "wrong-password");

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (wrong.StatusCode, unknown.StatusCode));
        var page = await wrong.ReadAsync();
        Assert.Equal(page.Replace(email, "LOGIN", StringComparison.Ordinal), (await unknown.ReadAsync()).Replace("nobody@demo.test", "LOGIN", StringComparison.Ordinal));
        Assert.Contains("Логин или пароль не подошёл", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong-password", page, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong.Headers, h => h.Key == "Set-Cookie");
    }

    [Fact]
    public async Task SignIn_FiveWrongPasswords_LocksForMinutesEvenForTheRightOne()
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();
        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, email, "wrong-password"));

        using var fifth = await browser.SignInAsync(email, "wrong-password");
        using var right = await browser.SignInAsync(email, Given.Password);

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (fifth.StatusCode, right.StatusCode));
        Assert.InRange(fifth.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 290, 300);
        Assert.Contains("Вход закрыт на 5 мин.", await fifth.ReadAsync(), StringComparison.Ordinal);

        await node.Database.ExecuteAsync($"update operators set lockout_end = now() - interval '1 second' where email = '{email}'");
        Assert.Equal(HttpStatusCode.SeeOther, await StatusAsync(browser, email, Given.Password));
    }

    [Fact]
    public async Task SignIn_TwentyWrongPasswordsAtOnce_ChecksFive()
    {
        var email = await OperatorAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var browser = node.NewBrowser();
            return await StatusAsync(browser, email, "wrong-password");
        }));

        Assert.Equal(4, answers.Count(a => a == HttpStatusCode.Unauthorized));
        Assert.Equal(16, answers.Count(a => a == HttpStatusCode.TooManyRequests));
    }

    [Fact]
    public async Task SignIn_UnknownLoginFiveTimes_LooksLockedLikeAnyOther()
    {
        using var browser = node.NewBrowser();
        for (var i = 0; i < 4; i++) Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, "ghost@demo.test", "wrong-password"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await StatusAsync(browser, "GHOST@demo.test", "wrong-password"));
    }

    [Fact]
    public async Task SignIn_UnknownLogin_TakesTheSameWorkAsAKnownOneLockedOrNot()
    {
        var hasher = new CountingHasher();
        var counted = new ConsoleNode { Configure = services => services.AddSingleton<IPasswordHasher<Operator>>(hasher) };
        await counted.InitializeAsync();
        await counted.Database.Given.OperatorAsync(await counted.Database.Given.TenantAsync(), email: "known@demo.test");
        using var browser = counted.NewBrowser();

        var work = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var login in (string[])["known@demo.test", "ghost@demo.test"])
            for (var i = 0; i < 7; i++)
            {
                hasher.Count = 0;
                Assert.Equal(i < 4 ? HttpStatusCode.Unauthorized : HttpStatusCode.TooManyRequests, await StatusAsync(browser, login, "wrong-password"));
                work.TryAdd(login, []);
                work[login].Add(hasher.Count);
            }

        Assert.Equal([1, 1, 1, 1, 1, 0, 0], work["known@demo.test"]);
        Assert.Equal(work["known@demo.test"], work["ghost@demo.test"]);
        await counted.DisposeAsync();
    }

    [Theory]
    [InlineData("suspend = true")]
    [InlineData("is_active = false")]
    public async Task SignIn_TenantThatMayNotWork_IsToldSoAfterTheRightPasswordOnly(string change)
    {
        var tenant = await Given.TenantAsync();
        var email = await OperatorAsync(tenant);
        await node.Database.ExecuteAsync($"update tenants set {change} where id = '{tenant}'");
        using var browser = node.NewBrowser();

        using var wrong = await browser.SignInAsync(email, "wrong-password");
        using var right = await browser.SignInAsync(email, Given.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, right.StatusCode);
        Assert.Contains(SignInTexts.Suspended, await right.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(right.Headers, h => h.Key == "Set-Cookie");
    }

    [Fact]
    public async Task SignIn_InactiveOperator_GetsTheOrdinaryRefusal()
    {
        var email = await OperatorAsync();
        await node.Database.ExecuteAsync($"update operators set is_active = false where email = '{email}'");
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(email, Given.Password);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("Логин или пароль не подошёл", await answer.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_PlatformOperator_SeesTenantsAndNothingOfTheirs()
    {
        var tenant = await Given.TenantAsync("Мастерская на Ленина");
        await Given.ClientAsync(tenant, "Марфа Тестова");
        var email = "platform-list@demo.test";
        await Given.OperatorAsync(null, Roles.Platform, email);
        using var browser = await node.SignedInAsync(email);

        using var list = await browser.OpenAsync("/platform");
        using var console = await browser.OpenAsync("/profile");

        var page = await list.ReadAsync();
        Assert.Contains("Мастерская на Ленина", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Марфа", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, "/platform"), (console.StatusCode, console.WhereTo()));
    }

    [Theory]
    [InlineData("/appeals/1?tab=mine", "/appeals/1?tab=mine")]
    [InlineData("//evil.test", "/")]
    [InlineData("/\\evil.test", "/")]
    [InlineData("https://evil.test/", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\t/evil.test", "/")]
    [InlineData("/sign-out", "/")]
    public async Task SignIn_ReturnUrl_LeadsWithinTheSiteOnly(string returnUrl, string expected)
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(email, Given.Password, returnUrl);

        Assert.Equal(expected, answer.WhereTo());
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("somebody", "")]
    [InlineData("  ", "password")]
    public async Task SignIn_EmptyField_400(string login, string password)
    {
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(login, password);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(SignInTexts.FillBoth, await answer.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_WhatNoFormSends_IsRefusedWithoutAnError()
    {
        using var browser = node.NewBrowser();
        using var json = new StringContent("{\"login\":\"a\"}", System.Text.Encoding.UTF8, "application/json");
        using var answer = await browser.PostAsync(new Uri("/sign-in", UriKind.Relative), json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, await StatusAsync(browser, "a\0b", "password"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, new string('x', 5_000), "password"));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(browser, "somebody", new string('x', 5_000)));
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://evil.test")]
    [InlineData("Origin", "null")]
    public async Task Post_FromAnotherSite_IsRefused(string header, string value)
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();
        browser.DefaultRequestHeaders.Add(header, value);

        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(browser, email, Given.Password));
        using var signOut = await browser.PostAsync("/sign-out");
        Assert.Equal(HttpStatusCode.Forbidden, signOut.StatusCode);
    }

    [Fact]
    public async Task SignOut_Post_EndsTheSession()
    {
        using var browser = await node.SignedInAsync(await OperatorAsync());

        using var get = await browser.OpenAsync("/sign-out");
        using var still = await browser.OpenAsync("/profile/two-factor");
        using var post = await browser.PostAsync("/sign-out");
        using var after = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal(HttpStatusCode.NotFound, get.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        Assert.Equal("/sign-in", post.WhereTo());
        Assert.Equal((HttpStatusCode.Redirect, "/sign-in?returnUrl=%2Fprofile%2Ftwo-factor"), (after.StatusCode, new Uri(after.WhereTo()!).PathAndQuery));
    }

    [Fact]
    public async Task SignIn_Language_IsRussianUntilSomebodyChooses()
    {
        var email = await OperatorAsync();
        using var browser = node.NewBrowser();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en-US");
        using var before = await browser.OpenAsync("/sign-in");
        using var choice = await browser.OpenAsync("/language/en?returnUrl=/sign-in");
        using var after = await browser.OpenAsync("/sign-in");

        Assert.Contains("lang=\"ru\"", await before.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal("/sign-in", choice.WhereTo());
        Assert.Contains("E-mail or username", await after.ReadAsync(), StringComparison.Ordinal);

        // On a browser that has not chosen, the operator's own language comes with signing in.
        await node.Database.ExecuteAsync($"update operators set language = 'en' where email = '{email}'");
        using var fresh = await node.SignedInAsync(email);
        using var page = await fresh.OpenAsync("/profile/two-factor");
        Assert.Contains("Code from your phone", await page.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignInPage_WhenSignedIn_GoesOnUnlessTheSessionWasEnded()
    {
        var email = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        using var good = await browser.OpenAsync("/sign-in?returnUrl=/appeals/1");
        await node.Database.ExecuteAsync($"update operators set is_active = false where email = '{email}'");
        using var ended = await browser.OpenAsync("/sign-in?returnUrl=/appeals/1");
        using var after = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal("/appeals/1", good.WhereTo());
        Assert.Contains(SignInTexts.Ended, await ended.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, after.StatusCode);
    }

    [Fact]
    public async Task SignIn_Done_IsRecorded()
    {
        var tenant = await Given.TenantAsync();
        var email = await OperatorAsync(tenant);
        using var browser = await node.SignedInAsync(email);

        await using var db = node.Database.Db(tenant);
        var row = await db.Operators.SingleAsync(o => o.Email == email);
        var action = await db.OperatorActions.SingleAsync(a => a.OperatorId == row.Id);
        Assert.Equal("web", row.LastLoginPlatform);
        Assert.NotNull(row.LastLoginAt);
        Assert.Equal(ActionTypes.SignedIn, action.ActionType);
    }

    [Fact]
    public async Task SignInPage_Html_HasAPlainFormWithTheAgreedFields()
    {
        using var browser = node.NewBrowser();

        using var answer = await browser.OpenAsync("/sign-in");

        var page = await answer.ReadAsync();
        Assert.Contains("<form method=\"post\" action=\"/sign-in\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"login\"", page, StringComparison.Ordinal);
        Assert.Contains("name=\"password\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain("blazor", page, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("no-store", answer.Headers.CacheControl!.ToString());
    }

    private sealed class CountingHasher : PasswordHasher<Operator>
    {
        public int Count { get; set; }

        public override PasswordVerificationResult VerifyHashedPassword(Operator user, string hashedPassword, string providedPassword)
        {
            Count++;
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient browser, string login, string password)
    {
        using var answer = await browser.SignInAsync(login, password);
        return answer.StatusCode;
    }

    private async Task<string> OperatorAsync(Guid? tenant = null)
    {
        var email = $"{Ids.New():N}@demo.test";
        await Given.OperatorAsync(tenant ?? await Given.TenantAsync(), email: email);
        return email;
    }
}
