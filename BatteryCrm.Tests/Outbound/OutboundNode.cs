using BatteryCrm.Data;
using BatteryCrm.Web.Outbound;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace BatteryCrm.Tests.Outbound;

/// <summary>The sending part of one web node, put together as the program does; its log is kept at the finest level.</summary>
internal sealed class OutboundNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public OutboundNode(OutboundWorld world, Action<OutboundOptions>? options, IDbContextFactory<WorkerDb>? factory)
    {
        var collection = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Log))
            .AddSingleton<TimeProvider>(world.Clock)
            .AddSingleton(world.Seal)
            .AddSingleton(factory ?? world.Database.WorkerFactory)
            .AddOutboundParts();
        if (options is not null) collection.Configure(options);
        collection.AddSingleton<OutboundWorker>();
        services = collection.BuildServiceProvider();
    }

    public KeptLog Log { get; } = new();

    public OutboundLanes Lanes => services.GetRequiredService<OutboundLanes>();

    public OutboundQueue Queue => services.GetRequiredService<OutboundQueue>();

    public OutboundWake Wake => services.GetRequiredService<OutboundWake>();

    public OutboundWorker Worker => services.GetRequiredService<OutboundWorker>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    /// <summary>Sends what may leave now and waits for the results.</summary>
    /// <returns>How many were tried.</returns>
    public async Task<int> RoundAsync()
    {
        var started = await Lanes.StartDueAsync(CancellationToken.None);
        await Lanes.DrainAsync();
        return started;
    }

    public ValueTask DisposeAsync() => services.DisposeAsync();
}
