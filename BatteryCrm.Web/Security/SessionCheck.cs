using System.Security.Claims;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Security;

/// <summary>Asks the database whether a signed-in principal may still work; in a scope of its own, so that it can be asked from anywhere.</summary>
public sealed class SessionCheck(IServiceScopeFactory scopes, EndedSessions ended)
{
    /// <summary>False when the session was ended, the operator or the tenant switched off. True while the database cannot be asked: consoles stay up and say so.</summary>
    public async Task<bool> IsGoodAsync(ClaimsPrincipal principal, CancellationToken cancellation)
    {
        if (OperatorClaims.Read(principal) is not { } identity) return false;
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(identity.TenantId);
        try
        {
            var signIn = scope.ServiceProvider.GetRequiredService<OperatorSignIn>();
            if (await signIn.ValidateAsync(principal, cancellation) is not null) return true;
            if (identity.SessionId is { } session && !await signIn.GoesOnAsync(identity.Id, session, cancellation)) ended.Add(session);
            return false;
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            return true;
        }
    }
}
