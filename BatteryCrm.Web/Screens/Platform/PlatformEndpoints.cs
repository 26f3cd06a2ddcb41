using BatteryCrm.Data;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Platform;

/// <summary>A tenant as the platform's people see it: what it is called, whether it works, what it may use. Nothing of its clients.</summary>
public sealed record TenantRow(
    Guid Id, string Name, bool IsActive, bool IsSuspended, bool IsPrivate, int MaxConcurrentUsers, int MaxEventsPerSecond, int MaxBytesPerSecond,
    int MaxChannelsPerClient, int MaxJoinsPerSecond);

/// <summary>The platform's list of tenants, to read only.</summary>
public static class PlatformEndpoints
{
    public static void MapPlatform(this WebApplication app) => app.MapGet("/platform", ShowAsync).RequireAuthorization(Policies.Platform);

    private static async Task<IResult> ShowAsync(IDbContextFactory<CrmDb> factory, HttpContext http)
    {
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        var tenants = await db.Tenants.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .Select(t => new TenantRow(
                t.Id, t.Name, t.IsActive, t.Suspend, t.PrivateOnly, t.MaxConcurrentUsers, t.MaxEventsPerSecond, t.MaxBytesPerSecond,
                t.MaxChannelsPerClient, t.MaxJoinsPerSecond))
            .ToListAsync(http.RequestAborted);
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PlatformPage>(new { Tenants = tenants });
    }
}
