using Microsoft.AspNetCore.Http.Extensions;

namespace BatteryCrm.Web.Security;

/// <summary>Addresses that came with a request and are gone to: only ever of this site.</summary>
public static class LocalUrl
{
    /// <summary>The address if it is a path of this site, else the other one. Browsers read <c>//host</c> and <c>/\host</c> as another site.</summary>
    public static string Or(string? url, string otherwise) =>
        url is ['/', .. var rest] && !rest.StartsWith('/') && !rest.StartsWith('\\') && !url.Any(char.IsControl) ? url : otherwise;
}

/// <summary>The answer to a form: the next request is a GET, whatever this one was, and neither is kept.</summary>
public static class SeeOther
{
    public static IResult To(HttpContext http, string location)
    {
        http.Response.Headers.Location = UriHelper.Encode(new Uri(location, UriKind.Relative));
        http.Response.Headers.CacheControl = "no-store";
        return Results.StatusCode(StatusCodes.Status303SeeOther);
    }
}
