using System.Threading.Channels;

namespace BatteryCrm.Web.Live.Presence;

/// <summary>
/// Where the node's own consoles leave their signs of life until they are sent: news after a moment, so that what belongs together goes together; the
/// repeated "still here" of all consoles at most once a second. So what many consoles repeat costs a node one statement a second; somebody who comes, goes or begins to write adds one at most every 50 ms.
/// </summary>
internal sealed class PresenceDesk : IDisposable
{
    public static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(50);
    public static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Tenant, Guid Appeal, Guid Session), (Guid Operator, PresenceKind Kind, long At)> waiting = [];
    private readonly Channel<bool> ready = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider clock;
    private readonly ITimer timer;
    private long due = long.MaxValue;

    public PresenceDesk(TimeProvider clock)
    {
        this.clock = clock;
        timer = clock.CreateTimer(_ => ready.Writer.TryWrite(true), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => timer.Dispose();

    /// <param name="at">When it happened (<see cref="TimeProvider.GetTimestamp"/>).</param>
    /// <param name="isNews">It is not what the session said last.</param>
    public void Say(Guid tenant, Guid appeal, Guid operatorId, Guid session, PresenceKind kind, long at, bool isNews)
    {
        lock (gate)
        {
            waiting[(tenant, appeal, session)] = (operatorId, kind, at);
            var wait = isNews ? Moment : Pace;
            var wanted = clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency);
            if (wanted >= due) return;
            due = wanted;
            timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Payloads to send now; waits until there are some.</summary>
    public async Task<IReadOnlyList<string>> TakeAsync(CancellationToken cancellation)
    {
        await ready.Reader.ReadAsync(cancellation);
        lock (gate)
        {
            due = long.MaxValue;
            List<string> payloads = [.. waiting.GroupBy(w => w.Key.Tenant).SelectMany(g => PresencePayload.Write(g.Key, g.Select(w => Word(w.Key, w.Value))))];
            waiting.Clear();
            return payloads;
        }
    }

    private PresenceWord Word((Guid Tenant, Guid Appeal, Guid Session) key, (Guid Operator, PresenceKind Kind, long At) said) =>
        new(key.Appeal, said.Operator, key.Session, said.Kind, (int)clock.GetElapsedTime(said.At).TotalMilliseconds);
}
