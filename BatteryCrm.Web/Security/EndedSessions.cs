using System.Collections.Concurrent;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Browser sessions that this node has seen end: their cookies are refused at the next request, without asking the database, which is asked once a minute. What another
/// node ended is heard of here by the circuits of that session, or after that minute.
/// </summary>
public sealed class EndedSessions(TimeProvider time)
{
    // Later than that the database has been asked.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> ended = [];

    public bool Contains(Guid sessionId) => ended.ContainsKey(sessionId);

    public void Add(Guid sessionId)
    {
        var now = time.GetUtcNow();
        foreach (var (id, at) in ended)
            if (now - at > Kept) ended.TryRemove(id, out _);
        ended[sessionId] = now;
    }
}
