using System.Net;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Security;

/// <summary>
/// Who may open which address: every one that the program maps is asked for by each role over HTTP and compared with <c>routes.txt</c>, so that a new one is decided and not forgotten. What somebody who is
/// signed in was refused is in the log.
/// </summary>
public sealed class RoutesTests : IAsyncLifetime
{
    // Their answer is a way elsewhere or a refusal for everybody.
    private static readonly string[] OfNobody = ["/forbidden", "/language/{language}", "/sign-in/code"];

    // What proves its sender in another way than by a role, each with tests of its own.
    private static readonly string[] BeforeRoles = ["/sign-", "/webhooks/", "/new-password"];

    private static readonly string[] RolesAsked = ["nobody", Roles.Operator, Roles.Manager, Roles.Admin, Roles.Platform];

    private readonly KeptLog log = new();
    private readonly ConsoleNode node;

    public RoutesTests() => node = new ConsoleNode { Configure = s => s.AddSingleton<ILoggerProvider>(log) };

    public Task InitializeAsync() => node.InitializeAsync();

    public Task DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task EveryAddress_IsOpenToThoseWhomTheTableNames()
    {
        var routes = node.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .SelectMany(e => Methods(e).Select(method => (Method: method, Route: "/" + e.RoutePattern.RawText!.TrimStart('/'))))
            .Where(r => IsOurs(r.Route) && (r.Method == HttpMethods.Get || !BeforeRoles.Any(b => r.Route.StartsWith(b, StringComparison.Ordinal))))
            .Select(r => r.Method == HttpMethods.Get ? r.Route : $"{r.Method} {r.Route}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var tenant = await node.Database.Given.TenantAsync();
        var open = routes.ToDictionary(r => r, _ => new List<string>(), StringComparer.Ordinal);
        foreach (var role in RolesAsked)
        {
            using var browser = await AsAsync(role, tenant);
            foreach (var route in routes)
            {
                var before = log.Lines.Count;
                using var answer = await AskAsync(browser, route);
                if (IsLetIn(answer)) open[route].Add(role);
                else if (role != "nobody") Assert.True(log.Lines.Skip(before).Any(l => l.Contains($"{role} ", StringComparison.Ordinal) && l.Contains("was refused the address", StringComparison.Ordinal)), $"The log does not say that {role} was refused {route}.");
            }
        }

        var told = string.Join('\n', open.Select(o => $"{o.Key}: {string.Join(", ", o.Value)}"));
        var expected = (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Security", "routes.txt"))).ReplaceLineEndings("\n").Split('\n').Where(l => l.Length > 0 && l[0] != '#');
        Assert.True(string.Equals(string.Join('\n', expected), told, StringComparison.Ordinal), "The table does not say what is so:\n" + told);
    }

    [Fact]
    public async Task Address_WithACampaignOfTenThousandLetters_ReachesItsPage()
    {
        using var browser = await AsAsync(Roles.Manager, await node.Database.Given.TenantAsync());
        using var answer = await browser.OpenAsync("/reports/leads?campaign=" + new string('x', 10_000));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Address_ThatIsNone_IsSaidToBrowsersOnAPage_AndBarelyToOthers()
    {
        using var browser = await AsAsync(Roles.Operator, await node.Database.Given.TenantAsync());
        using var page = new HttpRequestMessage(HttpMethod.Get, "/settings/nothing");
        page.Headers.Add("Accept", "text/html,*/*");
        using var led = await browser.SendAsync(page);
        using var bare = await browser.GetAsync(new Uri("/settings/nothing", UriKind.Relative));
        using var posted = await browser.PostAsync(new Uri("/webhooks/nothing", UriKind.Relative), null);

        Assert.EndsWith(Links.NotFound, led.WhereTo(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (bare.StatusCode, posted.StatusCode));
    }

    // Files of the program and the circuits' own addresses are no pages.
    private static bool IsOurs(string route) => !OfNobody.Contains(route, StringComparer.Ordinal) && !route.StartsWith("/_", StringComparison.Ordinal) && !route.Contains('.', StringComparison.Ordinal) && !route.Contains("{*", StringComparison.Ordinal);

    private static string Address(string route)
    {
        var address = new StringBuilder();
        foreach (var part in route.Split('/', StringSplitOptions.RemoveEmptyEntries)) address.Append('/').Append(part[0] == '{' ? Word(part) : part);
        return address.Length == 0 ? "/" : address.ToString();
    }

    private static string Word(string part) => part.Contains("Slug", StringComparison.Ordinal) ? "brands" : part.Contains("up|", StringComparison.Ordinal) ? "up" : Ids.New().ToString();

    // A page is only read; what it does goes over its circuit.
    private static IEnumerable<string> Methods(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is null && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 } given ? given.HttpMethods.Where(m => m != HttpMethods.Head) : [HttpMethods.Get];

    // Of what is written, an empty form as the console's own pages send it.
    private static async Task<HttpResponseMessage> AskAsync(HttpClient browser, string route)
    {
        var parts = route.Split(' ');
        if (parts.Length == 1) return await browser.OpenAsync(Address(route));
        using var request = new HttpRequestMessage(new HttpMethod(parts[0]), Address(parts[1])) { Content = new FormUrlEncodedContent([]) };
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        return await browser.SendAsync(request);
    }

    // 404 of a thing that is not there comes after the question who asks.
    private static bool IsLetIn(HttpResponseMessage answer) =>
        answer.StatusCode is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        && answer.WhereTo() is var to && (to is null || !(to.Contains("/sign-in", StringComparison.Ordinal) || to.Contains("/forbidden", StringComparison.Ordinal) || to.EndsWith("/platform", StringComparison.Ordinal)));

    private async Task<HttpClient> AsAsync(string role, Guid tenant)
    {
        if (role == "nobody") return node.NewBrowser();
        var login = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(role == Roles.Platform ? null : tenant, role, login);
        return await node.SignedInAsync(login);
    }
}
