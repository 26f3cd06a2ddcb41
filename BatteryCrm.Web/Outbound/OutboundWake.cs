using System.Threading.Channels;

namespace BatteryCrm.Web.Outbound;

/// <summary>Tells the sender of this node that there may be something to send: an answer was queued, a channel works again.</summary>
public sealed class OutboundWake
{
    private readonly Channel<byte> signal = System.Threading.Channels.Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>From any thread; any number of calls before the sender looks count as one.</summary>
    public void Set() => signal.Writer.TryWrite(0);

    /// <summary>What was said so far is about to be looked at.</summary>
    internal void Reset() => signal.Reader.TryRead(out _);

    /// <summary>Ends at the next <see cref="Set"/> since <see cref="Reset"/>, or when the time is up.</summary>
    internal async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellation)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var timer = Task.Delay(atMost, time, over.Token);
        await Task.WhenAny(signal.Reader.WaitToReadAsync(over.Token).AsTask(), timer);
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
