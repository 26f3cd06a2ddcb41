using System.Globalization;
using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using BatteryCrm.Web.Shell;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Localization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Net.Http.Headers;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>Sign-in and sign-out: plain pages and plain forms, so that they work before any script has come.</summary>
public static class SignInEndpoints
{
    /// <summary>Where a browser sends its answer to a challenge.</summary>
    public const string PasskeyPath = "/sign-in/passkey";

    /// <summary>Where it gets the challenge.</summary>
    public const string ChallengePath = PasskeyPath + "/challenge";

    private const string CodePath = "/sign-in/code";

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UnknownLogins>();
        builder.Services.AddSingleton<SignInScopes>();
        builder.Services.AddScoped<SignInAttempt>().AddScoped<NewPasswordAttempt>();
        builder.Services.AddSingleton<SignInLimits>();
    }

    public static void MapSignIn(this WebApplication app)
    {
        var open = app.MapGroup(string.Empty).AllowAnonymous();
        open.MapGet("/sign-in", ShowAsync);
        open.MapGet(CodePath, (Delegate)ShowCodeAsync);
        NewPasswordEndpoints.Map(open);
        open.MapGet("/forbidden", () => new RazorComponentResult<ForbiddenPage> { StatusCode = StatusCodes.Status403Forbidden });

        var posts = open.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().TakesSmallForms();
        posts.MapPost("/sign-in", PasswordAsync);
        posts.MapPost(CodePath, CodeAsync);
        posts.MapPost(ChallengePath, ChallengeAsync);
        posts.MapPost(PasskeyPath, PasskeyAsync);
        posts.MapPost("/sign-out", SignOutAsync);
    }

    // Never back to a page of signing in or out.
    private static string Local(string? returnUrl) =>
        LocalUrl.Or(returnUrl, "/") is var local && local.StartsWith("/sign-", StringComparison.OrdinalIgnoreCase) ? "/" : local;

    private static async Task<IResult> ShowAsync(HttpContext http, SessionCheck sessions, string? returnUrl)
    {
        if (http.User.Identity is { IsAuthenticated: true })
        {
            if (await sessions.IsGoodAsync(http.User, http.RequestAborted)) return SeeOther.To(http, Local(returnUrl));
            await http.SignOutAsync(IdentityConstants.ApplicationScheme);
            return Page(http, StatusCodes.Status200OK, null, SignInTexts.Ended, returnUrl);
        }

        return Page(http, StatusCodes.Status200OK, null, CookieCheck.HasEnded(http) ? SignInTexts.Ended : null, returnUrl);
    }

    private static async Task<IResult> PasswordAsync(HttpContext http, SignInAttempt attempt, SignInLimits limits, BrowserSessions sessions, IDbContextFactory<CrmDb> factory)
    {
        if (await SmallForms.ReadAsync(http) is not { } form) return Page(http, StatusCodes.Status400BadRequest, null, SignInTexts.FillBoth, null);
        var (login, password, returnUrl) = (form["login"].ToString(), form["password"].ToString(), form["returnUrl"].ToString());
        if (returnUrl.Length == 0) returnUrl = http.Request.Query["returnUrl"].ToString();
        if (string.IsNullOrWhiteSpace(login) || password.Length == 0) return Page(http, StatusCodes.Status400BadRequest, login, SignInTexts.FillBoth, returnUrl);

        var came = http.User;
        var outcome = await OutcomeAsync(http, limits, () => attempt.WithPasswordAsync(login, password));
        return outcome.End switch
        {
            SignInEnd.SignedIn => await WelcomeAsync(http, sessions, factory, came, outcome.Operator!, returnUrl),
            SignInEnd.CodeNeeded => SeeOther.To(http, $"{CodePath}?returnUrl={Uri.EscapeDataString(Local(returnUrl))}"),
            SignInEnd.TenantSuspended => Page(http, StatusCodes.Status403Forbidden, login, SignInTexts.Suspended, returnUrl),
            SignInEnd.LockedOut => Page(http, StatusCodes.Status429TooManyRequests, login, Locked(http, outcome.LockedFor), returnUrl),
            SignInEnd.Busy => Page(http, StatusCodes.Status429TooManyRequests, login, Later(http, SignInTexts.Busy), returnUrl),
            SignInEnd.NoDatabase => Page(http, StatusCodes.Status503ServiceUnavailable, login, Later(http, SignInTexts.NoDatabase), returnUrl),
            _ => Page(http, StatusCodes.Status401Unauthorized, login, SignInTexts.WrongPair, returnUrl),
        };
    }

    private static async Task<IResult> ShowCodeAsync(HttpContext http, string? returnUrl) =>
        await SignInAttempt.IsPendingAsync(http) ? CodePage(http, StatusCodes.Status200OK, null, returnUrl) : SeeOther.To(http, "/sign-in");

    private static async Task<IResult> CodeAsync(HttpContext http, SignInAttempt attempt, SignInLimits limits, BrowserSessions sessions, IDbContextFactory<CrmDb> factory)
    {
        var form = await SmallForms.ReadAsync(http);
        var (code, returnUrl) = (form?["code"].ToString() ?? string.Empty, form?["returnUrl"].ToString());
        if (string.IsNullOrWhiteSpace(code)) return CodePage(http, StatusCodes.Status400BadRequest, SignInTexts.FillCode, returnUrl);

        var came = http.User;
        var outcome = await OutcomeAsync(http, limits, () => attempt.WithCodeAsync(http, code));
        return outcome.End switch
        {
            SignInEnd.SignedIn => await WelcomeAsync(http, sessions, factory, came, outcome.Operator!, returnUrl),
            SignInEnd.Expired => Page(http, StatusCodes.Status401Unauthorized, null, SignInTexts.Expired, returnUrl),
            SignInEnd.TenantSuspended => Page(http, StatusCodes.Status403Forbidden, null, SignInTexts.Suspended, returnUrl),
            SignInEnd.LockedOut => CodePage(http, StatusCodes.Status429TooManyRequests, Locked(http, outcome.LockedFor), returnUrl),
            SignInEnd.Busy => CodePage(http, StatusCodes.Status429TooManyRequests, Later(http, SignInTexts.Busy), returnUrl),
            SignInEnd.NoDatabase => CodePage(http, StatusCodes.Status503ServiceUnavailable, Later(http, SignInTexts.NoDatabase), returnUrl),
            _ => CodePage(http, StatusCodes.Status401Unauthorized, SignInTexts.CodeWrong, returnUrl),
        };
    }

    // Asked for by the page's script, which has sentences of its own for what goes wrong.
    private static async Task<IResult> ChallengeAsync(HttpContext http, SignInAttempt attempt, SignInLimits limits)
    {
        if (!Passkeys.WorkAt(http)) return Results.NotFound();
        http.Response.Headers.CacheControl = "no-store";
        using var turn = await limits.EnterAsync(http.RequestAborted);
        if (turn is not null) return Results.Text(await attempt.ChallengeAsync(), "application/json");
        Later(http, string.Empty);
        return Results.StatusCode(StatusCodes.Status429TooManyRequests);
    }

    private static async Task<IResult> PasskeyAsync(HttpContext http, SignInAttempt attempt, SignInLimits limits, BrowserSessions sessions, IDbContextFactory<CrmDb> factory)
    {
        var form = await SmallForms.ReadAsync(http);
        var (credential, returnUrl) = (form?["credential"].ToString() ?? string.Empty, form?["returnUrl"].ToString());
        if (credential.Length == 0) return Page(http, StatusCodes.Status400BadRequest, null, SignInTexts.PasskeyWrong, returnUrl);

        var came = http.User;
        var outcome = await OutcomeAsync(http, limits, () => attempt.WithPasskeyAsync(http, credential));
        return outcome.End switch
        {
            SignInEnd.SignedIn => await WelcomeAsync(http, sessions, factory, came, outcome.Operator!, returnUrl),
            SignInEnd.Expired => Page(http, StatusCodes.Status401Unauthorized, null, SignInTexts.Expired, returnUrl),
            SignInEnd.TenantSuspended => Page(http, StatusCodes.Status403Forbidden, null, SignInTexts.Suspended, returnUrl),
            SignInEnd.LockedOut => Page(http, StatusCodes.Status429TooManyRequests, null, Locked(http, outcome.LockedFor), returnUrl),
            SignInEnd.Busy => Page(http, StatusCodes.Status429TooManyRequests, null, Later(http, SignInTexts.Busy), returnUrl),
            SignInEnd.NoDatabase => Page(http, StatusCodes.Status503ServiceUnavailable, null, Later(http, SignInTexts.NoDatabase), returnUrl),
            _ => Page(http, StatusCodes.Status401Unauthorized, null, SignInTexts.PasskeyWrong, returnUrl),
        };
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, BrowserSessions sessions, IDbContextFactory<CrmDb> factory)
    {
        await sessions.EndThisAsync(factory, http.User, http.RequestAborted);
        await http.SignOutAsync(IdentityConstants.ApplicationScheme);
        await http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        return SeeOther.To(http, "/sign-in");
    }

    // The console opens as the operator left it, on whichever machine; a language that was just chosen here stays.
    private static async Task<IResult> WelcomeAsync(HttpContext http, BrowserSessions sessions, IDbContextFactory<CrmDb> factory, ClaimsPrincipal came, Operator user, string? returnUrl)
    {
        // Whoever was signed in here before is not any more: his cookie has been replaced.
        await sessions.EndThisAsync(factory, came, http.RequestAborted);
        var isChosen = http.Request.Cookies.ContainsKey(CookieRequestCultureProvider.DefaultCookieName);
        Preferences.Remember(http, isChosen ? null : user.Language, user.Theme ?? "system");
        return SeeOther.To(http, Local(returnUrl));
    }

    private static async Task<SignInOutcome> OutcomeAsync(HttpContext http, SignInLimits limits, Func<Task<SignInOutcome>> attempt)
    {
        using var turn = await limits.EnterAsync(http.RequestAborted);
        if (turn is null) return new SignInOutcome(SignInEnd.Busy);
        try
        {
            return await attempt();
        }
        catch (Exception e) when (DatabaseAway.Is(e))
        {
            // The session's cookie may be written already when what belongs to it cannot be stored.
            http.Response.Headers.Remove(HeaderNames.SetCookie);
            return new SignInOutcome(SignInEnd.NoDatabase);
        }
    }

    private static string Later(HttpContext http, string problem)
    {
        http.Response.Headers.RetryAfter = SignInLimits.RetrySeconds.ToString(CultureInfo.InvariantCulture);
        return problem;
    }

    private static string Locked(HttpContext http, TimeSpan time)
    {
        http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return SignInTexts.LockedMany.Replace("{0}", Math.Max(1, Math.Ceiling(time.TotalMinutes)).ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);
    }

    private static RazorComponentResult<SignInPage> Page(HttpContext http, int status, string? login, string? problem, string? returnUrl)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<SignInPage>(new { Login = login, Problem = problem, ReturnUrl = returnUrl is null ? null : Local(returnUrl), TakesPasskeys = Passkeys.WorkAt(http) }) { StatusCode = status };
    }

    private static RazorComponentResult<CodePage> CodePage(HttpContext http, int status, string? problem, string? returnUrl)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<CodePage>(new { Problem = problem, ReturnUrl = Local(returnUrl) }) { StatusCode = status };
    }
}
