using System.Net;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Security;

/// <summary>What a proxy says of the browser behind it counts only where the proxy is known.</summary>
public sealed class ProxiesTests
{
    [Theory]
    [InlineData("ForwardedHeaders:KnownProxies", "127.0.0.1", true)]
    [InlineData("ForwardedHeaders:KnownNetworks", "127.0.0.0/8", true)]
    [InlineData("ForwardedHeaders:KnownProxies", "10.9.8.7", false)]
    [InlineData("ForwardedHeaders:KnownNetworks", "10.0.0.0/8", false)]
    [InlineData("ForwardedHeaders:KnownProxies", "", false)]
    public async Task SignIn_BehindAProxyThatEndsTls_IsSecureIfTheProxyIsKnown(string setting, string value, bool isKnown)
    {
        var node = new ConsoleNode { Settings = { [setting] = value } };
        await node.InitializeAsync();
        var email = $"{BatteryCrm.Data.Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: email);
        using var browser = node.NewBrowser();
        browser.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        browser.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");

        using var signIn = await browser.SignInAsync(email, Given.Password);
        using var page = await browser.OpenAsync("/profile");

        var cookie = Assert.Single(signIn.Headers.GetValues("Set-Cookie"), c => c.StartsWith("batterycrm=", StringComparison.Ordinal));
        Assert.Equal(isKnown, cookie.Contains("; secure", StringComparison.OrdinalIgnoreCase));
        // Over http the secure cookie does not come back: the page sends to sign-in, by the browser's scheme.
        if (isKnown) Assert.StartsWith("https://", page.WhereTo(), StringComparison.Ordinal);
        else Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await node.DisposeAsync();
    }

    [Theory]
    [InlineData("", "", "203.0.113.7", "127.0.0.1 http")]
    [InlineData("10.9.8.7", "", "203.0.113.7", "127.0.0.1 http")]
    [InlineData("127.0.0.1", "", "203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1", "", "192.0.2.66, 203.0.113.7", "203.0.113.7 https")]
    [InlineData("127.0.0.1", "10.0.0.0/8, 172.16.0.0/12", "192.0.2.66, 203.0.113.7, 172.16.3.4, 10.0.0.2", "203.0.113.7 https")]
    public async Task Address_OfTheClient_IsTheLastThatNoKnownProxyHas(string proxies, string networks, string forwarded, string expected)
    {
        await using var app = Build(proxies, networks);
        app.UseProxies();
        app.Run(context => context.Response.WriteAsync($"{context.Connection.RemoteIpAddress} {context.Request.Scheme}"));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        client.DefaultRequestHeaders.Add("X-Forwarded-For", forwarded);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", string.Join(", ", forwarded.Split(',').Select(_ => "https")));

        Assert.Equal(expected, await client.GetStringAsync(new Uri("/", UriKind.Relative)));
    }

    [Theory]
    [InlineData("proxy.example", "", "'proxy.example' is no address")]
    [InlineData("", "10.0.0.0", "'10.0.0.0' is no network")]
    public void UseProxies_WrongEntry_IsNamed(string proxies, string networks, string words)
    {
        var refusal = Assert.Throws<FormatException>(() => Build(proxies, networks).UseProxies());

        Assert.Contains(words, refusal.Message, StringComparison.Ordinal);
    }

    private static WebApplication Build(string proxies, string networks)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ForwardedHeaders:KnownProxies"] = proxies,
            ["ForwardedHeaders:KnownNetworks"] = networks,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
