using System.Diagnostics;
using System.Diagnostics.Metrics;
using Npgsql;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace BatteryCrm.Web.Health;

/// <summary>The program's own measurements and spans. They cost nothing while nobody listens.</summary>
public static class Telemetry
{
    public const string Name = "BatteryCrm";

    public static readonly Meter Meter = new(Name);
    public static readonly ActivitySource Spans = new(Name);
}

/// <summary>Logs, traces and metrics. Nothing of them holds a message, a phone number or a token.</summary>
public static class TelemetrySetup
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        AddLogs(builder);

        // Without a collector nobody would read the spans, and each request would pay for them.
        if (string.IsNullOrEmpty(builder.Configuration[Endpoint])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("batterycrm"))
            .WithTracing(t => t.AddAspNetCoreInstrumentation(o => o.Filter = c => !c.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase))
                .AddNpgsql().AddSource(Telemetry.Name).AddProcessor(new AddressScrubber()))
            .WithMetrics(m => m.AddAspNetCoreInstrumentation().AddMeter("Npgsql", "System.Runtime", Telemetry.Name))
            .UseOtlpExporter();
    }

    private static void AddLogs(WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        if (builder.Environment.IsDevelopment()) builder.Logging.AddSimpleConsole(o => o.TimestampFormat = "HH:mm:ss.fff ");
        else builder.Logging.AddJsonConsole(o => { o.IncludeScopes = true; o.UseUtcTimestamp = true; o.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'"; });

        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // Its lines and its scope hold the address of the request, and some platforms put the secret there.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Logging.AddFilter("System.Net.Http.HttpClient", LogLevel.None);
    }

    /// <summary>Webhook addresses of some platforms end with the secret: a span keeps the route instead.</summary>
    private sealed class AddressScrubber : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.GetTagItem("url.path") is string path && path.StartsWith("/webhooks", StringComparison.OrdinalIgnoreCase))
                data.SetTag("url.path", data.GetTagItem("http.route") ?? "/webhooks");
        }
    }
}
