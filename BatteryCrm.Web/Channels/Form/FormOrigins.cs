using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Channels.Form;

/// <summary>Which pages may post a form: those listed in the channel's <c>allowed_origins</c>, else the tenant's own site.</summary>
internal static class FormOrigins
{
    /// <summary>
    /// True for an allowed page, for a server (no Origin) and where nothing is listed and no site is known; tells the browser so (CORS).
    /// </summary>
    public static bool Allow(HttpContext http, ChannelEntry channel)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0) return true;

        var listed = channel.Credentials.List("allowed_origins");
        if (listed.Count == 0 && channel.TenantDomain is { Length: > 0 } domain) listed = [domain];
        if (listed.Count > 0 && !listed.Any(allowed => IsSame(allowed, origin))) return false;

        var headers = http.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.Vary = "Origin";
        headers.AccessControlAllowMethods = "POST";
        headers.AccessControlAllowHeaders = "Content-Type";
        headers.AccessControlMaxAge = "86400";
        return true;
    }

    private static bool IsSame(string allowed, string origin)
    {
        if (allowed is "*") return true;
        allowed = allowed.TrimEnd('/');
        return allowed.Contains("://", StringComparison.Ordinal)
            ? string.Equals(allowed, origin, StringComparison.OrdinalIgnoreCase)
            : Uri.TryCreate(origin, UriKind.Absolute, out var uri) && string.Equals(uri.Authority, allowed, StringComparison.OrdinalIgnoreCase);
    }
}
