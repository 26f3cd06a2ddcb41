using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using BatteryCrm.Data;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>The second factor: set-up, the second step of signing in, recovery, switching off.</summary>
public sealed partial class TwoFactorTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    [Fact]
    public async Task SetUp_WithTheAppsCode_AsksForACodeFromThenOn()
    {
        var (email, key, _) = await SetUpAsync();
        using var browser = node.NewBrowser();

        using var password = await browser.SignInAsync(email, Given.Password, "/appeals/1");
        using var half = await browser.OpenAsync("/profile/two-factor");
        using var wrong = await browser.PostAsync("/sign-in/code", ("code", Wrong(key)), ("returnUrl", "/appeals/1"));
        using var right = await browser.PostAsync("/sign-in/code", ("code", CodeAt(key, Step() + 1)), ("returnUrl", "/appeals/1"));
        using var whole = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal("/sign-in/code?returnUrl=%2Fappeals%2F1", password.WhereTo());
        Assert.Equal(HttpStatusCode.Redirect, half.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, wrong.StatusCode);
        Assert.Contains(SignInTexts.CodeWrong, await wrong.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.SeeOther, "/appeals/1"), (right.StatusCode, right.WhereTo()));
        Assert.Equal(HttpStatusCode.OK, whole.StatusCode);
    }

    [Fact]
    public async Task SetUp_WithAWrongCode_StaysOff()
    {
        var (browser, email) = await SignedInAsync();
        using var start = await browser.PostAsync("/profile/two-factor/start");
        var key = await KeyAsync(browser);

        using var answer = await browser.PostAsync("/profile/two-factor/confirm", ("code", Wrong(key)), ("password", Given.Password));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains(ProfileTexts.WrongCode, await answer.ReadAsync(), StringComparison.Ordinal);
        Assert.False(await IsOnAsync(email));
        Assert.Equal(key, await KeyAsync(browser));
        browser.Dispose();
    }

    [Fact]
    public async Task SetUp_NeedsThePassword()
    {
        var (browser, email) = await SignedInAsync();
        using var start = await browser.PostAsync("/profile/two-factor/start");
        var key = await KeyAsync(browser);

        using var none = await browser.PostAsync("/profile/two-factor/confirm", ("code", CodeNow(key)));
        using var wrong = await browser.PostAsync("/profile/two-factor/confirm", ("code", CodeNow(key)), ("password", "wrong-password"));
        var afterWrong = await IsOnAsync(email);
        using var right = await browser.PostAsync("/profile/two-factor/confirm", ("code", CodeNow(key)), ("password", Given.Password));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (none.StatusCode, wrong.StatusCode));
        Assert.Contains(ProfileTexts.PasswordWrong, await wrong.ReadAsync(), StringComparison.Ordinal);
        Assert.False(afterWrong);
        Assert.Equal(HttpStatusCode.OK, right.StatusCode);
        Assert.True(await IsOnAsync(email));
        browser.Dispose();
    }

    [Fact]
    public async Task RecoveryCode_WorksOnce()
    {
        var (email, _, codes) = await SetUpAsync();
        Assert.Equal(10, codes.Count);

        Assert.Equal(HttpStatusCode.SeeOther, await SecondStepAsync(email, codes[0]));
        Assert.Equal(HttpStatusCode.Unauthorized, await SecondStepAsync(email, codes[0]));
        Assert.Equal(HttpStatusCode.SeeOther, await SecondStepAsync(email, codes[1].ToLowerInvariant()));
    }

    [Fact]
    public async Task SecondStep_FiveWrongCodes_Locks()
    {
        var (email, key, codes) = await SetUpAsync();
        using var browser = node.NewBrowser();
        using var password = await browser.SignInAsync(email, Given.Password);
        foreach (var wrong in (string[])[Wrong(key), "no-such-code", Wrong(key), "AAAAA-BBBBB"])
            Assert.Equal(HttpStatusCode.Unauthorized, await CodeAsync(browser, wrong));

        Assert.Equal(HttpStatusCode.TooManyRequests, await CodeAsync(browser, Wrong(key)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CodeAsync(browser, CodeNow(key)));
        Assert.Equal(HttpStatusCode.TooManyRequests, await CodeAsync(browser, codes[0]));
    }

    [Fact]
    public async Task SecondStep_WithoutTheFirst_StartsAgain()
    {
        using var browser = node.NewBrowser();
        using var page = await browser.OpenAsync("/sign-in/code");
        using var answer = await browser.PostAsync("/sign-in/code", ("code", "123456"));

        Assert.Equal("/sign-in", page.WhereTo());
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains(SignInTexts.Expired, await answer.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SecondStep_TenantSuspendedMeanwhile_IsToldSo()
    {
        var tenant = await node.Database.Given.TenantAsync();
        var (email, key, _) = await SetUpAsync(tenant);
        using var browser = node.NewBrowser();
        using var password = await browser.SignInAsync(email, Given.Password);
        await node.Database.ExecuteAsync($"update tenants set suspend = true where id = '{tenant}'");

        Assert.Equal(HttpStatusCode.Forbidden, await CodeAsync(browser, CodeNow(key)));
    }

    [Fact]
    public async Task Key_OnceProved_IsNotShownAgain()
    {
        var (browser, _) = await SignedInAsync();
        var (key, _) = await SwitchOnAsync(browser);

        using var start = await browser.PostAsync("/profile/two-factor/start");
        using var page = await browser.OpenAsync("/profile/two-factor");

        var text = await page.ReadAsync();
        Assert.Contains(ProfileTexts.TwoFactorOn, text, StringComparison.Ordinal);
        Assert.DoesNotContain("card-key", text, StringComparison.Ordinal);
        Assert.DoesNotContain(key, text.Replace(" ", string.Empty, StringComparison.Ordinal), StringComparison.Ordinal);
        browser.Dispose();
    }

    [Fact]
    public async Task SetUp_EndsTheOtherSessionsAndKeepsThisOne()
    {
        var email = await OperatorAsync();
        using var here = await node.SignedInAsync(email);
        using var elsewhere = await node.SignedInAsync(email);

        await SwitchOnAsync(here);

        using var stays = await here.OpenAsync("/sign-in");
        using var ended = await elsewhere.OpenAsync("/sign-in");
        Assert.Equal(HttpStatusCode.SeeOther, stays.StatusCode);
        Assert.Contains(SignInTexts.Ended, await ended.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SwitchOff_NeedsThePassword()
    {
        var (browser, email) = await SignedInAsync();
        await SwitchOnAsync(browser);

        using var wrong = await browser.PostAsync("/profile/two-factor/off", ("password", "wrong-password"));
        var afterWrong = await IsOnAsync(email);
        using var right = await browser.PostAsync("/profile/two-factor/off", ("password", Given.Password));

        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.True(afterWrong);
        Assert.Equal(HttpStatusCode.SeeOther, right.StatusCode);
        Assert.False(await IsOnAsync(email));
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from operator_tokens t join operators o on o.id = t.user_id where o.email = '{email}'"));
        using var again = await node.SignedInAsync(email);
        browser.Dispose();
    }

    [Fact]
    public async Task Tokens_InTheDatabase_AreSealed()
    {
        var (email, key, codes) = await SetUpAsync();

        var stored = await node.Database.ScalarAsync<string>($"select string_agg(value, '|') from operator_tokens t join operators o on o.id = t.user_id where o.email = '{email}'");

        Assert.NotNull(stored);
        Assert.DoesNotContain(key, stored, StringComparison.OrdinalIgnoreCase);
        Assert.All(codes, code => Assert.DoesNotContain(code, stored, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Code_OnceUsed_IsGoodForNothingMore()
    {
        var (email, key, _) = await SetUpAsync();
        var step = Step();

        // The one that switched it on, an own one, that one again, and one before it that was never sent; then the next.
        Assert.Equal(HttpStatusCode.Unauthorized, await SecondStepAsync(email, CodeAt(key, step)));
        Assert.Equal(HttpStatusCode.SeeOther, await SecondStepAsync(email, CodeAt(key, step + 1)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SecondStepAsync(email, CodeAt(key, step + 1)));
        Assert.Equal(HttpStatusCode.Unauthorized, await SecondStepAsync(email, CodeAt(key, step - 1)));
        Assert.Equal(HttpStatusCode.SeeOther, await SecondStepAsync(email, CodeAt(key, step + 2)));
    }

    [Fact]
    public async Task Code_SentFourTimesAtOnce_SignsInOnce()
    {
        var (email, key, _) = await SetUpAsync();
        var code = CodeAt(key, Step() + 1);
        var browsers = Enumerable.Range(0, 4).Select(_ => node.NewBrowser()).ToList();
        foreach (var browser in browsers) (await browser.SignInAsync(email, Given.Password)).Dispose();

        var answers = await Task.WhenAll(browsers.Select(browser => CodeAsync(browser, code)));

        Assert.Equal([HttpStatusCode.SeeOther, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized], answers.Order());
        browsers.ForEach(browser => browser.Dispose());
    }

    [Fact]
    public async Task SwitchOff_WrongPasswordsAtOnce_AreAllCounted()
    {
        var (browser, email) = await SignedInAsync();
        await SwitchOnAsync(browser);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using var answer = await browser.PostAsync("/profile/two-factor/off", ("password", "wrong-password"));
            return answer.StatusCode;
        }));

        Assert.Equal("BadRequest 4, TooManyRequests 16", string.Join(", ", answers.CountBy(a => a).OrderBy(a => a.Key).Select(a => $"{a.Key} {a.Value}")));
        Assert.True(await node.Database.ScalarAsync<bool>($"select lockout_end > now() from operators where email = '{email}'"));
        browser.Dispose();
    }

    // RFC 6238: SHA-1, 30 s, six digits; written here once more, so that the program is not its own judge.
    private static string CodeAt(string key, long number30)
    {
        var bits = string.Concat(key.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var secret = Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
        var step = BitConverter.GetBytes(number30);
        if (BitConverter.IsLittleEndian) Array.Reverse(step);
#pragma warning disable CA5350 // What authenticator apps use.
        var hash = HMACSHA1.HashData(secret, step);
#pragma warning restore CA5350
        var at = hash[^1] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    private static string CodeNow(string key) => CodeAt(key, Step());

    private static long Step() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;

    private static string Wrong(string key) =>
        ((int.Parse(CodeNow(key), CultureInfo.InvariantCulture) + 500_000) % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);

    private static async Task<string> KeyAsync(HttpClient browser)
    {
        using var page = await browser.OpenAsync("/profile/two-factor");
        return Key().Match(await page.ReadAsync()).Groups["key"].Value.Replace(" ", string.Empty, StringComparison.Ordinal);
    }

    private static async Task<(string Key, IReadOnlyList<string> Codes)> SwitchOnAsync(HttpClient browser)
    {
        using var start = await browser.PostAsync("/profile/two-factor/start");
        var key = await KeyAsync(browser);
        using var confirm = await browser.PostAsync("/profile/two-factor/confirm", ("code", CodeNow(key)), ("password", Given.Password));
        Assert.Equal(HttpStatusCode.OK, confirm.StatusCode);
        return (key, [.. Code().Matches(await confirm.ReadAsync()).Select(m => m.Groups["code"].Value)]);
    }

    private static async Task<HttpStatusCode> CodeAsync(HttpClient browser, string code)
    {
        using var answer = await browser.PostAsync("/sign-in/code", ("code", code));
        return answer.StatusCode;
    }

    private async Task<HttpStatusCode> SecondStepAsync(string email, string code)
    {
        using var browser = node.NewBrowser();
        using var password = await browser.SignInAsync(email, Given.Password);
        return await CodeAsync(browser, code);
    }

    private async Task<bool> IsOnAsync(string email) => await node.Database.ScalarAsync<bool>($"select two_factor_enabled from operators where email = '{email}'");

    private async Task<(string Email, string Key, IReadOnlyList<string> Codes)> SetUpAsync(Guid? tenant = null)
    {
        var email = await OperatorAsync(tenant);
        using var browser = await node.SignedInAsync(email);
        var (key, codes) = await SwitchOnAsync(browser);
        return (email, key, codes);
    }

    private async Task<(HttpClient Browser, string Email)> SignedInAsync()
    {
        var email = await OperatorAsync();
        return (await node.SignedInAsync(email), email);
    }

    private async Task<string> OperatorAsync(Guid? tenant = null)
    {
        var email = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(tenant ?? await node.Database.Given.TenantAsync(), email: email);
        return email;
    }

    [GeneratedRegex("card-key\">(?<key>[A-Z2-7 ]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Key();

    [GeneratedRegex("<li>(?<code>[A-Z0-9]{5}-[A-Z0-9]{5})</li>", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();
}
