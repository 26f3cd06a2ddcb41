using System.Security.Claims;
using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Security;

/// <summary>Asks the database whether a signed-in principal may still work; in a scope of its own, so that it can be asked from anywhere.</summary>
public sealed class SessionCheck(IServiceScopeFactory scopes, BrowserSessions sessions, EndedSessions ended)
{
    /// <summary>False when the session was ended, the operator or the tenant switched off. True while the database cannot be asked: consoles stay up and say so.</summary>
    public async Task<bool> IsGoodAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (OperatorClaims.Read(principal) is not { } identity) return false;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(identity.TenantId);
        try
        {
            if (await scope.ServiceProvider.GetRequiredService<OperatorSignIn>().ValidateAsync(principal, cancellation) is not null) return true;
            if (identity.SessionId is { } session && !await GoesOnAsync(scope.ServiceProvider.GetRequiredService<CrmDb>(), identity.Id, session, cancellation)) ended.Add(session);
            return false;
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            return true;
        }
    }

    // Who has changed his own password has another cookie for the same session: what is open with the one before ends, the session does not.
    private async Task<bool> GoesOnAsync(CrmDb db, Guid operatorId, Guid session, CancellationToken cancellation) =>
        await db.Operators.AsNoTracking().SingleOrDefaultAsync(o => o.Id == operatorId && o.IsActive, cancellation) is { } user && await sessions.IsGoodAsync(db, user, session, cancellation);
}
