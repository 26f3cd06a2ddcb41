using BatteryCrm.Data;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live.Attendance;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace BatteryCrm.Web.Live;

public static class LiveSetup
{
    /// <summary>One listener a node; consoles subscribe through <see cref="ILive"/>.</summary>
    public static WebApplicationBuilder AddLive(this WebApplicationBuilder builder)
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LiveReads>();
        builder.Services.AddSingleton<LiveHub>();
        builder.Services.AddSingleton<ILive>(provider => provider.GetRequiredService<LiveHub>());
        builder.Services.AddSingleton(provider => new ChannelDirectory(
            provider.GetRequiredService<IDbContextFactory<WorkerDb>>(), provider.GetRequiredService<SecretSeal>(), provider.GetRequiredService<LiveHub>()));
        builder.AddPresence();
        builder.AddAttendance();
        builder.Services.AddHostedService<LiveListener>();
        builder.Services.AddHostedService<LiveSweeper>();
        return builder;
    }

    private static void AddAttendance(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<AttendanceBook>().AddSingleton<AttendanceWriter>().AddHostedService(provider => provider.GetRequiredService<AttendanceWriter>());
        builder.Services.AddScoped<Seats>().AddScoped<OwnAttendance>().AddScoped<CircuitHandler>(provider => provider.GetRequiredService<OwnAttendance>());
    }

    private static void AddPresence(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PresenceDesk>().AddSingleton<PresenceReader>();
        builder.Services.AddSingleton(provider =>
        {
            var hub = provider.GetRequiredService<LiveHub>();
            return new PresenceRegistry(provider.GetRequiredService<TimeProvider>(), (tenant, news) => hub.Post(tenant, new LiveBatch([], [], null, [], Resync: false) { Presence = news }));
        });
        builder.Services.AddScoped(provider => new OwnPresence(
            provider.GetRequiredService<PresenceDesk>(), provider.GetRequiredService<PresenceRegistry>(), provider.GetRequiredService<CurrentTenant>(),
            provider.GetRequiredService<CurrentOperator>(), provider.GetRequiredService<TimeProvider>()));
        builder.Services.AddHostedService<PresenceSender>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<PresenceReader>());
    }
}
