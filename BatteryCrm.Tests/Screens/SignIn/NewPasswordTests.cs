using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>A password by a one-time link, over HTTP as a browser does it.</summary>
public sealed class NewPasswordTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private const string Password = "длинный пароль";

    private Given Given => node.Database.Given;

    [Fact]
    public async Task Invitation_SetsAPasswordOnce_AndBeforeThatNobodySignsIn()
    {
        var (tenant, me, email) = (await Given.TenantAsync(), Guid.Empty, NewEmail());
        me = await Given.OperatorAsync(tenant, Roles.Admin);
        var outcome = await AsAsync(tenant, me, a => a.InviteAsync(new OperatorFields("Новый", email, Roles.Operator, null), default));
        using var browser = node.NewBrowser();
        using (var early = await browser.SignInAsync(email, "")) Assert.Equal(HttpStatusCode.BadRequest, early.StatusCode);
        using (var early = await browser.SignInAsync(email, Password)) Assert.Equal(HttpStatusCode.Unauthorized, early.StatusCode);

        using var page = await browser.OpenAsync(Links.NewPasswordBy(outcome.Token!));
        using var tooShort = await SetAsync(browser, outcome.Token!, "1234567");
        using var set = await SetAsync(browser, outcome.Token!, Password);
        using var again = await SetAsync(browser, outcome.Token!, "другой пароль");
        using var old = await browser.OpenAsync(Links.NewPasswordBy(outcome.Token!));

        Assert.Equal(TimeSpan.FromHours(72), outcome.Lasts);
        Assert.Contains("Здравствуйте, Новый", await page.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.BadRequest, HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (page.StatusCode, tooShort.StatusCode, set.StatusCode, again.StatusCode, old.StatusCode));
        Assert.Contains("no-store", page.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        using var signedIn = await node.SignedInAsync(email, Password);
    }

    [Fact]
    public async Task Reset_EndsSessionsAndLockOut_AndTheOldPasswordIsGoodUntilThen()
    {
        var (tenant, email) = (await Given.TenantAsync(), NewEmail());
        var me = await Given.OperatorAsync(tenant, Roles.Admin);
        var other = await Given.OperatorAsync(tenant, email: email);
        var outcome = await AsAsync(tenant, me, a => a.LinkAsync(other, default));
        var second = await AsAsync(tenant, me, a => a.LinkAsync(other, default));
        using var browser = await node.SignedInAsync(email);
        await node.Database.ExecuteAsync($"update operators set lockout_end = now() + interval '5 minutes' where id = '{other}'");

        using (var set = await SetAsync(node.NewBrowser(), outcome.Token!, Password)) Assert.Equal(HttpStatusCode.OK, set.StatusCode);

        using var refused = await browser.OpenAsync("/profile/two-factor");
        using var other2 = await SetAsync(node.NewBrowser(), second.Token!, "третий пароль");
        Assert.Equal((TimeSpan.FromHours(24), HttpStatusCode.Redirect, HttpStatusCode.NotFound), (outcome.Lasts, refused.StatusCode, other2.StatusCode));
        using var signedIn = await node.SignedInAsync(email, Password);
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from operator_actions where details::text like '%{outcome.Token![..20]}%'"));
    }

    [Fact]
    public async Task Link_TooOldForgedOrOfWhoMayNotWork_IsVoid()
    {
        var tenant = await Given.TenantAsync();
        var id = await Given.OperatorAsync(tenant, email: NewEmail());
        var clock = new Clock();
        clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        var links = new OneTimeLinks(node.Services.GetRequiredService<IDataProtectionProvider>(), clock);
        await using var db = node.Database.Db(tenant);
        var token = links.Make(db.Operators.Single(o => o.Id == id));
        var other = db.Operators.Single(o => o.Id == id);
        Assert.True(links.Fits(token, other));
        other.Id = Ids.New();
        Assert.False(links.Fits(token, other));
        using var browser = node.NewBrowser();
        using var good = await browser.OpenAsync(Links.NewPasswordBy(token));
        using var forged = await browser.OpenAsync(Links.NewPasswordBy(token[..^4] + "AAAA"));
        using var none = await browser.OpenAsync(Links.NewPassword);
        await node.Database.ExecuteAsync($"update tenants set suspend = true where id = '{tenant}'");
        using var suspended = await browser.OpenAsync(Links.NewPasswordBy(token));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.NotFound, HttpStatusCode.NotFound), (good.StatusCode, forged.StatusCode, none.StatusCode, suspended.StatusCode));
        clock.Advance(TimeSpan.FromHours(24));
        Assert.Null(links.OperatorOf(token));
    }

    private static string NewEmail() => $"{Ids.New():N}@demo.test";

    private static Task<HttpResponseMessage> SetAsync(HttpClient browser, string token, string password) => browser.PostAsync(Links.NewPassword, ("token", token), ("password", password));

    private async Task<OperatorOutcome> AsAsync(Guid tenant, Guid me, Func<OperatorActions, Task<OperatorOutcome>> deed)
    {
        await using var scope = node.As(tenant, me, Roles.Admin);
        return await deed(scope.ServiceProvider.GetRequiredService<OperatorActions>());
    }
}
