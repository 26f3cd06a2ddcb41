using BatteryCrm.Data;
using BatteryCrm.Data.Setup;
using Microsoft.AspNetCore.StaticAssets;

namespace BatteryCrm.Web.Security;

/// <summary>The database of a serving process: three roles that own nothing, and no work before that is certain.</summary>
public static class ServingDatabase
{
    /// <exception cref="DatabaseSetupException">No connection is configured.</exception>
    public static void AddServingDatabase(this WebApplicationBuilder builder)
    {
        string? Named(string name) => builder.Configuration.GetConnectionString(name) is { Length: > 0 } given ? given : null;
        var (app, worker, platform) = (Named("App"), Named("Worker"), Named("Platform"));
        var connection = Named("Default") ?? (worker is not null && platform is not null ? app : null) ?? throw new DatabaseSetupException(
            "No database is configured: set ConnectionStrings__Default to an Npgsql connection string (or __App, __Worker and __Platform, all three).");
        builder.Services.AddCrmDb(CrmDataSources.ForServing(connection, app, worker, platform, Named("Reports")));
        builder.Services.AddSingleton<DatabaseGate>().AddSingleton<ReportReplica>();
        builder.Services.AddHostedService(p => p.GetRequiredService<DatabaseGate>());
    }

    /// <summary>Answers 503 to everything but the health addresses and static files until the gate is open.</summary>
    public static void UseDatabaseGate(this WebApplication app)
    {
        var gate = app.Services.GetRequiredService<DatabaseGate>();
        app.Use((context, next) =>
        {
            if (gate.IsOpen || context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)) return next(context);
            // The page that says so needs its styles; they pass by everything that would ask the database.
            if (context.GetEndpoint() is { RequestDelegate: { } file } endpoint && endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null) return file(context);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "2";
            return Task.CompletedTask;
        });
    }
}
