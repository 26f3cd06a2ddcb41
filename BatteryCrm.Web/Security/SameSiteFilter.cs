namespace BatteryCrm.Web.Security;

/// <summary>
/// Refuses posts that a browser sent for another site: signing somebody in or out behind his back. Programs that are not browsers send neither header.
/// For forms without an antiforgery token; the cookies' SameSite is the other half.
/// </summary>
internal sealed class SameSiteFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsForeign(context.HttpContext.Request)
            ? ValueTask.FromResult<object?>(Results.Text("Refused: the form was sent from another site.", statusCode: StatusCodes.Status403Forbidden))
            : next(context);

    private static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is not ("same-origin" or "none");
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
