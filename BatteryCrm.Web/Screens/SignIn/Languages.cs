using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Localization;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>Which language a request speaks: the browser's choice (a cookie), else the operator's, else Russian – whatever language the browser prefers.</summary>
public static class Languages
{
    public const string Russian = "ru";
    public const string English = "en";

    public static readonly IReadOnlyList<string> All = [Russian, English];

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
    public static void Remember(HttpContext context, string language) => context.Response.Cookies.Append(
        CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)),
        new CookieOptions { MaxAge = TimeSpan.FromDays(365), SameSite = SameSiteMode.Lax, IsEssential = true, HttpOnly = true, Path = "/" });
}
