using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Proxies that end TLS before this process. Their <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed when they connect from an address of
/// <c>ForwardedHeaders:KnownProxies</c> or a network (CIDR) of <c>ForwardedHeaders:KnownNetworks</c>, lists parted by commas; nobody's otherwise.
/// </summary>
internal static class Proxies
{
    private const string Section = "ForwardedHeaders";

    /// <exception cref="FormatException">An entry is no address or network.</exception>
    public static void UseProxies(this WebApplication app)
    {
        var section = app.Configuration.GetSection(Section);
        var options = new ForwardedHeadersOptions
        {
            ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto,
            // Over a chain of proxies back to the first address that is none of them.
            ForwardLimit = null,
        };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in List(section, "KnownProxies"))
            options.KnownProxies.Add(IPAddress.TryParse(proxy, out var address) ? address : throw new FormatException($"{Section}:KnownProxies: '{proxy}' is no address."));
        foreach (var entry in List(section, "KnownNetworks"))
            options.KnownIPNetworks.Add(System.Net.IPNetwork.TryParse(entry, out var network) ? network : throw new FormatException($"{Section}:KnownNetworks: '{entry}' is no network like 10.0.0.0/8."));
        if (options.KnownProxies.Count + options.KnownIPNetworks.Count > 0) app.UseForwardedHeaders(options);
    }

    private static IEnumerable<string> List(IConfigurationSection section, string name) =>
        section[name]?.Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries) ?? section.GetSection(name).GetChildren().Select(c => c.Value).OfType<string>();
}
