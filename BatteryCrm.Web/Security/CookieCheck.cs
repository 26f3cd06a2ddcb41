using System.Security.Claims;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Security;

/// <summary>What happens with the cookie of each request.</summary>
internal static class CookieCheck
{
    // As long as the database is away a cookie that was good keeps its pages up, but not for ever.
    private static readonly TimeSpan GraceWithoutDatabase = TimeSpan.FromMinutes(15);

    /// <summary>Whether this request came with the cookie of a session that was ended: the sign-in page says so.</summary>
    public static bool HasEnded(HttpContext http) => http.Items.ContainsKey(typeof(EndedSessions));

    public static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        if (OperatorClaims.Read(context.Principal) is not { } identity)
        {
            context.RejectPrincipal();
            return;
        }

        var session = identity.SessionId ?? Guid.Empty;
        if (session == Guid.Empty || context.HttpContext.RequestServices.GetRequiredService<EndedSessions>().Contains(session))
        {
            context.HttpContext.Items[typeof(EndedSessions)] = session;
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(IdentityConstants.ApplicationScheme);
            return;
        }

        context.HttpContext.RequestServices.GetRequiredService<CurrentTenant>().Set(identity.TenantId, identity.Id);
        try
        {
            await SecurityStampValidator.ValidatePrincipalAsync(context);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e))
        {
            var now = context.HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            if (now - context.Properties.IssuedUtc > GraceWithoutDatabase) context.RejectPrincipal();
        }
    }

    /// <summary>A principal that is made anew, once a minute, is of the same browser session.</summary>
    public static Task KeepSessionAsync(SecurityStampRefreshingPrincipalContext context)
    {
        if (context.CurrentPrincipal?.FindFirst(OperatorClaims.Session) is { } session) ((ClaimsIdentity)context.NewPrincipal!.Identity!).AddClaim(session.Clone());
        return Task.CompletedTask;
    }

    /// <summary>Where somebody goes who is signed in but may not see the page: the platform's people to their own, others to a page that says so.</summary>
    public static Task DenyAsync(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context)
    {
        var identity = OperatorClaims.Read(context.HttpContext.User);
        if (identity is not null)
        {
            // The pattern and not the address: that may hold ids and words.
            var route = "/" + (context.HttpContext.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText?.TrimStart('/');
            SecurityLog.AddressRefused(context.HttpContext.RequestServices.GetRequiredService<ILogger<CurrentOperator>>(), identity.TenantId, identity.Id, identity.Role, route);
        }

        var isPlatform = identity?.Role == Roles.Platform;
        if (HttpMethods.IsGet(context.Request.Method)) context.Response.Redirect(isPlatform ? "/platform" : "/forbidden");
        else context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}

/// <summary>Once a minute: the security stamp, the operator and the tenant behind a cookie.</summary>
internal sealed class OperatorStampValidator(IOptions<SecurityStampValidatorOptions> options, OperatorSignIn signIn, ILoggerFactory loggers)
    : SecurityStampValidator<Operator>(options, signIn, loggers)
{
    protected override Task<Operator?> VerifySecurityStamp(ClaimsPrincipal? principal) => signIn.ValidateAsync(principal, CancellationToken.None);
}
