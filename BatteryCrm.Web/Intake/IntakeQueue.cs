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
    // Continuations run elsewhere: the writer must not answer webhooks on its own thread.
    private readonly TaskCompletionSource<IntakeOutcome> done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public InboundEvent Event => inbound;

    public Task<IntakeOutcome> Done => done.Task;

    public void Complete(IntakeOutcome outcome) => done.TrySetResult(outcome);
}

/// <summary>The bounded queue between the webhooks and the writer. Full means "come again": memory never grows with a flood.</summary>
internal sealed class IntakeQueue
{
    public const int Capacity = 4096;
    public const long CapacityBytes = 64 * 1024 * 1024;

    private readonly Channel<IntakeItem> items = Channel.CreateBounded<IntakeItem>(new BoundedChannelOptions(Capacity) { SingleReader = true });
    private long bytes;

    public ChannelReader<IntakeItem> Reader => items.Reader;

    public int Count => items.Reader.Count;

    /// <summary>Completes when the event is committed or refused; at once with <see cref="IntakeOutcome.Unavailable"/> when the queue is full or closed.</summary>
    public async Task<IntakeOutcome> StoreAsync(InboundEvent inbound)
    {
        var size = inbound.Body.Length;
        if (Interlocked.Add(ref bytes, size) > CapacityBytes)
        {
            Interlocked.Add(ref bytes, -size);
            return IntakeOutcome.Unavailable;
        }

        try
        {
            var item = new IntakeItem(inbound);
            return items.Writer.TryWrite(item) ? await item.Done : IntakeOutcome.Unavailable;
        }
        finally
        {
            Interlocked.Add(ref bytes, -size);
        }
    }

    /// <summary>No more events: what waits is still written.</summary>
    public void Close() => items.Writer.TryComplete();
}
