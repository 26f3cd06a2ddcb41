using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Localization;
using Microsoft.Net.Http.Headers;

namespace BatteryCrm.Web.Shell;

/// <summary>While the database is away requests end in 503 with Retry-After; people get a page in their language that comes back by itself.</summary>
internal static class Unavailable
{
    private const string RetrySeconds = "5";

    public static void UseUnavailablePage(this WebApplication app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (Exception e) when (DatabaseAway.Is(e) && !context.Response.HasStarted)
        {
            SecurityLog.Unanswered(app.Logger, e.GetType().Name);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.ContentLength = null;
            context.Response.ContentType = null;
            // A cookie of something that may not have been stored.
            context.Response.Headers.Remove(HeaderNames.SetCookie);
            context.Response.Headers.RetryAfter = RetrySeconds;
        }

        if (context.Response is { StatusCode: StatusCodes.Status503ServiceUnavailable, HasStarted: false, ContentType: null } && IsForPeople(context.Request)) await ShowAsync(context);
    });

    private static bool IsForPeople(HttpRequest request) => request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    private static async Task ShowAsync(HttpContext context)
    {
        // Where the request broke before anybody asked for its language, the browser's choice is all there is.
        var chosen = context.Features.Get<IRequestCultureFeature>()?.RequestCulture.UICulture.Name
            ?? (await new CookieRequestCultureProvider().DetermineProviderCultureResult(context))?.UICultures[0].Value;
        var culture = new System.Globalization.CultureInfo(Languages.All.FirstOrDefault(l => l == chosen, Languages.Russian));
        (System.Globalization.CultureInfo.CurrentCulture, System.Globalization.CultureInfo.CurrentUICulture) = (culture, culture);

        var isForm = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        context.Response.Headers.CacheControl = "no-store";
        if (!isForm) context.Response.Headers["Refresh"] = RetrySeconds;
        var again = isForm ? Links.Inbox : LocalUrl.Or(context.Request.Path + context.Request.QueryString.Value, Links.Inbox);
        await new RazorComponentResult<UnavailablePage>(new { IsForm = isForm, Again = again }) { StatusCode = StatusCodes.Status503ServiceUnavailable }.ExecuteAsync(context);
    }
}
