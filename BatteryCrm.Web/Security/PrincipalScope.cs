using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Security;

/// <summary>Gives an HTTP request's scope its tenant and operator, so that endpoints open the database as who called them.</summary>
internal static class PrincipalScope
{
    public static void UsePrincipalScope(this WebApplication app) => app.Use((context, next) =>
    {
        if (OperatorClaims.Read(context.User) is { } identity)
        {
            context.RequestServices.GetRequiredService<CurrentTenant>().Set(identity.TenantId, identity.Id);
            context.RequestServices.GetRequiredService<CurrentOperator>().Set(identity);
        }
        else if (context.Request.Path.StartsWithSegments("/_blazor", StringComparison.OrdinalIgnoreCase))
        {
            // The circuits' hub takes none of the policies of the pages that use it.
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        return next(context);
    });
}
