using System.Threading.Channels;
using BatteryCrm.Tests.Intake;
using BatteryCrm.Web.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Live;

/// <summary>A console without a screen: keeps what it was given.</summary>
internal sealed class Listening : IDisposable
{
    private readonly Channel<LiveBatch> batches = Channel.CreateUnbounded<LiveBatch>();
    private readonly IDisposable subscription;
    private readonly ILive live;

    public Listening(IntakeNode node, Guid? tenant = null)
        : this(node.Services, tenant ?? node.Tenant)
    {
    }

    public Listening(IServiceProvider services, Guid tenant)
    {
        live = services.GetRequiredService<ILive>();
        subscription = live.Subscribe(tenant, batch => batches.Writer.WriteAsync(batch).AsTask());
    }

    public List<LiveBatch> Seen { get; } = [];

    public async Task<LiveBatch> UntilAsync(Func<LiveBatch, bool> wanted)
    {
        if (Seen.Find(b => wanted(b)) is { } seen) return seen;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            var batch = await batches.Reader.ReadAsync(patience.Token);
            Seen.Add(batch);
            if (wanted(batch)) return batch;
        }
    }

    public Task StateAsync(LiveHealth health)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        live.StateChanged += () =>
        {
            if (live.State.Health == health) reached.TrySetResult();
        };
        return reached.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    public void Dispose() => subscription.Dispose();
}
