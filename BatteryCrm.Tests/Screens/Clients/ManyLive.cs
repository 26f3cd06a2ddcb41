using BatteryCrm.Web.Live;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>A node with several consoles, whose batches a test delivers itself.</summary>
internal sealed class ManyLive : ILive
{
    private readonly List<Func<LiveBatch, Task>> consoles = [];

    public LiveState State { get; private set; } = new(LiveHealth.Connected, TimeSpan.Zero);

    public event Action? StateChanged;

    public IDisposable Subscribe(Guid tenantId, Func<LiveBatch, Task> deliver)
    {
        consoles.Add(deliver);
        return new Ending(() => consoles.Remove(deliver));
    }

    public async Task DeliverAsync(LiveBatch batch)
    {
        foreach (var console in consoles.ToList()) await console(batch);
    }

    public void Become(LiveState state)
    {
        State = state;
        StateChanged?.Invoke();
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
