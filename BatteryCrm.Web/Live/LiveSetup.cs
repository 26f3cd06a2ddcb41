using BatteryCrm.Data;
using BatteryCrm.Web.Security;
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
        builder.Services.AddHostedService<LiveListener>();
        builder.Services.AddHostedService<LiveSweeper>();
        return builder;
    }
}
