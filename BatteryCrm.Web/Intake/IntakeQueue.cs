using System.Threading.Channels;

namespace BatteryCrm.Web.Intake;

/// <summary>What became of an event, as its webhook must answer.</summary>
public enum IntakeOutcome
{
    /// <summary>Committed now or before, as a message or in the journal alone: 200.</summary>
    Durable,

    /// <summary>Not stored; the platform shall try again: 503.</summary>
    Unavailable,
}

/// <summary>An event that waits for its commit.</summary>
internal sealed class IntakeItem(InboundEvent inbound)
{
    private readonly TaskCompletionSource<IntakeOutcome> done = new();

    public InboundEvent Event => inbound;

    public Task<IntakeOutcome> Done => done.Task;

    /// <summary>Answers the webhook on the calling thread: not for a writer's own.</summary>
    public void Complete(IntakeOutcome outcome) => done.TrySetResult(outcome);
}

/// <summary>
/// The bounded queue between the webhooks and the writers, in lanes: all events of a person stand in one lane, in the order of their arrival. Full means "come
/// again": memory never grows with a flood.
/// </summary>
internal sealed class IntakeQueue
{
    public const int Capacity = 4096;
    public const long CapacityBytes = 64 * 1024 * 1024;

    /// <summary>Two, so that one batch is made up while the other commits.</summary>
    private const int LaneCount = 2;

    private readonly Channel<IntakeItem>[] lanes =
        [.. Enumerable.Range(0, LaneCount).Select(_ => Channel.CreateUnbounded<IntakeItem>(new UnboundedChannelOptions { SingleReader = true }))];
    private int count;
    private long bytes;

    public IReadOnlyList<ChannelReader<IntakeItem>> Lanes => Array.ConvertAll(lanes, l => l.Reader);

    /// <summary>Completes when the event is committed or refused; at once with <see cref="IntakeOutcome.Unavailable"/> when the queue is full or closed.</summary>
    public async Task<IntakeOutcome> StoreAsync(InboundEvent inbound)
    {
        var size = inbound.Body.Length;
        try
        {
            if (Interlocked.Increment(ref count) > Capacity | Interlocked.Add(ref bytes, size) > CapacityBytes) return IntakeOutcome.Unavailable;
            var item = new IntakeItem(inbound);
            return LaneOf(inbound).Writer.TryWrite(item) ? await item.Done : IntakeOutcome.Unavailable;
        }
        finally
        {
            Interlocked.Decrement(ref count);
            Interlocked.Add(ref bytes, -size);
        }
    }

    /// <summary>No more events: what waits is still written.</summary>
    public void Close()
    {
        foreach (var lane in lanes) lane.Writer.TryComplete();
    }

    // Who wrote decides, so that one person's messages keep their order; an event of nobody has its own key.
    private Channel<IntakeItem> LaneOf(InboundEvent inbound) =>
        lanes[(uint)(inbound.Message?.Sender.ExternalId ?? inbound.EventKey).GetHashCode(StringComparison.Ordinal) % LaneCount];
}
