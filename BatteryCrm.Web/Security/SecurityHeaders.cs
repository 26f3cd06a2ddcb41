namespace BatteryCrm.Web.Security;

/// <summary>What browsers are told to refuse, on every answer.</summary>
internal static class SecurityHeaders
{
    public static void UseSecurityHeaders(this WebApplication app) => app.Use((context, next) =>
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        // Webhooks answer programs, thousands a second.
        if (context.Request.Path.StartsWithSegments("/webhooks", StringComparison.OrdinalIgnoreCase)) return next(context);
        headers.ContentSecurityPolicy = Policy(context.Request.Host.Value);
        headers["Referrer-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(self), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return next(context);
    });

    // Nothing comes from another host and no script stands in a page. Inline styles are MudBlazor's (positions of menus, widths). The web socket is named
    // beside 'self' for browsers that do not take it for the same origin.
    private static string Policy(string? host) =>
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + $"font-src 'self' data:; connect-src 'self' ws://{host} wss://{host}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
}
