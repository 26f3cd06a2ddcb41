using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Security;

/// <summary>Switching the second factor off, by its operator or by an admin for one who has lost his phone.</summary>
public static class SecondFactor
{
    public static async Task SwitchOffAsync(UserManager<Operator> users, Operator user)
    {
        await users.SetTwoFactorEnabledAsync(user, enabled: false);
        // The key as well: what was once shown on a screen is not trusted a second time.
        foreach (var token in (string[])["AuthenticatorKey", "RecoveryCodes", OnceAuthenticator.StepToken]) await users.RemoveAuthenticationTokenAsync(user, OnceAuthenticator.TokensOf, token);
    }
}
