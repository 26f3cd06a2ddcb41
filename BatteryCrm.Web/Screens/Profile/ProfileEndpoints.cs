using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>The own name and password. Plain forms: what they change stands in the cookie, or ends all sessions but this one, and only an HTTP answer can renew it.</summary>
public static class ProfileEndpoints
{
    /// <summary>Longest own name.</summary>
    public const int LongestName = 100;

    public const string PasswordPath = "/profile/password";
    public const string NamePath = "/profile/name";
    private const int LongestPassword = 512;

    /// <summary>All of the profile that is no circuit's.</summary>
    public static void MapProfile(this WebApplication app)
    {
        app.MapTwoFactor();
        app.MapPasskeys();
        var own = app.MapGroup(string.Empty).RequireAuthorization();
        own.MapGet(PasswordPath, (HttpContext http) => Page(http, StatusCodes.Status200OK, null));
        var posts = own.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery().TakesSmallForms();
        posts.MapPost(PasswordPath, PasswordAsync);
        posts.MapPost(NamePath, NameAsync);
    }

    private static async Task<IResult> NameAsync(HttpContext http, OperatorSignIn signIn)
    {
        var name = (await SmallForms.ReadAsync(http))?["name"].ToString().Trim().Replace("\0", string.Empty, StringComparison.Ordinal) ?? string.Empty;
        if (name.Length is 0 or > LongestName) return SeeOther.To(http, Links.Profile + "?said=no-name");
        if (await signIn.UserManager.GetUserAsync(http.User) is not { } user) return Results.Unauthorized();
        user.Name = name;
        if (!(await signIn.UserManager.UpdateAsync(user)).Succeeded) return SeeOther.To(http, Links.Profile + "?said=not-saved");
        await signIn.RefreshSignInAsync(user);
        return SeeOther.To(http, Links.Profile + "?said=name");
    }

    private static async Task<IResult> PasswordAsync(HttpContext http, OperatorSignIn signIn, CrmDb db, BrowserSessions sessions)
    {
        var form = await SmallForms.ReadAsync(http);
        var (old, wanted) = (form?["old"].ToString() ?? string.Empty, form?["password"].ToString() ?? string.Empty);
        if (old.Length is 0 or > LongestPassword || wanted.Length > LongestPassword) return Page(http, StatusCodes.Status400BadRequest, ProfileTexts.PasswordWrong);
        if (await signIn.UserManager.GetUserAsync(http.User) is not { } user) return Results.Unauthorized();
        await using var turn = await signIn.LockAsync(user.Id);
        if (turn is null) return Page(http, StatusCodes.Status429TooManyRequests, ProfileTexts.Busy);

        // Who found a console unattended has the session but not the password; guessing it locks the account as at sign-in.
        var check = await signIn.CheckPasswordSignInAsync(user, old, lockoutOnFailure: true);
        if (!check.Succeeded)
        {
            await turn.CommitAsync();
            return check.IsLockedOut
                ? Page(http, StatusCodes.Status429TooManyRequests, ProfileTexts.PasswordLocked)
                : Page(http, StatusCodes.Status400BadRequest, ProfileTexts.PasswordWrong);
        }

        if (!(await signIn.UserManager.ChangePasswordAsync(user, old, wanted)).Succeeded) return Page(http, StatusCodes.Status400BadRequest, ProfileTexts.PasswordShort);
        await sessions.EndAllAsync(db, user.Id, OperatorClaims.SessionOf(http.User), http.RequestAborted);
        await turn.CommitAsync();
        await signIn.RefreshSignInAsync(user);
        return SeeOther.To(http, user.Role == Roles.Platform ? "/platform" : Links.Profile + "?said=password");
    }

    private static RazorComponentResult<PasswordPage> Page(HttpContext http, int status, string? problem)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PasswordPage>(new { Problem = problem }) { StatusCode = status };
    }
}
