using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Who is signed in to a circuit. A circuit lives for hours on the cookie of its first request: so it asks again every minute, and at once when somebody
/// changes the operator or the tenant.
/// </summary>
internal sealed class SignedInState(ILoggerFactory loggers, SessionCheck sessions, OperatorChanges changes)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    private IDisposable? watch;
    private volatile bool isDisposed;

    protected override TimeSpan RevalidationInterval => TimeSpan.FromMinutes(1);

    /// <summary>Whether the session is good at this moment; if not, everybody who shows the authentication state is told.</summary>
    public async Task<bool> CheckAsync()
    {
        var state = await GetAuthenticationStateAsync();
        if (await sessions.IsGoodAsync(state.User, CancellationToken.None)) return true;
        if (!isDisposed) SetAuthenticationState(Task.FromResult(new AuthenticationState(new System.Security.Claims.ClaimsPrincipal())));
        return false;
    }

    /// <summary>From now on the end of this operator's session is noticed at once. The circuit calls it when it knows its operator.</summary>
    public void Watch(OperatorIdentity identity)
    {
        if (identity.TenantId is { } tenant) watch ??= changes.Watch(tenant, identity.Id, CheckAsync);
    }

    protected override Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken) =>
        sessions.IsGoodAsync(authenticationState.User, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        isDisposed = true;
        watch?.Dispose();
        base.Dispose(disposing);
    }
}
