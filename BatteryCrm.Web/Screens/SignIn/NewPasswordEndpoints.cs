using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>The page behind an invitation or a reset of the password: plain HTML, no circuit.</summary>
internal static class NewPasswordEndpoints
{
    private const int LongestPassword = 512;

    public static void Map(RouteGroupBuilder open)
    {
        open.MapGet(Links.NewPassword, ShowAsync);
        open.MapPost(Links.NewPassword, SetAsync).AddEndpointFilter<SameSiteFilter>().TakesSmallForms();
    }

    private static async Task<IResult> ShowAsync(HttpContext http, NewPasswordAttempt attempt, string? token) => Page(http, await attempt.LookAsync(token), token, null);

    private static async Task<IResult> SetAsync(HttpContext http, NewPasswordAttempt attempt, SignInLimits limits)
    {
        var form = await SmallForms.ReadAsync(http);
        var (token, password) = (form?["token"].ToString(), form?["password"].ToString() ?? string.Empty);
        if (password.Length is 0 or > LongestPassword) return Page(http, await attempt.LookAsync(token), token, SignInTexts.PasswordShort);
        using var turn = await limits.EnterAsync(http.RequestAborted);
        if (turn is null) return Page(http, await attempt.LookAsync(token), token, SignInTexts.Busy);

        var outcome = await attempt.SetAsync(token, password);
        return outcome.End switch
        {
            NewPasswordEnd.TooShort => Page(http, outcome, token, SignInTexts.PasswordShort),
            NewPasswordEnd.Busy => Page(http, await attempt.LookAsync(token), token, SignInTexts.Busy),
            _ => Page(http, outcome, token, null),
        };
    }

    private static RazorComponentResult<NewPasswordPage> Page(HttpContext http, NewPasswordOutcome outcome, string? token, string? problem)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<NewPasswordPage>(new { outcome.End, outcome.Account, Token = token, Problem = problem })
        {
            StatusCode = outcome.End == NewPasswordEnd.Void ? StatusCodes.Status404NotFound : problem is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest,
        };
    }
}
