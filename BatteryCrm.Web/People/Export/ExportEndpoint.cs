using BatteryCrm.Web.Outbound.Files;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BatteryCrm.Web.People.Export;

/// <summary>Everything about one person (<see cref="Links.ExportClient"/>), for managers and admins.</summary>
public static class ExportEndpoint
{
    public static WebApplication MapPersonExport(this WebApplication app)
    {
        // Another site's link would have it written into the log that a person was given out.
        app.MapGet("/clients/{clientId:guid}/export", ServeAsync).RequireAuthorization(Policies.Manager).AddEndpointFilter<SameSiteFilter>();
        return app;
    }

    private static async Task<IResult> ServeAsync(Guid clientId, HttpContext context, CancellationToken cancellation)
    {
        var export = context.RequestServices.GetRequiredService<PersonExport>();
        if (await export.FindAsync(clientId, cancellation) is not { } person) return TypedResults.NotFound();
        await export.LogAsync(person, cancellation);
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(FileEndpoint.SafeName($"{person.Name ?? "client"}.zip", FileTypes.Of("application/zip")));
        context.Response.Headers.ContentDisposition = disposition.ToString();
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentType = "application/zip";

        // The ZIP's own end is written without waiting.
        if (context.Features.Get<IHttpBodyControlFeature>() is { } body) body.AllowSynchronousIO = true;
        await export.WriteAsync(person, context.Response.Body, cancellation);
        return TypedResults.Empty;
    }
}
