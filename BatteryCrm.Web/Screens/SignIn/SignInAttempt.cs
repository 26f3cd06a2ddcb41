using System.Security.Claims;
using System.Text.Json;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>How an attempt to sign in ended; all but <see cref="SignedIn"/> and <see cref="CodeNeeded"/> leave nobody signed in.</summary>
public enum SignInEnd
{
    SignedIn,
    CodeNeeded,

    /// <summary>Unknown login, wrong password or switched-off operator: which of them is never said.</summary>
    Refused,
    LockedOut,
    TenantSuspended,

    /// <summary>The first step is too long ago or never was.</summary>
    Expired,

    /// <summary>Too many attempts wait already, for this login or at all; nothing was checked.</summary>
    Busy,

    /// <summary>The database does not answer.</summary>
    NoDatabase,
}

/// <param name="LockedFor">How long it stays locked; zero unless <see cref="SignInEnd.LockedOut"/>.</param>
/// <param name="Operator">Who signed in; null unless <see cref="SignInEnd.SignedIn"/>.</param>
public sealed record SignInOutcome(SignInEnd End, TimeSpan LockedFor = default, Operator? Operator = null);

/// <summary>
/// Both steps of signing in, or a passkey instead of them. Before the login is known there is no tenant: a function of the database says whose the operator is, all else runs in a scope of
/// that tenant, apart from the request's, which may be somebody else's.
/// </summary>
public sealed class SignInAttempt(
    SignInScopes scopes, ILookupNormalizer normalizer, IPasswordHasher<Operator> hasher, UnknownLogins unknown,
    OperatorLanes lanes, TimeProvider time, ILogger<SignInAttempt> logger)
{
    private const int LongestLogin = 256;

    // Long enough for a sentence, short enough not to keep the hash busy.
    private const int LongestPassword = 512;
    private static readonly Operator Nobody = new();
    private static readonly string NobodysHash = new PasswordHasher<Operator>().HashPassword(Nobody, "nobody has this password");

    /// <summary>The first step. On success the answer carries the cookie of the session, or the short one that asks for the code.</summary>
    public async Task<SignInOutcome> WithPasswordAsync(string login, string password)
    {
        var normalized = normalizer.NormalizeName(login.Trim()) ?? string.Empty;
        if (normalized.Length > LongestLogin || normalized.Contains('\0', StringComparison.Ordinal) || password.Length > LongestPassword) return new SignInOutcome(SignInEnd.Refused);
        using var lane = await lanes.EnterAsync(normalized);
        if (lane is null) return new SignInOutcome(SignInEnd.Busy);
        if (await scopes.WhoseAsync("operator_for_sign_in", normalized) is not { } found) return RefuseUnknown(normalized, password);

        await using var scope = scopes.Open(found.TenantId);
        var (db, signIn) = (scope.ServiceProvider.GetRequiredService<CrmDb>(), scope.ServiceProvider.GetRequiredService<OperatorSignIn>());
        await using var turn = await signIn.LockAsync(found.Id);
        if (turn is null) return new SignInOutcome(SignInEnd.Busy);
        if (await signIn.UserManager.FindByIdAsync(found.Id.ToString()) is not { PasswordHash: not null } user) return RefuseUnknown(normalized, password);

        var check = await signIn.CheckPasswordSignInAsync(user, password, lockoutOnFailure: true);
        var end = check.IsLockedOut ? SignInEnd.LockedOut : check.Succeeded ? await EndAsync(signIn, user) : SignInEnd.Refused;
        if (end == SignInEnd.SignedIn && await signIn.IsTwoFactorEnabledAsync(user)) end = SignInEnd.CodeNeeded;
        if (end == SignInEnd.SignedIn) await RecordAsync(db, user, "password");
        await turn.CommitAsync();

        SignInLog.Ended(logger, user.Id, end);
        if (end is SignInEnd.SignedIn or SignInEnd.CodeNeeded) await signIn.CompleteAsync(user);
        return new SignInOutcome(end, LockedFor(user, end), end == SignInEnd.SignedIn ? user : null);
    }

    /// <summary>The second step: six digits of the app, or one of the recovery codes, which is then used up.</summary>
    public async Task<SignInOutcome> WithCodeAsync(HttpContext http, string code)
    {
        if (await PendingAsync(http) is not { } pending || await scopes.WhoseAsync("tenant_of_operator", pending) is not { } found) return new SignInOutcome(SignInEnd.Expired);

        await using var scope = scopes.Open(found.TenantId);
        var (db, signIn) = (scope.ServiceProvider.GetRequiredService<CrmDb>(), scope.ServiceProvider.GetRequiredService<OperatorSignIn>());
        await using var turn = await signIn.LockAsync(found.Id);
        if (turn is null) return new SignInOutcome(SignInEnd.Busy);
        if (await signIn.UserManager.FindByIdAsync(found.Id.ToString()) is not { } user) return new SignInOutcome(SignInEnd.Expired);

        var end = await EndAsync(signIn, user);
        if (end == SignInEnd.SignedIn) end = await VerifyAsync(signIn, user, code);
        if (end == SignInEnd.SignedIn) await RecordAsync(db, user, "two_factor");
        await turn.CommitAsync();
        SignInLog.Ended(logger, user.Id, end);
        return new SignInOutcome(end, LockedFor(user, end), end == SignInEnd.SignedIn ? user : null);
    }

    /// <summary>A challenge for whichever passkey of this site the browser has, as JSON for it; the answer carries it in a short cookie as well.</summary>
    public async Task<string> ChallengeAsync()
    {
        await using var scope = scopes.Open(tenantId: null);
        return await scope.ServiceProvider.GetRequiredService<OperatorSignIn>().MakePasskeyRequestOptionsAsync(user: null);
    }

    /// <summary>The device and what it asks of its person (a finger, a code) are both factors: no code is asked for.</summary>
    /// <param name="credential">The browser's answer to <see cref="ChallengeAsync"/>, which is good for one attempt.</param>
    public async Task<SignInOutcome> WithPasskeyAsync(HttpContext http, string credential)
    {
        if (!(await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme)).Succeeded) return new SignInOutcome(SignInEnd.Expired);
        await http.SignOutAsync(IdentityConstants.TwoFactorUserIdScheme);
        if (Passkeys.IdIn(credential) is not { } id || await scopes.WhoseAsync("operator_for_passkey", id) is not { } found)
        {
            SignInLog.UnknownPasskey(logger);
            return new SignInOutcome(SignInEnd.Refused);
        }

        await using var scope = scopes.Open(found.TenantId);
        var (db, signIn) = (scope.ServiceProvider.GetRequiredService<CrmDb>(), scope.ServiceProvider.GetRequiredService<OperatorSignIn>());
        await using var turn = await signIn.LockAsync(found.Id);
        if (turn is null) return new SignInOutcome(SignInEnd.Busy);
        if (await AssertAsync(signIn, credential) is not { } answer) return new SignInOutcome(SignInEnd.Expired);

        var end = SignInEnd.Refused;
        if (answer.Succeeded && answer.User.Id == found.Id)
        {
            // Its count of uses, by which a copy is told.
            var isKept = (await signIn.UserManager.AddOrUpdatePasskeyAsync(answer.User, answer.Passkey)).Succeeded;
            end = !isKept ? SignInEnd.Busy : await signIn.UserManager.IsLockedOutAsync(answer.User) ? SignInEnd.LockedOut : await EndAsync(signIn, answer.User);
            if (end == SignInEnd.SignedIn) await RecordAsync(db, answer.User, "passkey");
        }

        await turn.CommitAsync();
        SignInLog.Ended(logger, found.Id, end);
        if (end == SignInEnd.SignedIn) await signIn.SignInAsync(answer.User!, isPersistent: true);
        return end == SignInEnd.Refused ? new SignInOutcome(end) : new SignInOutcome(end, LockedFor(answer.User!, end), end == SignInEnd.SignedIn ? answer.User : null);
    }

    /// <summary>Whether a first step waits for its code in this browser.</summary>
    public static async Task<bool> IsPendingAsync(HttpContext http) => await PendingAsync(http) is not null;

    private static async Task<SignInEnd> VerifyAsync(OperatorSignIn signIn, Operator user, string code)
    {
        if (await signIn.UserManager.IsLockedOutAsync(user)) return SignInEnd.LockedOut;
        code = code.Replace(" ", string.Empty, StringComparison.Ordinal);
        if (code.Length == 6 && code.All(char.IsAsciiDigit))
        {
            var result = await signIn.TwoFactorAuthenticatorSignInAsync(code, isPersistent: true, rememberClient: false);
            return result.Succeeded ? SignInEnd.SignedIn : result.IsLockedOut ? SignInEnd.LockedOut : SignInEnd.Refused;
        }

        if ((await signIn.TwoFactorRecoveryCodeSignInAsync(code.ToUpperInvariant())).Succeeded) return SignInEnd.SignedIn;
        await signIn.UserManager.AccessFailedAsync(user);
        return await signIn.UserManager.IsLockedOutAsync(user) ? SignInEnd.LockedOut : SignInEnd.Refused;
    }

    private static async Task<SignInEnd> EndAsync(OperatorSignIn signIn, Operator user) => await signIn.PermitAsync(user, CancellationToken.None) switch
    {
        WorkPermit.Granted => SignInEnd.SignedIn,
        WorkPermit.TenantSuspended => SignInEnd.TenantSuspended,
        _ => SignInEnd.Refused,
    };

    // Null when no challenge is open here, or one of another kind. A wrong answer counts no failure: a signature cannot be guessed, and others could lock somebody out.
    private static async Task<PasskeyAssertionResult<Operator>?> AssertAsync(OperatorSignIn signIn, string credential)
    {
        try
        {
            var answer = await signIn.PerformPasskeyAssertionAsync(credential);
            // Identity takes whatever goes wrong for a wrong answer.
            return DatabaseAway.Is(answer.Failure) ? throw answer.Failure! : answer;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    // A passkey's challenge, kept under the same cookie, names nobody: it is no first step.
    private static async Task<Guid?> PendingAsync(HttpContext http)
    {
        var step = await http.AuthenticateAsync(IdentityConstants.TwoFactorUserIdScheme);
        return Guid.TryParse(step.Principal?.FindFirstValue(ClaimTypes.Name), out var id) ? id : null;
    }

    private SignInOutcome RefuseUnknown(string normalized, string password)
    {
        // As long and, after as many failures, as locked as for a login that exists; of a locked one the password is not looked at.
        if (unknown.LockedFor(normalized) is { } already) return new SignInOutcome(SignInEnd.LockedOut, already);
        hasher.VerifyHashedPassword(Nobody, NobodysHash, password);
        return unknown.Fail(normalized) is { } locked ? new SignInOutcome(SignInEnd.LockedOut, locked) : new SignInOutcome(SignInEnd.Refused);
    }

    private TimeSpan LockedFor(Operator user, SignInEnd end) =>
        end == SignInEnd.LockedOut && user.LockoutEnd is { } until && until > time.GetUtcNow() ? until - time.GetUtcNow() : TimeSpan.Zero;

    private async Task RecordAsync(CrmDb db, Operator user, string method)
    {
        user.LastLoginAt = time.GetUtcNow();
        user.LastLoginPlatform = "web";
        db.OperatorActions.Add(new OperatorAction
        {
            TenantId = user.TenantId, OperatorId = user.Id, ActionType = ActionTypes.SignedIn, CreatedAt = time.GetUtcNow(),
            Details = JsonSerializer.Serialize(new { platform = "web", method }),
        });
        await db.SaveChangesAsync();
    }
}
