using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Shell;

/// <summary>Language and theme of an operator: kept with the operator, and in cookies so that the first byte of a page has them.</summary>
public static class Preferences
{
    private const string ThemeCookie = "theme";

    /// <summary>"light" or "dark"; null follows the system.</summary>
    public static string? ThemeOf(HttpContext http) => http.Request.Cookies[ThemeCookie] is "light" or "dark" ? http.Request.Cookies[ThemeCookie] : null;

    /// <summary>Gives a browser what its operator has chosen; called on signing in as well.</summary>
    public static void Remember(HttpContext http, string? language, string? theme)
    {
        if (language is not null) Languages.Remember(http, language);
        var options = new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, HttpOnly = true, Secure = http.Request.IsHttps };
        if (theme is "light" or "dark") http.Response.Cookies.Append(ThemeCookie, theme, options);
        else if (theme is not null) http.Response.Cookies.Delete(ThemeCookie);
    }

    /// <summary>The form of the operator menu: <c>language</c> (ru, en) and <c>theme</c> (system, light, dark), each optional; answers with the page it came from.</summary>
    public static void MapPreferences(this IEndpointRouteBuilder routes) => routes.MapPost(Links.Preferences, SaveAsync).RequireAuthorization().TakesSmallForms();

    // [FromForm] is also what makes the antiforgery token be asked for.
    private static async Task<IResult> SaveAsync(
        HttpContext http, IDbContextFactory<CrmDb> factory, CurrentOperator current,
        [FromForm] string? language, [FromForm] string? theme, CancellationToken cancellation)
    {
        if (!Languages.All.Contains(language, StringComparer.Ordinal)) language = null;
        if (theme is not ("system" or "light" or "dark")) theme = null;

        await using var db = await factory.CreateDbContextAsync(cancellation);
        var own = db.Operators.Where(o => o.Id == current.Id);
        if (language is not null) await own.ExecuteUpdateAsync(o => o.SetProperty(x => x.Language, language), cancellation);
        if (theme is not null) await own.ExecuteUpdateAsync(o => o.SetProperty(x => x.Theme, theme == "system" ? null : theme), cancellation);
        Remember(http, language, theme);
        return Results.LocalRedirect(ReturnTo(http));
    }

    private static string ReturnTo(HttpContext http) =>
        Uri.TryCreate(http.Request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == http.Request.Host.Value ? from.PathAndQuery : Links.Inbox;
}
