using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>
/// The own second factor: set up, prove, switch off. Plain forms: each step changes the security stamp, so that sessions elsewhere end, and only an HTTP answer
/// can renew this browser's cookie.
/// </summary>
public static class TwoFactorEndpoints
{
    private const string Path = "/profile/two-factor";
    private const int CodeCount = 10;

    public static void MapTwoFactor(this WebApplication app)
    {
        var own = app.MapGroup(Path).RequireAuthorization();
        own.MapGet(string.Empty, ShowAsync);
        var posts = own.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().DisableAntiforgery().TakesSmallForms();
        posts.MapPost("/start", StartAsync);
        posts.MapPost("/confirm", (HttpContext http, OperatorSignIn signIn, CrmDb db) => WithPasswordAsync(http, signIn, (user, form) => ConfirmAsync(http, signIn, db, user, form)));
        posts.MapPost("/codes", (HttpContext http, OperatorSignIn signIn, CrmDb db) => WithPasswordAsync(http, signIn, (user, _) => RenewCodesAsync(http, signIn, db, user)));
        posts.MapPost("/off", (HttpContext http, OperatorSignIn signIn, CrmDb db) => WithPasswordAsync(http, signIn, (user, _) => SwitchOffAsync(http, signIn, db, user)));
    }

    private static async Task<IResult> ShowAsync(HttpContext http, OperatorSignIn signIn) => await PageAsync(http, signIn, StatusCodes.Status200OK, null);

    private static async Task<IResult> StartAsync(HttpContext http, OperatorSignIn signIn, CrmDb db)
    {
        var (users, user) = await OwnAsync(http, signIn);
        if (user is null) return Results.Unauthorized();
        if (!await users.GetTwoFactorEnabledAsync(user))
        {
            await users.ResetAuthenticatorKeyAsync(user);
            await EndOthersAsync(http, db, user);
            await signIn.RefreshSignInAsync(user);
        }

        return SeeOther.To(http, Path);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext http, OperatorSignIn signIn, CrmDb db, Operator user, IFormCollection? form)
    {
        var users = signIn.UserManager;
        if (await users.GetTwoFactorEnabledAsync(user)) return SeeOther.To(http, Path);
        var code = Field(form, "code").Replace(" ", string.Empty, StringComparison.Ordinal);
        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code))
            return await PageAsync(http, signIn, StatusCodes.Status400BadRequest, ProfileTexts.WrongCode);

        await users.SetTwoFactorEnabledAsync(user, enabled: true);
        await RecordAsync(db, user, isOn: true);
        return await RenewCodesAsync(http, signIn, db, user);
    }

    private static async Task<IResult> RenewCodesAsync(HttpContext http, OperatorSignIn signIn, CrmDb db, Operator user)
    {
        var codes = await signIn.UserManager.GenerateNewTwoFactorRecoveryCodesAsync(user, CodeCount);
        await EndOthersAsync(http, db, user);
        await signIn.RefreshSignInAsync(user);
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<RecoveryCodesPage>(new { Codes = codes?.ToList() ?? [] });
    }

    private static async Task<IResult> SwitchOffAsync(HttpContext http, OperatorSignIn signIn, CrmDb db, Operator user)
    {
        var users = signIn.UserManager;
        await SecondFactor.SwitchOffAsync(users, user);
        await RecordAsync(db, user, isOn: false);
        await EndOthersAsync(http, db, user);
        await signIn.RefreshSignInAsync(user);
        return SeeOther.To(http, Path);
    }

    // Another stamp ends what is open elsewhere; the list of sessions says so too.
    private static async Task EndOthersAsync(HttpContext http, CrmDb db, Operator user) =>
        await http.RequestServices.GetRequiredService<BrowserSessions>().EndAllAsync(db, user.Id, OperatorClaims.SessionOf(http.User), http.RequestAborted);

    private static Task<IResult> WithPasswordAsync(HttpContext http, OperatorSignIn signIn, Func<Operator, IFormCollection?, Task<IResult>> then) =>
        OwnPassword.WithAsync(http, signIn, then, (status, problem) => PageAsync(http, signIn, status, problem));

    private static async Task<IResult> PageAsync(HttpContext http, OperatorSignIn signIn, int status, string? problem)
    {
        var (users, user) = await OwnAsync(http, signIn);
        if (user is null) return Results.Unauthorized();
        var isOn = await users.GetTwoFactorEnabledAsync(user);
        http.Response.Headers.CacheControl = "no-store";
        // The key is shown only until it is proved: afterwards who sits here could copy it.
        return new RazorComponentResult<TwoFactorPage>(new
        {
            IsOn = isOn,
            CodesLeft = isOn ? await users.CountRecoveryCodesAsync(user) : 0,
            Key = isOn ? null : await users.GetAuthenticatorKeyAsync(user),
            Account = user.Email ?? user.UserName,
            Problem = problem,
        }) { StatusCode = status };
    }

    private static async Task<(UserManager<Operator> Users, Operator? User)> OwnAsync(HttpContext http, OperatorSignIn signIn) =>
        (signIn.UserManager, await signIn.UserManager.GetUserAsync(http.User));

    private static string Field(IFormCollection? form, string name) => form?[name].ToString() ?? string.Empty;

    private static async Task RecordAsync(CrmDb db, Operator user, bool isOn)
    {
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = user.TenantId, OperatorId = user.Id, ActionType = ActionTypes.SettingsChanged, CreatedAt = user.UpdatedAt,
            Details = JsonSerializer.Serialize(new { two_factor = isOn }),
        });
        await db.SaveChangesAsync();
    }
}
