using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Identity's passkeys, each challenge good for one answer. Identity keeps a challenge in the browser's cookie alone: whoever has seen cookie and answer could send both again while the cookie lasts,
/// and most devices count no uses. What was answered is kept with the operator, so that all nodes know it. Called under the operator's lock.
/// </summary>
internal sealed class OncePasskeys(UserManager<Operator> users, IOptions<IdentityPasskeyOptions> options, TimeProvider time) : IPasskeyHandler<Operator>
{
    /// <summary>The sealed token with the challenges that an operator has answered while their cookies last.</summary>
    public const string SpentToken = "PasskeyChallenges";

    private readonly PasskeyHandler<Operator> identitys = new(users, options);

    public Task<PasskeyCreationOptionsResult> MakeCreationOptionsAsync(PasskeyUserEntity userEntity, HttpContext httpContext) => identitys.MakeCreationOptionsAsync(userEntity, httpContext);

    public Task<PasskeyRequestOptionsResult> MakeRequestOptionsAsync(Operator? user, HttpContext httpContext) => identitys.MakeRequestOptionsAsync(user, httpContext);

    public async Task<PasskeyAttestationResult> PerformAttestationAsync(PasskeyAttestationContext context)
    {
        var result = await identitys.PerformAttestationAsync(context);
        if (!result.Succeeded) return result;
        return await users.FindByIdAsync(result.UserEntity.Id) is { } user && await SpendAsync(user, context.AttestationState) ? result : PasskeyAttestationResult.Fail(Answered());
    }

    public async Task<PasskeyAssertionResult<Operator>> PerformAssertionAsync(PasskeyAssertionContext context)
    {
        var result = await identitys.PerformAssertionAsync(context);
        return !result.Succeeded || await SpendAsync(result.User, context.AssertionState) ? result : PasskeyAssertionResult.Fail<Operator>(Answered());
    }

    private static PasskeyException Answered() => new("The challenge has been answered already.");

    // The state is what Identity has just compared the answer with, out of its sealed cookie; nothing of the answer is read, in which two readers may see different things.
    private async Task<bool> SpendAsync(Operator user, string? state)
    {
        var now = time.GetUtcNow();
        var mark = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(state ?? string.Empty)));
        var kept = await users.GetAuthenticationTokenAsync(user, OnceAuthenticator.TokensOf, SpentToken) ?? string.Empty;
        var spent = kept.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(s => long.Parse(s.AsSpan(s.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture) > now.ToUnixTimeSeconds()).ToList();
        if (spent.Exists(s => s.StartsWith(mark, StringComparison.Ordinal))) return false;
        // A minute more: nodes' clocks differ.
        spent.Add(string.Create(CultureInfo.InvariantCulture, $"{mark}:{(now + Passkeys.ChallengeLasts).AddMinutes(1).ToUnixTimeSeconds()}"));
        return (await users.SetAuthenticationTokenAsync(user, OnceAuthenticator.TokensOf, SpentToken, string.Join(' ', spent))).Succeeded;
    }
}
