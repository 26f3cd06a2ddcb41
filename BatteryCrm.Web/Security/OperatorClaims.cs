using System.Security.Claims;
using BatteryCrm.Data.Operators;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace BatteryCrm.Web.Security;

/// <summary>What a cookie says of its operator, written and read in one place.</summary>
public static class OperatorClaims
{
    /// <summary>The tenant's id; empty for the platform's own people, so that an absent claim is never taken for "no tenant".</summary>
    public const string Tenant = "tenant";
    public const string Language = "language";

    /// <summary>The id of the browser's <see cref="OperatorSession"/>.</summary>
    public const string Session = "session";

    /// <summary>The browser session of a principal; null when its cookie is of before there were any, and then it is good for nothing.</summary>
    public static Guid? SessionOf(ClaimsPrincipal? principal) => Guid.TryParse(principal?.FindFirstValue(Session), out var id) ? id : null;

    /// <summary>The operator of a principal; null when nobody is signed in or the cookie is not one of ours.</summary>
    public static OperatorIdentity? Read(ClaimsPrincipal? principal)
    {
        if (principal?.Identity is not { IsAuthenticated: true }) return null;
        if (!Guid.TryParse(principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id)) return null;
        if (principal.FindFirstValue(Tenant) is not { } tenant || principal.FindFirstValue(ClaimTypes.Role) is not { } role) return null;
        if (tenant.Length == 0) return role == Roles.Platform ? new OperatorIdentity(id, null, NameOf(principal), role) { SessionId = SessionOf(principal) } : null;
        return Guid.TryParse(tenant, out var tenantId) && role != Roles.Platform ? new OperatorIdentity(id, tenantId, NameOf(principal), role) { SessionId = SessionOf(principal) } : null;
    }

    private static string NameOf(ClaimsPrincipal principal) => principal.FindFirstValue(ClaimTypes.Name) ?? string.Empty;
}

internal sealed class OperatorClaimsFactory(UserManager<Operator> users, IOptions<IdentityOptions> options) : UserClaimsPrincipalFactory<Operator>(users, options)
{
    protected override async Task<ClaimsIdentity> GenerateClaimsAsync(Operator user)
    {
        var identity = await base.GenerateClaimsAsync(user);
        // The name that colleagues see, not the one to sign in with.
        if (user.Name is { Length: > 0 } name && identity.FindFirst(ClaimTypes.Name) is { } userName)
        {
            identity.RemoveClaim(userName);
            identity.AddClaim(new Claim(ClaimTypes.Name, name));
        }

        identity.AddClaim(new Claim(OperatorClaims.Tenant, user.TenantId?.ToString() ?? string.Empty));
        identity.AddClaim(new Claim(ClaimTypes.Role, user.Role));
        identity.AddClaim(new Claim(OperatorClaims.Language, user.Language));
        return identity;
    }
}
