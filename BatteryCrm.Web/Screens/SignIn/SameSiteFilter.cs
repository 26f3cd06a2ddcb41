namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>
/// Refuses posts that a browser sent for another site: signing somebody in or out behind his back. Programs that are not browsers send neither header.
/// </summary>
internal sealed class SameSiteFilter : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        IsForeign(context.HttpContext.Request)
            ? ValueTask.FromResult<object?>(Results.Text(SignInTexts.Foreign, "text/plain; charset=utf-8", statusCode: StatusCodes.Status403Forbidden))
            : next(context);

    internal static bool IsForeign(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site) return site is not ("same-origin" or "none");
        return request.Headers.Origin.ToString() is { Length: > 0 } origin
            && !(Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }
}
