namespace BatteryCrm.Web.Live.Presence;

/// <summary>
/// Who is where, as far as this node has heard; in memory, of all tenants. Silence ends it: a viewer after ten seconds, typing after five, each at its
/// moment. What becomes another look of an appeal is told once, in order.
/// </summary>
/// <param name="tell">Given a tenant and those of its appeals that look different now; called under the registry's lock, so nothing slow.</param>
internal sealed class PresenceRegistry : IDisposable
{
    /// <summary>Who was not heard for so long has gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);

    /// <summary>Who was not heard to type for so long only looks.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<(Guid Tenant, Guid Appeal), Room> rooms = [];
    private readonly TimeProvider clock;
    private readonly Action<Guid, IReadOnlyList<AppealPresence>> tell;
    private readonly ITimer timer;

    public PresenceRegistry(TimeProvider clock, Action<Guid, IReadOnlyList<AppealPresence>> tell)
    {
        (this.clock, this.tell) = (clock, tell);
        timer = clock.CreateTimer(_ => Expire(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The timestamp of its clock, for when something was heard.</summary>
    public long Now => clock.GetTimestamp();

    public void Dispose() => timer.Dispose();

    /// <summary>Appeals of the tenant at which somebody is.</summary>
    public IReadOnlyList<AppealPresence> Of(Guid tenant)
    {
        lock (gate) return [.. rooms.Where(r => r.Key.Tenant == tenant).Select(r => new AppealPresence(r.Key.Appeal, r.Value.Told))];
    }

    /// <summary>Takes in what people of one tenant do.</summary>
    /// <param name="heardAt"><see cref="Now"/> as it was when the words reached this node.</param>
    /// <param name="nameOf">The name of an operator of that tenant; null = there is none, and his word counts for nothing.</param>
    public void Hear(Guid tenant, IEnumerable<PresenceWord> words, long heardAt, Func<Guid, string?> nameOf)
    {
        lock (gate)
        {
            foreach (var word in words)
            {
                if (nameOf(word.Operator) is not { } name) continue;
                if (!rooms.TryGetValue((tenant, word.Appeal), out var room)) rooms.Add((tenant, word.Appeal), room = new Room());
                room.End = long.MinValue;
                Put(room.Visits, word, name, heardAt - Ticks(TimeSpan.FromMilliseconds(word.AgoMs)));
            }

            Settle();
        }
    }

    private void Put(Dictionary<(Guid, Guid), Visit> visits, PresenceWord word, string name, long at)
    {
        var key = (word.Operator, word.Session);
        if (word.Kind == PresenceKind.Left)
        {
            visits.Remove(key);
            return;
        }

        // A sign that comes late takes nothing back of what a newer one gave.
        var until = Math.Max(at + Ticks(Silence), visits.TryGetValue(key, out var before) ? before.Until : long.MinValue);
        visits[key] = new Visit(name, until, word.Kind == PresenceKind.Typing ? at + Ticks(Pause) : long.MinValue);
    }

    private void Expire()
    {
        lock (gate) Settle();
    }

    // Drops what has ended, tells what looks different, and sets when the next will end.
    private void Settle()
    {
        var now = Now;
        var news = new List<(Guid Tenant, AppealPresence Presence)>();
        foreach (var (key, room) in rooms.Where(r => r.Value.End <= now).ToList())
        {
            foreach (var (visitor, visit) in room.Visits.ToList())
                if (visit.Until <= now) room.Visits.Remove(visitor);
            var people = PeopleOf(room, now);
            if (!people.SequenceEqual(room.Told)) news.Add((key.Tenant, new AppealPresence(key.Appeal, room.Told = people)));
            if (room.Visits.Count == 0) rooms.Remove(key);
            else room.End = room.Visits.Values.Min(v => v.TypingUntil > now ? Math.Min(v.TypingUntil, v.Until) : v.Until);
        }

        foreach (var group in news.GroupBy(n => n.Tenant, n => n.Presence)) tell(group.Key, [.. group]);
        timer.Change(rooms.Count == 0 ? Timeout.InfiniteTimeSpan : Until(rooms.Values.Min(r => r.End), now), Timeout.InfiniteTimeSpan);
    }

    // In whole milliseconds, as timers count, and never before the moment itself.
    private TimeSpan Until(long end, long now) => TimeSpan.FromMilliseconds(Math.Ceiling((end - now) * 1000d / clock.TimestampFrequency));

    private static List<Colleague> PeopleOf(Room room, long now) =>
    [
        .. room.Visits.GroupBy(v => v.Key.Operator).Select(g => new Colleague(g.Key, g.First().Value.Name, g.Any(v => v.Value.TypingUntil > now)))
            .OrderBy(c => c.Name, StringComparer.Ordinal).ThenBy(c => c.OperatorId),
    ];

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * clock.TimestampFrequency);

    /// <summary>An appeal at which somebody is.</summary>
    private sealed class Room
    {
        public Dictionary<(Guid Operator, Guid Session), Visit> Visits { get; } = [];

        /// <summary>What consoles know of it.</summary>
        public IReadOnlyList<Colleague> Told { get; set; } = [];

        /// <summary>When it looks different by itself; the past = it is to be looked at now.</summary>
        public long End { get; set; }
    }

    /// <summary>Times are the clock's timestamps.</summary>
    private sealed record Visit(string Name, long Until, long TypingUntil);
}
