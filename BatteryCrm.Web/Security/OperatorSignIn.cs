using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Identity's sign-in for operators. Whoever resolves it has set the scope's tenant before; a new scope is best, since the request may belong to somebody
/// who is signed in already.
/// </summary>
public sealed class OperatorSignIn(
    UserManager<Operator> users, CrmDb db, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Operator> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Operator>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Operator> confirmation, OperatorLanes lanes, BrowserSessions sessions)
    : SignInManager<Operator>(users, http, claims, options, logger, schemes, confirmation)
{
    private bool isRenewing;

    /// <summary>After the right password: the cookie, or the request for the second factor.</summary>
    public Task<SignInResult> CompleteAsync(Operator user) => SignInOrTwoFactorAsync(user, isPersistent: true);

    /// <summary>
    /// One attempt at a time for an operator, until the lock is disposed: guesses sent in parallel would each see the failures before them uncounted. Null when
    /// too many wait for him. What this scope knew of him before is read anew.
    /// </summary>
    public async Task<OperatorLock?> LockAsync(Guid operatorId)
    {
        if (await lanes.EnterAsync(operatorId) is not { } lane) return null;
        IDbContextTransaction? transaction = null;
        try
        {
            transaction = await db.Database.BeginTransactionAsync();
            await db.Database.ExecuteSqlAsync($"set local lock_timeout = '5s'; select from operators where id = {operatorId} for update");
            foreach (var known in db.ChangeTracker.Entries<Operator>().Where(e => e.Entity.Id == operatorId).ToList()) await known.ReloadAsync();
            return new OperatorLock(transaction, lane);
        }
        catch (Exception e)
        {
            if (transaction is not null) await transaction.DisposeAsync();
            lane.Dispose();
            // Another node, or somebody at the database, holds him.
            if (e is PostgresException { SqlState: PostgresErrorCodes.LockNotAvailable }) return null;
            throw;
        }
    }

    /// <summary>Each signing in is a browser session of its own; a cookie that is only renewed stays of the same.</summary>
    public override async Task SignInWithClaimsAsync(Operator user, AuthenticationProperties? authenticationProperties, IEnumerable<Claim> additionalClaims)
    {
        var session = isRenewing && OperatorClaims.SessionOf(Context.User) is { } same ? same : await sessions.StartAsync(db, user, Context);
        await base.SignInWithClaimsAsync(user, authenticationProperties, [.. additionalClaims.Where(c => c.Type != OperatorClaims.Session), new Claim(OperatorClaims.Session, session.ToString())]);
    }

    public override async Task RefreshSignInAsync(Operator user)
    {
        isRenewing = true;
        await base.RefreshSignInAsync(user);
        isRenewing = false;
    }

    /// <summary>Whether this operator may work now: active, and so is the tenant.</summary>
    public async Task<WorkPermit> PermitAsync(Operator user, CancellationToken cancellation)
    {
        if (!user.IsActive) return WorkPermit.OperatorInactive;
        if (user.TenantId is not { } tenantId) return WorkPermit.Granted;
        return await db.Tenants.AnyAsync(t => t.Id == tenantId && t.IsActive && !t.Suspend, cancellation) ? WorkPermit.Granted : WorkPermit.TenantSuspended;
    }

    /// <summary>The operator of a cookie while it is good: same security stamp, active, of a session that nobody ended and a tenant that may work; otherwise null.</summary>
    public async Task<Operator?> ValidateAsync(ClaimsPrincipal? principal, CancellationToken cancellation) =>
        await ValidateSecurityStampAsync(principal) is { IsActive: true } user && OperatorClaims.SessionOf(principal) is { } session && await sessions.IsGoodAsync(db, user, session, cancellation) ? user : null;

    /// <summary>Whether a session goes on whatever became of one of its cookies: who changes his own password has another cookie for the same session, and what is open with the one before ends alone.</summary>
    public async Task<bool> GoesOnAsync(Guid operatorId, Guid session, CancellationToken cancellation) =>
        await db.Operators.AsNoTracking().SingleOrDefaultAsync(o => o.Id == operatorId && o.IsActive, cancellation) is { } user && await sessions.IsGoodAsync(db, user, session, cancellation);
}

/// <summary>One operator's turn and its transaction; without <see cref="CommitAsync"/> nothing of it is stored.</summary>
public sealed class OperatorLock(IDbContextTransaction transaction, IDisposable lane) : IAsyncDisposable
{
    public Task CommitAsync() => transaction.CommitAsync();

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        lane.Dispose();
    }
}

/// <summary>Whether an operator may work, and if not, who stands in the way.</summary>
public enum WorkPermit
{
    Granted,
    OperatorInactive,
    TenantSuspended,
}
