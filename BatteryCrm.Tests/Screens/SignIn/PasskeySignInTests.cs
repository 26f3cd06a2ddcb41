using System.Net;
using System.Security.Cryptography;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>Signing in with a passkey: both factors in one, each challenge once.</summary>
public sealed class PasskeySignInTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    [Theory]
    [InlineData(Roles.Operator, "/appeals/1")]
    [InlineData(Roles.Platform, "/platform")]
    public async Task Passkey_OfSomebodyWithACode_SignsInWithoutIt(string role, string returnUrl)
    {
        var (id, email) = await OperatorAsync(role: role);
        using var key = new SoftKey { Count = 7 };
        using var browser = await node.SignedInByNameAsync(email);
        await browser.AddAsync(key);
        await node.Database.ExecuteAsync($"update operators set two_factor_enabled = true where id = '{id}'");
        using var other = node.NewBrowserByName();
        using var password = await other.SignInAsync(email, Given.Password);

        key.Count = 8;
        using var answer = await browser.SignInWithAsync(key, returnUrl);
        using var inside = await browser.OpenAsync("/profile/two-factor");

        Assert.StartsWith("/sign-in/code", password.WhereTo(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, returnUrl, HttpStatusCode.OK), (answer.StatusCode, answer.WhereTo(), inside.StatusCode));
        Assert.Equal("passkey", await node.Database.ScalarAsync<string>($"select details ->> 'method' from operator_actions where operator_id = '{id}' and action_type = 'signed_in' order by created_at desc limit 1"));
        Assert.True(await node.Database.ScalarAsync<bool>($"select last_login_at > now() - interval '1 minute' and last_login_platform = 'web' from operators where id = '{id}'"));
        Assert.Equal("8", await node.Database.ScalarAsync<string>($"select data ->> 'SignCount' from operator_passkeys where user_id = '{id}'"));
        // The browser's session before is not left open.
        Assert.Equal(1L, await node.Database.ScalarAsync<long>($"select count(*) from operator_sessions where operator_id = '{id}' and ended_at is null"));
    }

    [Fact]
    public async Task Answer_SentTwice_IsRefusedTheSecondTime()
    {
        var (_, key) = await WithPasskeyAsync();
        var cookies = new CookieContainer();
        using var browser = node.NewBrowserByName(cookies);
        var credential = key.Get(await browser.ChallengeAsync(), browser.OriginOf());
        using var thief = node.NewBrowserByName(Copy(cookies, browser.BaseAddress!));
        using var late = node.NewBrowserByName(Copy(cookies, browser.BaseAddress!));

        using var first = await browser.PostAsync("/sign-in/passkey", ("credential", credential));
        using var again = await browser.PostAsync("/sign-in/passkey", ("credential", credential));
        using var stolen = await thief.PostAsync("/sign-in/passkey", ("credential", credential));
        using var newer = await browser.SignInWithAsync(key);
        using var stolenLater = await late.PostAsync("/sign-in/passkey", ("credential", credential));

        Assert.Equal(HttpStatusCode.SeeOther, first.StatusCode);
        // The browser's cookie has gone; who kept it is told that it is used up.
        await RefusedAsync(browser: null, again, SignInTexts.Expired);
        await RefusedAsync(thief, stolen, SignInTexts.PasskeyWrong);
        Assert.Equal(HttpStatusCode.SeeOther, newer.StatusCode);
        await RefusedAsync(late, stolenLater, SignInTexts.PasskeyWrong);
        key.Dispose();
    }

    [Fact]
    public async Task Answer_SentFourTimesAtOnce_SignsInOnce()
    {
        var (_, key) = await WithPasskeyAsync();
        var cookies = new CookieContainer();
        using var browser = node.NewBrowserByName(cookies);
        var credential = key.Get(await browser.ChallengeAsync(), browser.OriginOf());
        var browsers = Enumerable.Range(0, 4).Select(_ => node.NewBrowserByName(Copy(cookies, browser.BaseAddress!))).ToList();

        var answers = await Task.WhenAll(browsers.Select(async b =>
        {
            using var answer = await b.PostAsync("/sign-in/passkey", ("credential", credential));
            return answer.StatusCode;
        }));

        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], answers.Order());
        browsers.ForEach(b => b.Dispose());
        key.Dispose();
    }

    [Fact]
    public async Task Challenge_OlderThanFiveMinutes_IsOver()
    {
        var (_, key) = await WithPasskeyAsync();
        using var browser = node.NewBrowserByName();
        var credential = key.Get(await browser.ChallengeAsync(), browser.OriginOf());
        node.Clock.Advance(TimeSpan.FromMinutes(3));
        // Looking at it does not prolong it.
        using var look = await browser.OpenAsync("/sign-in/code");
        node.Clock.Advance(TimeSpan.FromSeconds(121));

        using var answer = await browser.PostAsync("/sign-in/passkey", ("credential", credential));

        await RefusedAsync(browser, answer, SignInTexts.Expired);
        key.Dispose();
    }

    [Theory]
    [InlineData("forged")]
    [InlineData("unknown")]
    [InlineData("unverified")]
    [InlineData("origin")]
    [InlineData("site")]
    [InlineData("somebody else")]
    [InlineData("nobody")]
    [InlineData("count")]
    public async Task Answer_ThatIsWrong_SignsNobodyIn(string wrong)
    {
        var (id, key) = await WithPasskeyAsync(new SoftKey { Count = 5 });
        key.Count = 6;
        if (wrong == "forged") key.IsForged = true;
        if (wrong == "unknown") key.Id = RandomNumberGenerator.GetBytes(32);
        if (wrong == "unverified") key.IsVerified = false;
        if (wrong == "origin") key.Origin = "https://example.com";
        if (wrong == "site") key.Site = "example.com";
        if (wrong == "somebody else") key.UserHandle = (await OperatorAsync(await node.Database.ScalarAsync<Guid>($"select tenant_id from operators where id = '{id}'"))).Id.ToString();
        if (wrong == "nobody") key.UserHandle = "no id";
        if (wrong == "count") key.Count = 5;
        using var browser = node.NewBrowserByName();

        using var answer = await browser.SignInWithAsync(key);

        await RefusedAsync(browser, answer, SignInTexts.PasskeyWrong);
        // What is wrong is no guess: it locks nobody out.
        Assert.Equal(0, await node.Database.ScalarAsync<int>($"select access_failed_count from operators where id = '{id}'"));
        key.Dispose();
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[1]")]
    [InlineData("{\"id\":5}")]
    [InlineData("{\"id\":\"%%%\"}")]
    [InlineData("{\"id\":\"\"}")]
    public async Task Answer_ThatIsNone_IsRefused(string credential)
    {
        using var browser = node.NewBrowserByName();
        await browser.ChallengeAsync();

        using var answer = await browser.PostAsync("/sign-in/passkey", ("credential", credential));

        Assert.Contains(SignInTexts.PasskeyWrong, await answer.ReadAsync(), StringComparison.Ordinal);
        using var inside = await browser.OpenAsync("/profile/two-factor");
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    [Theory]
    [InlineData("update operators set is_active = false where id = '{0}'", HttpStatusCode.Unauthorized)]
    [InlineData("update operators set lockout_end = now() + interval '5 minutes' where id = '{0}'", HttpStatusCode.TooManyRequests)]
    [InlineData("update tenants set suspend = true where id = (select tenant_id from operators where id = '{0}')", HttpStatusCode.Forbidden)]
    public async Task Passkey_OfWhoMayNotWork_IsToldWhyAndStaysOut(string change, HttpStatusCode told)
    {
        var (id, key) = await WithPasskeyAsync();
        await node.Database.ExecuteAsync(change.Replace("{0}", id.ToString(), StringComparison.Ordinal));
        using var browser = node.NewBrowserByName();

        using var answer = await browser.SignInWithAsync(key);

        Assert.Equal(told, answer.StatusCode);
        using var inside = await browser.OpenAsync("/profile/two-factor");
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from operator_actions where operator_id = '{id}' and details ->> 'method' = 'passkey'"));
        key.Dispose();
    }

    [Fact]
    public async Task Challenge_IsNoFirstStepThatWaitsForItsCode()
    {
        var (_, email) = await OperatorAsync();
        using var stranger = node.NewBrowserByName();
        await stranger.ChallengeAsync();
        using var inside = await node.SignedInByNameAsync(email);
        await inside.StartAsync();

        foreach (var browser in (HttpClient[])[stranger, inside])
        {
            using var page = await browser.OpenAsync("/sign-in/code");
            using var code = await browser.PostAsync("/sign-in/code", ("code", "123456"));
            Assert.Equal("/sign-in", page.WhereTo());
            Assert.Equal(HttpStatusCode.Unauthorized, code.StatusCode);
            Assert.Contains(SignInTexts.Expired, await code.ReadAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task FirstStep_ThatWaitsForItsCode_IsNoChallenge()
    {
        var (id, key) = await WithPasskeyAsync();
        await node.Database.ExecuteAsync($"update operators set two_factor_enabled = true where id = '{id}'");
        using var other = node.NewBrowserByName();
        var credential = key.Get(await other.ChallengeAsync(), other.OriginOf());
        using var browser = node.NewBrowserByName();
        using var password = await browser.SignInAsync(await node.Database.ScalarAsync<string>($"select email from operators where id = '{id}'") ?? string.Empty, Given.Password);

        using var answer = await browser.PostAsync("/sign-in/passkey", ("credential", credential));

        await RefusedAsync(browser, answer, SignInTexts.Expired);
        key.Dispose();
    }

    [Fact]
    public async Task ByAnAddressOfNumbers_NoPasskeyIsOffered()
    {
        using var browser = node.NewBrowser();
        using var page = await browser.OpenAsync("/sign-in");
        using var challenge = await browser.PostAsync("/sign-in/passkey/challenge");
        using var byName = node.NewBrowserByName();
        using var named = await byName.OpenAsync("/sign-in");

        Assert.DoesNotContain("data-passkey", await page.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, challenge.StatusCode);
        Assert.Contains("data-passkey", await named.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Challenge_AskedForByAnotherSite_IsRefused()
    {
        using var browser = node.NewBrowserByName();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in/passkey/challenge");
        request.Headers.Add("Sec-Fetch-Site", "cross-site");

        using var answer = await browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Log_TellsAttempts_AndNoSecrets()
    {
        var log = new KeptLog();
        var spare = new ConsoleNode { Configure = s => s.AddSingleton<ILoggerProvider>(log) };
        await spare.InitializeAsync();
        using var key = new SoftKey();
        var email = $"{Ids.New():N}@demo.test";
        var id = await spare.Database.Given.OperatorAsync(await spare.Database.Given.TenantAsync(), email: email);
        using (var inside = await spare.SignedInByNameAsync(email)) await inside.AddAsync(key);
        using var browser = spare.NewBrowserByName();
        var options = await browser.ChallengeAsync();
        var credential = key.Get(options, browser.OriginOf());
        using var answer = await browser.PostAsync("/sign-in/passkey", ("credential", credential));
        using var stranger = new SoftKey { UserHandle = id.ToString() };
        using var unknown = await browser.SignInWithAsync(stranger);

        Assert.Contains(log.Lines, l => l.Contains($"Operator {id} tried to sign in: SignedIn", StringComparison.Ordinal));
        Assert.Contains(log.Lines, l => l.Contains("a passkey that nobody here has", StringComparison.Ordinal));
        using var parts = System.Text.Json.JsonDocument.Parse(credential);
        var secrets = new List<string> { System.Text.Json.JsonDocument.Parse(options).RootElement.GetProperty("challenge").GetString()! };
        secrets.AddRange(parts.RootElement.GetProperty("response").EnumerateObject().Select(p => p.Value.GetString()!));
        Assert.All(secrets, secret => Assert.DoesNotContain(log.Lines, l => l.Contains(secret, StringComparison.Ordinal)));
        await spare.DisposeAsync();
    }

    private static CookieContainer Copy(CookieContainer cookies, Uri site)
    {
        var copy = new CookieContainer();
        copy.Add(site, cookies.GetCookies(site));
        return copy;
    }

    private static async Task RefusedAsync(HttpClient? browser, HttpResponseMessage answer, string sentence)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(sentence, await answer.ReadAsync(), StringComparison.Ordinal);
        if (browser is null) return;
        using var inside = await browser.OpenAsync("/profile/two-factor");
        Assert.Equal(HttpStatusCode.Redirect, inside.StatusCode);
    }

    private async Task<(Guid Id, SoftKey Key)> WithPasskeyAsync(SoftKey? key = null)
    {
        key ??= new SoftKey();
        var (id, email) = await OperatorAsync();
        using var browser = await node.SignedInByNameAsync(email);
        await browser.AddAsync(key);
        return (id, key);
    }

    private async Task<(Guid Id, string Email)> OperatorAsync(Guid? tenant = null, string role = Roles.Operator)
    {
        var email = $"{Ids.New():N}@demo.test";
        if (role != Roles.Platform) tenant ??= await node.Database.Given.TenantAsync();
        return (await node.Database.Given.OperatorAsync(tenant, role, email), email);
    }
}
