using System.Net;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts.Sessions;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Security;

/// <summary>Each browser is a session of its own, seen and ended one by one.</summary>
public sealed class BrowserSessionTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private const string Page = "/profile/two-factor";

    [Fact]
    public async Task Session_IsMadeBySigningInOnly_AndEndsWithSigningOut()
    {
        var (id, tenant, email) = await OperatorAsync();
        using var wrong = node.NewBrowser();
        using (await wrong.SignInAsync(email, "wrong-password")) Assert.Equal(0L, await CountAsync(id, "true"));
        using var browser = node.NewBrowser();
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36");
        using (await browser.SignInAsync(email, Given.Password))
        using (await browser.OpenAsync(Page))
        {
        }

        await using (var scope = node.As(tenant, id, Roles.Operator))
        {
            var row = Assert.Single(await scope.ServiceProvider.GetRequiredService<SessionActions>().ListAsync(id, default));
            Assert.Equal(("Chrome · Windows", "127.0.0.1", false), (BrowserText.Of(row.UserAgent), row.Ip, row.IsThis));
        }

        using var left = await browser.PostAsync("/sign-out");
        Assert.Equal((1L, 1L), (await CountAsync(id, "true"), await CountAsync(id, "ended_at is not null")));
    }

    [Fact]
    public async Task Session_WhoseOwnerChangedHisPassword_GoesOnForThisBrowserWhateverAnotherTabWasAsked()
    {
        var (id, tenant, email) = await OperatorAsync();
        // What the circuit of another tab has.
        var tab = await node.PrincipalAsync(tenant, id);
        var session = OperatorClaims.SessionOf(tab)!.Value;
        await using var scope = node.As(tenant, id, Roles.Operator);
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Operator>>();
        var (check, ended) = (node.Services.GetRequiredService<SessionCheck>(), node.Services.GetRequiredService<EndedSessions>());
        Assert.True(await check.IsGoodAsync(tab, default));

        await users.UpdateSecurityStampAsync((await users.FindByEmailAsync(email))!);
        Assert.False(await check.IsGoodAsync(tab, default));
        Assert.False(ended.Contains(session));

        await node.Database.ExecuteAsync($"update operator_sessions set ended_at = now() where id = '{session}'");
        Assert.False(await check.IsGoodAsync(tab, default));
        Assert.True(ended.Contains(session));
    }

    [Fact]
    public async Task Session_SignedInAgainInTheSameBrowser_EndsTheOneBefore()
    {
        var (id, _, email) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        using (await browser.SignInAsync(email, Given.Password))
        using (var own = await browser.OpenAsync(Page)) Assert.Equal(HttpStatusCode.OK, own.StatusCode);

        Assert.Equal((2L, 1L), (await CountAsync(id, "true"), await CountAsync(id, "ended_at is null")));
    }

    [Fact]
    public async Task Cookie_RenewedEachMinute_StaysOfItsSessionAndIsSeen()
    {
        var (id, _, email) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        for (var i = 0; i < 3; i++)
        {
            await node.Database.ExecuteAsync($"update operator_sessions set seen_at = now() - interval '3 minutes' where operator_id = '{id}'");
            node.Clock.Advance(TimeSpan.FromSeconds(61));
            using var own = await browser.OpenAsync(Page);
            Assert.Equal(HttpStatusCode.OK, own.StatusCode);
            Assert.Equal(1L, await CountAsync(id, "seen_at > now() - interval '1 minute'"));
        }

        Assert.Equal(1L, await CountAsync(id, "true"));
    }

    [Fact]
    public async Task Session_Ended_ItsCookieIsRefusedAtTheNextRequestAndTheOthersGoOn()
    {
        var (id, tenant, email) = await OperatorAsync();
        using var lost = await node.SignedInAsync(email);
        var session = await node.Database.ScalarAsync<Guid>($"select id from operator_sessions where operator_id = '{id}'");
        using var kept = await node.SignedInAsync(email);

        await using (var scope = node.As(tenant, id, Roles.Operator)) Assert.True(await scope.ServiceProvider.GetRequiredService<SessionActions>().EndAsync(id, session, default));

        using var refused = await lost.OpenAsync(Page);
        using var goesOn = await kept.OpenAsync(Page);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.OK), (refused.StatusCode, goesOn.StatusCode));
        Assert.Contains(refused.Headers.GetValues("Set-Cookie"), c => c.StartsWith("batterycrm=;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Session_EndedOnAnotherNode_IsRefusedWithinAMinute()
    {
        var (id, _, email) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        await node.Database.ExecuteAsync($"update operator_sessions set ended_at = now() where operator_id = '{id}'");

        node.Clock.Advance(TimeSpan.FromSeconds(61));
        using var refused = await browser.OpenAsync(Page);

        Assert.Equal(HttpStatusCode.Redirect, refused.StatusCode);
    }

    [Fact]
    public async Task Circuit_OfASessionThatWasEnded_EndsAtOnceAndTheOthersGoOn()
    {
        var (id, tenant, _) = await OperatorAsync();
        var (mine, other) = (await node.PrincipalAsync(tenant, id), await node.PrincipalAsync(tenant, id));
        await using var scope = node.Services.CreateAsyncScope();
        var signedIn = (SignedInState)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        signedIn.SetAuthenticationState(Task.FromResult(new AuthenticationState(mine)));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signedIn.AuthenticationStateChanged += async state =>
        {
            if ((await state).User.Identity is not { IsAuthenticated: true }) ended.TrySetResult();
        };
        signedIn.Watch(OperatorClaims.Read(mine)!);
        Assert.True(await signedIn.CheckAsync());

        await using var asked = node.As(tenant, id, Roles.Operator, OperatorClaims.SessionOf(other));
        Assert.Equal(1, await asked.ServiceProvider.GetRequiredService<SessionActions>().EndOthersAsync(id, default));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(await node.Services.GetRequiredService<SessionCheck>().IsGoodAsync(other, default));
    }

    [Theory]
    [InlineData(Roles.Operator, false, 0)]
    [InlineData(Roles.Manager, false, 0)]
    [InlineData(Roles.Admin, true, 0)]
    [InlineData(Roles.Admin, false, 1)]
    public async Task Sessions_OfSomebodyElse_AreSeenAndEndedByHisAdminOnly(string role, bool isForeign, int expected)
    {
        var (id, tenant, email) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        var theirs = isForeign ? await node.Database.Given.TenantAsync() : tenant;
        await using var scope = node.As(theirs, await node.Database.Given.OperatorAsync(theirs, role), role);
        var actions = scope.ServiceProvider.GetRequiredService<SessionActions>();

        Assert.Equal(expected, (await actions.ListAsync(id, default)).Count);
        Assert.Equal(expected, await actions.EndOthersAsync(id, default));
        using var own = await browser.OpenAsync(Page);
        Assert.Equal(expected == 0 ? HttpStatusCode.OK : HttpStatusCode.Redirect, own.StatusCode);
    }

    [Theory]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1 Version/18.0 Mobile/15E148 Safari/604.1", "Safari · iPhone")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 YaBrowser/25.8 Safari/537.36", "Yandex Browser · Windows")]
    [InlineData("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36 EdgA/140.0", "Edge · Android")]
    [InlineData("curl/8.0", "Неизвестное устройство")]
    [InlineData(null, "Неизвестное устройство")]
    public void Browser_ByWhatItCallsItself_IsTwoWords(string? agent, string expected) => Assert.Equal(expected, BrowserText.Of(agent));

    private Task<long> CountAsync(Guid id, string where) => node.Database.ScalarAsync<long>($"select count(*) from operator_sessions where operator_id = '{id}' and {where}");

    private async Task<(Guid Id, Guid Tenant, string Email)> OperatorAsync()
    {
        var tenant = await node.Database.Given.TenantAsync();
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        return (await node.Database.Given.OperatorAsync(tenant, email: email), tenant, email);
    }
}
