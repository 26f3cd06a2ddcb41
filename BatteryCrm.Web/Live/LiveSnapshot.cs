using System.Globalization;

namespace BatteryCrm.Web.Live;

/// <summary>
/// What a node has seen of <c>live_events</c>: the snapshot of its last read. A row is new exactly when it is visible now and its transaction was not
/// finished then (its xid is at or past the snapshot's xmax, or was in progress). Ids cannot tell: they are given before the commit, and commits come out of order.
/// </summary>
/// <param name="Xmax">First transaction id that had not begun.</param>
/// <param name="InProgress">Transactions below it that were still running.</param>
public sealed record LiveSnapshot(ulong Xmax, IReadOnlyList<ulong> InProgress)
{
    /// <summary>Reads PostgreSQL's text form <c>xmin:xmax:xip,xip…</c>.</summary>
    public static LiveSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        var running = parts[2].Length == 0 ? [] : parts[2].Split(',').Select(x => ulong.Parse(x, CultureInfo.InvariantCulture)).ToArray();
        return new LiveSnapshot(ulong.Parse(parts[1], CultureInfo.InvariantCulture), running);
    }
}
