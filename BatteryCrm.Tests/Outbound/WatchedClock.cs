using System.Threading.Channels;
using BatteryCrm.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace BatteryCrm.Tests.Outbound;

/// <summary>A standing clock that tells when somebody starts to wait on it, so that a test moves it only then.</summary>
internal sealed class WatchedClock() : FakeTimeProvider(Support.Clock.Noon)
{
    private readonly Channel<TimeSpan> timers = Channel.CreateUnbounded<TimeSpan>();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        timers.Writer.TryWrite(dueTime);
        return timer;
    }

    /// <summary>The next timer that was started with a due time that fits; those before it are passed over.</summary>
    public async Task<TimeSpan> TimerAsync(Func<TimeSpan, bool> fits)
    {
        await foreach (var due in timers.Reader.ReadAllAsync())
            if (fits(due)) return due;
        throw new InvalidOperationException("The clock ended.");
    }
}
