using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Screens.Platform;

/// <summary>A tenant as the platform's people see it: what it is called, whether it works, what it may use. Nothing of its clients.</summary>
public sealed record TenantRow(
    Guid Id, string Name, bool IsActive, bool IsSuspended, bool IsPrivate, int MaxConcurrentUsers, int MaxEventsPerSecond, int MaxBytesPerSecond,
    int MaxChannelsPerClient, int MaxJoinsPerSecond)
{
    public TenantUsage Usage { get; init; } = new(Id, 0, 0, 0, 0, null);
}

/// <summary>Figures of what a tenant uses: pages open now over all nodes, people who may sign in, channels in use, messages both ways in a day.</summary>
public sealed record TenantUsage(Guid TenantId, long Pages, long People, long Channels, long MessagesOfDay, DateTimeOffset? LastMessageAt);

/// <summary>The platform's tenants: static pages, as nobody of the platform needs a circuit.</summary>
public static class PlatformEndpoints
{
    public static void MapPlatform(this WebApplication app)
    {
        app.MapPlatformFields();
        app.MapGet(Links.Platform, ShowAsync).RequireAuthorization(Policies.Platform);
        var tenants = app.MapGroup("/platform/tenants").RequireAuthorization(Policies.Platform);
        tenants.MapGet("/new", (HttpContext http) => Page(http, StatusCodes.Status200OK, TenantForm.New(), id: null));
        tenants.MapGet("/{id:guid}", ShowTenantAsync);
        var posts = tenants.MapGroup(string.Empty).AddEndpointFilter<SameSiteFilter>().TakesSmallForms();
        posts.MapPost("/new", CreateAsync);
        posts.MapPost("/{id:guid}", SaveAsync);
    }

    private static RazorComponentResult<TenantPage> Page(HttpContext http, int status, TenantForm form, Guid? id, Tenant? kept = null, bool isSaved = false)
    {
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TenantPage>(new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            [nameof(TenantPage.Form)] = form, [nameof(TenantPage.Id)] = id, [nameof(TenantPage.Kept)] = kept, [nameof(TenantPage.IsSaved)] = isSaved,
        })
        { StatusCode = status };
    }

    private static async Task<IResult> ShowTenantAsync(Guid id, bool? saved, IDbContextFactory<CrmDb> factory, HttpContext http) =>
        await TenantAsync(factory, id, http) is { } tenant ? Page(http, StatusCodes.Status200OK, TenantForm.Of(tenant), id, tenant, saved is true) : Results.NotFound();

    private static async Task<IResult> CreateAsync(TenantActions actions, HttpContext http)
    {
        var form = TenantForm.Read(await SmallForms.ReadAsync(http));
        return await actions.CreateAsync(form, http.RequestAborted) is { } id ? SeeOther.To(http, Links.PlatformTenant(id) + "?saved=true") : Page(http, StatusCodes.Status422UnprocessableEntity, form, id: null);
    }

    private static async Task<IResult> SaveAsync(Guid id, TenantActions actions, IDbContextFactory<CrmDb> factory, HttpContext http)
    {
        var form = TenantForm.Read(await SmallForms.ReadAsync(http));
        if (await actions.SaveAsync(id, form, http.RequestAborted)) return SeeOther.To(http, Links.PlatformTenant(id) + "?saved=true");
        return await TenantAsync(factory, id, http) is { } tenant ? Page(http, StatusCodes.Status422UnprocessableEntity, form, id, tenant) : Results.NotFound();
    }

    private static async Task<Tenant?> TenantAsync(IDbContextFactory<CrmDb> factory, Guid id, HttpContext http)
    {
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        return await db.Tenants.AsNoTracking().SingleOrDefaultAsync(t => t.Id == id, http.RequestAborted);
    }

    private static async Task<IResult> ShowAsync(IDbContextFactory<CrmDb> factory, HttpContext http)
    {
        await using var db = await factory.CreateDbContextAsync(http.RequestAborted);
        var tenants = await db.Tenants.OrderBy(t => t.CreatedAt).ThenBy(t => t.Id)
            .Select(t => new TenantRow(
                t.Id, t.Name, t.IsActive, t.Suspend, t.PrivateOnly, t.MaxConcurrentUsers, t.MaxEventsPerSecond, t.MaxBytesPerSecond,
                t.MaxChannelsPerClient, t.MaxJoinsPerSecond))
            .ToListAsync(http.RequestAborted);
        var usage = (await db.Database.SqlQuery<TenantUsage>($"select * from tenant_usage()").ToListAsync(http.RequestAborted)).ToDictionary(u => u.TenantId);
        tenants = tenants.ConvertAll(t => usage.TryGetValue(t.Id, out var used) ? t with { Usage = used } : t);
        http.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PlatformPage>(new { Tenants = tenants });
    }
}
