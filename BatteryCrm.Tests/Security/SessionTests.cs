using System.Net;
using System.Security.Claims;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Security;

/// <summary>What a session is worth after it began, and who may use which address.</summary>
public sealed class SessionTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    [Theory]
    [InlineData("update operators set is_active = false where id = '{0}'")]
    [InlineData("update operators set security_stamp = 'changed' where id = '{0}'")]
    [InlineData("update tenants set suspend = true where id = (select tenant_id from operators where id = '{0}')")]
    [InlineData("update tenants set is_active = false where id = (select tenant_id from operators where id = '{0}')")]
    public async Task Cookie_OfASessionThatWasEnded_WorksForAMinuteAtMost(string change)
    {
        var (id, email, _) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);
        await node.Database.ExecuteAsync(change.Replace("{0}", id.ToString(), StringComparison.Ordinal));

        node.Clock.Advance(TimeSpan.FromSeconds(61));
        using var answer = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Contains(answer.Headers.GetValues("Set-Cookie"), c => c.StartsWith("batterycrm=;", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cookie_OfAGoodSession_IsRenewedForTwoWeeks()
    {
        var (_, email, _) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);

        node.Clock.Advance(TimeSpan.FromDays(13));
        using var inTime = await browser.OpenAsync("/profile/two-factor");
        node.Clock.Advance(TimeSpan.FromDays(13));
        using var again = await browser.OpenAsync("/profile/two-factor");
        node.Clock.Advance(TimeSpan.FromDays(15));
        using var late = await browser.OpenAsync("/profile/two-factor");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Redirect), (inTime.StatusCode, again.StatusCode, late.StatusCode));
    }

    [Theory]
    [InlineData("update operators set is_active = false where id = '{0}'")]
    [InlineData("update operators set role = 'manager' , security_stamp = 'changed' where id = '{0}'")]
    [InlineData("update tenants set suspend = true where id = (select tenant_id from operators where id = '{0}')")]
    public async Task Circuit_OfASessionThatWasEnded_EndsAtOnce(string change)
    {
        var (id, _, tenant) = await OperatorAsync();
        await using var scope = node.Services.CreateAsyncScope();
        var signedIn = (SignedInState)scope.ServiceProvider.GetRequiredService<AuthenticationStateProvider>();
        var principal = await node.PrincipalAsync(tenant, id);
        signedIn.SetAuthenticationState(Task.FromResult(new AuthenticationState(principal)));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        signedIn.AuthenticationStateChanged += async state =>
        {
            if ((await state).User.Identity is not { IsAuthenticated: true }) ended.TrySetResult();
        };
        signedIn.Watch(OperatorClaims.Read(principal)!);
        Assert.True(await signedIn.CheckAsync());

        await node.Database.ExecuteAsync(change.Replace("{0}", id.ToString(), StringComparison.Ordinal));

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Circuit_WhenAColleagueIsSwitchedOff_GoesOn()
    {
        var (id, _, tenant) = await OperatorAsync();
        var colleague = await node.Database.Given.OperatorAsync(tenant);
        var changes = node.Services.GetRequiredService<OperatorChanges>();
        var (mine, theirs) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var watchMine = changes.Watch(tenant, id, () => Complete(mine));
        using var watchTheirs = changes.Watch(tenant, colleague, () => Complete(theirs));

        await node.Database.ExecuteAsync($"update operators set is_active = false where id = '{colleague}'");

        await theirs.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(mine.Task.IsCompleted);

        static Task Complete(TaskCompletionSource source)
        {
            source.TrySetResult();
            return Task.CompletedTask;
        }
    }

    [Theory]
    [InlineData(Roles.Operator, new[] { Policies.Operator })]
    [InlineData(Roles.Manager, new[] { Policies.Operator, Policies.Manager })]
    [InlineData(Roles.Admin, new[] { Policies.Operator, Policies.Manager, Policies.Admin })]
    [InlineData(Roles.Platform, new[] { Policies.Platform })]
    public async Task Policies_OfARole_AreThoseOfTheRoleAndNoMore(string role, string[] expected)
    {
        var authorization = node.Services.GetRequiredService<IAuthorizationService>();
        var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, role)], "test"));
        var granted = new List<string>();
        foreach (var policy in (string[])[Policies.Operator, Policies.Manager, Policies.Admin, Policies.Platform])
            if ((await authorization.AuthorizeAsync(principal, policy)).Succeeded) granted.Add(policy);

        Assert.Equal(expected, granted);
    }

    [Fact]
    public void Endpoints_All_SayWhoMayUseThem()
    {
        // The hub of the circuits is guarded by its path; a redirect helper of Blazor's shows nothing; a build that is not published serves its static files so.
        string[] apart = ["_blazor", "_framework/opaque-redirect", "{**path:file}"];
        var silent = node.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<IAuthorizeData>() is null && e.Metadata.GetMetadata<IAllowAnonymous>() is null)
            .Select(e => e.RoutePattern.RawText?.TrimStart('/') ?? string.Empty)
            .Where(route => !apart.Any(a => route.StartsWith(a, StringComparison.Ordinal))).Distinct(StringComparer.Ordinal);

        Assert.Empty(silent);
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", HttpStatusCode.Unauthorized)]
    [InlineData("/_BLAZOR/negotiate?negotiateVersion=1", HttpStatusCode.Unauthorized)]
    public async Task Circuits_WithoutASession_AreRefused(string path, HttpStatusCode expected)
    {
        using var browser = node.NewBrowser();
        using var answer = await browser.PostAsync(path);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/profile")]
    [InlineData("/profile/two-factor")]
    [InlineData("/platform")]
    public async Task Pages_WithoutASession_LeadToSignIn(string path)
    {
        using var browser = node.NewBrowser();
        using var answer = await browser.OpenAsync(path);

        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", new Uri(answer.WhereTo()!).PathAndQuery);
    }

    [Fact]
    public async Task PlatformList_ForATenantsAdmin_IsForbidden()
    {
        var (_, email, _) = await OperatorAsync(Roles.Admin);
        using var browser = await node.SignedInAsync(email);
        using var answer = await browser.OpenAsync("/platform");
        using var page = await browser.OpenAsync("/forbidden");

        Assert.Equal((HttpStatusCode.Redirect, "/forbidden"), (answer.StatusCode, answer.WhereTo()));
        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    [Fact]
    public async Task Answers_Always_CarryTheHeadersThatProtect()
    {
        using var browser = node.NewBrowser();
        using var answer = await browser.OpenAsync("/sign-in");

        var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'self'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task KeyRing_InTheDatabase_IsWrapped()
    {
        var (_, email, _) = await OperatorAsync();
        using var browser = await node.SignedInAsync(email);

        var xml = await node.Database.ScalarAsync<string>("select string_agg(xml, '') from data_protection_keys");

        Assert.Contains("EncryptedData", xml, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", xml, StringComparison.Ordinal);
    }

    private async Task<(Guid Id, string Email, Guid Tenant)> OperatorAsync(string role = Roles.Operator)
    {
        var tenant = await node.Database.Given.TenantAsync();
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        return (await node.Database.Given.OperatorAsync(tenant, role, email), email, tenant);
    }
}
