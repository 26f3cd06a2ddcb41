using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Identity's sign-in for operators. Whoever resolves it has set the scope's tenant before; a new scope is best, since the request may belong to somebody
/// who is signed in already.
/// </summary>
public sealed class OperatorSignIn(
    UserManager<Operator> users, CrmDb db, IHttpContextAccessor http, IUserClaimsPrincipalFactory<Operator> claims, IOptions<IdentityOptions> options,
    ILogger<SignInManager<Operator>> logger, IAuthenticationSchemeProvider schemes, IUserConfirmation<Operator> confirmation)
    : SignInManager<Operator>(users, http, claims, options, logger, schemes, confirmation)
{
    /// <summary>After the right password: the cookie, or the request for the second factor.</summary>
    public Task<SignInResult> CompleteAsync(Operator user) => SignInOrTwoFactorAsync(user, isPersistent: true);

    /// <summary>
    /// One attempt at a time for an operator, until the transaction ends: guesses sent in parallel would each see the failures before them uncounted.
    /// </summary>
    public async Task<IDbContextTransaction> LockAsync(Guid operatorId)
    {
        var transaction = await db.Database.BeginTransactionAsync();
        await db.Database.ExecuteSqlAsync($"select from operators where id = {operatorId} for update");
        return transaction;
    }

    /// <summary>Whether this operator may work now: active, and so is the tenant.</summary>
    public async Task<WorkPermit> PermitAsync(Operator user, CancellationToken cancellation)
    {
        if (!user.IsActive) return WorkPermit.OperatorInactive;
        if (user.TenantId is not { } tenantId) return WorkPermit.Granted;
        return await db.Tenants.AnyAsync(t => t.Id == tenantId && t.IsActive && !t.Suspend, cancellation) ? WorkPermit.Granted : WorkPermit.TenantSuspended;
    }

    /// <summary>The operator of a cookie while it is good: same security stamp, active, of a tenant that may work; otherwise null.</summary>
    public async Task<Operator?> ValidateAsync(System.Security.Claims.ClaimsPrincipal? principal, CancellationToken cancellation) =>
        await ValidateSecurityStampAsync(principal) is { } user && await PermitAsync(user, cancellation) == WorkPermit.Granted ? user : null;
}

/// <summary>Whether an operator may work, and if not, who stands in the way.</summary>
public enum WorkPermit
{
    Granted,
    OperatorInactive,
    TenantSuspended,
}
