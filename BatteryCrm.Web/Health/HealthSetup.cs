using System.Text.Json;
using BatteryCrm.Web.Outbound;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Web.Health;

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can work; 503 until then, "Degraded" with 200 when part of it cannot.</summary>
public static class HealthSetup
{
    public static void AddHealth(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<WarmUp>();
        builder.Services.AddSingleton<MigrationHealth>();
        builder.Services.AddSingleton<DeliveryHealth>();
        builder.Services.AddSingleton<Readiness>();
        builder.Services.AddHealthChecks()
            .AddCheck<DatabaseHealth>("database", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<MigrationHealth>("migrations", timeout: TimeSpan.FromSeconds(5))
            .AddCheck<ListenerHealth>("listener")
            .AddCheck<DeliveryHealth>("delivery", HealthStatus.Degraded, [], TimeSpan.FromSeconds(5));
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = WriteAsync }).AllowAnonymous();
        app.Map("/health/ready", (Delegate)ReadyAsync).AllowAnonymous();
    }

    private static async Task ReadyAsync(HttpContext http, Readiness readiness)
    {
        var report = await readiness.AskAsync(http.RequestAborted);
        http.Response.StatusCode = report.Status is HealthStatus.Unhealthy ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        http.Response.Headers.CacheControl = "no-store, no-cache";
        await WriteAsync(http, report);
    }

    // Descriptions are our own words; exceptions, which may name hosts and users, stay in the log.
    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        return JsonSerializer.SerializeAsync(context.Response.Body, new
        {
            status = report.Status.ToString(),
            checks = report.Entries.ToDictionary(e => e.Key, e => new { status = e.Value.Status.ToString(), description = e.Value.Description, data = e.Value.Data }),
        }, JsonSerializerOptions.Web, context.RequestAborted);
    }
}
