using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>How setting a password by a link ended.</summary>
public enum NewPasswordEnd
{
    /// <summary>The link is good, nothing was set.</summary>
    Open,
    Set,
    TooShort,

    /// <summary>Used, too old, somebody else's or none: which of them is never said.</summary>
    Void,
    Busy,
}

/// <param name="Account">Whose it is; null when the link is void.</param>
public sealed record NewPasswordOutcome(NewPasswordEnd End, NewPasswordAccount? Account = null);

/// <param name="IsNew">He has had no password so far: an invitation.</param>
public sealed record NewPasswordAccount(string? Name, string Login, bool IsNew);

/// <summary>A password by a one-time link (<see cref="OneTimeLinks"/>); signs nobody in, since a second factor may be asked for.</summary>
public sealed class NewPasswordAttempt(SignInScopes scopes, OneTimeLinks links, BrowserSessions sessions)
{
    public Task<NewPasswordOutcome> LookAsync(string? token) => WithLinkAsync(token, password: null);

    /// <summary>Sets it, ends all sessions of the operator and his lock-out; the link is void from then on.</summary>
    public Task<NewPasswordOutcome> SetAsync(string? token, string password) => WithLinkAsync(token, password);

    private async Task<NewPasswordOutcome> WithLinkAsync(string? token, string? password)
    {
        if (links.OperatorOf(token) is not { } id || await scopes.WhoseAsync("tenant_of_operator", id) is not { } found) return new NewPasswordOutcome(NewPasswordEnd.Void);
        await using var scope = scopes.Open(found.TenantId, found.Id);
        var signIn = scope.ServiceProvider.GetRequiredService<OperatorSignIn>();
        await using var turn = password is null ? null : await signIn.LockAsync(id);
        if (password is not null && turn is null) return new NewPasswordOutcome(NewPasswordEnd.Busy);
        if (await signIn.UserManager.FindByIdAsync(id.ToString()) is not { } user || !links.Fits(token, user) || await signIn.PermitAsync(user, CancellationToken.None) != WorkPermit.Granted)
            return new NewPasswordOutcome(NewPasswordEnd.Void);

        var account = new NewPasswordAccount(user.Name, user.Email ?? user.UserName ?? string.Empty, user.PasswordHash is null);
        if (password is null) return new NewPasswordOutcome(NewPasswordEnd.Open, account);
        (user.LockoutEnd, user.AccessFailedCount) = (null, 0);
        var users = signIn.UserManager;
        var result = await users.ResetPasswordAsync(user, await users.GeneratePasswordResetTokenAsync(user), password);
        if (!result.Succeeded) return new NewPasswordOutcome(result.Errors.Any(e => e.Code == nameof(IdentityErrorDescriber.PasswordTooShort)) ? NewPasswordEnd.TooShort : NewPasswordEnd.Busy, account);
        await sessions.EndAllAsync(scope.ServiceProvider.GetRequiredService<CrmDb>(), id, but: null, CancellationToken.None);
        await turn!.CommitAsync();
        return new NewPasswordOutcome(NewPasswordEnd.Set, account);
    }
}
