using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Localization;

namespace BatteryCrm.Web.Shell;

/// <summary>Which language a request speaks: the browser's choice (a cookie), else the operator's, else Russian – whatever language the browser prefers.</summary>
public static class Languages
{
    public const string Russian = "ru";
    public const string English = "en";

    /// <summary>The default one first.</summary>
    public static readonly IReadOnlyList<string> All = [Russian, English];

    public static string NameOf(string language) => language == English ? "English" : "Русский";

    public static void AddLanguages(this WebApplicationBuilder builder) => builder.Services.AddLocalization().Configure<RequestLocalizationOptions>(o =>
    {
        o.SetDefaultCulture(Russian).AddSupportedCultures([.. All]).AddSupportedUICultures([.. All]);
        o.RequestCultureProviders =
        [
            new CookieRequestCultureProvider(),
            new CustomRequestCultureProvider(c => Task.FromResult(
                c.User.FindFirst(OperatorClaims.Language)?.Value is { } language ? new ProviderCultureResult(language) : null)),
        ];
    });

    /// <summary>Keeps the choice in this browser.</summary>
    public static void Remember(HttpContext http, string language) => http.Response.Cookies.Append(
        CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
        new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, HttpOnly = true, Secure = http.Request.IsHttps });

    /// <summary>The choice of somebody who is not signed in, or not in the console.</summary>
    public static void MapLanguages(this WebApplication app) => app.MapGet("/language/{language}", (HttpContext http, string language, string? returnUrl) =>
    {
        if (All.Contains(language, StringComparer.Ordinal)) Remember(http, language);
        return SeeOther.To(http, LocalUrl.Or(returnUrl, Links.SignIn));
    }).AllowAnonymous();
}
