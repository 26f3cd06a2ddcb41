using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Web.Screens.Profile;

/// <summary>
/// What stands before changes of how somebody signs in: who found a console unattended has the session but not the password; guessing it locks the account as at sign-in.
/// </summary>
internal static class OwnPassword
{
    /// <summary>Runs the deed under the operator's lock when the form has his password.</summary>
    /// <param name="page">The page again, with a status and a sentence.</param>
    public static async Task<IResult> WithAsync(HttpContext http, OperatorSignIn signIn, Func<Operator, IFormCollection?, Task<IResult>> deed, Func<int, string, Task<IResult>> page)
    {
        // The form is read before the lock is taken.
        var form = await SmallForms.ReadAsync(http);
        if (await signIn.UserManager.GetUserAsync(http.User) is not { } user) return Results.Unauthorized();
        await using var turn = await signIn.LockAsync(user.Id);
        if (turn is null) return await page(StatusCodes.Status429TooManyRequests, ProfileTexts.Busy);
        var check = await signIn.CheckPasswordSignInAsync(user, form?["password"].ToString() ?? string.Empty, lockoutOnFailure: true);
        if (check.Succeeded)
        {
            var result = await deed(user, form);
            await turn.CommitAsync();
            return result;
        }

        await turn.CommitAsync();
        return check.IsLockedOut
            ? await page(StatusCodes.Status429TooManyRequests, ProfileTexts.PasswordLocked)
            : await page(StatusCodes.Status400BadRequest, ProfileTexts.PasswordWrong);
    }
}
