using BatteryCrm.Data.Live;
using BatteryCrm.Web.Live.Presence;

namespace BatteryCrm.Web.Live;

/// <summary>
/// What changed for one tenant since the last delivery to a console, already read: nobody reads it again. Several changes of one row arrive as its newest state.
/// </summary>
/// <param name="Queue">Appeals whose queue row changed, newest state each.</param>
/// <param name="Messages">Messages that were added or changed, newest state each, oldest first.</param>
/// <param name="Counts">The tenant's counters when they were read anew; null = unchanged so far.</param>
/// <param name="Events">The facts themselves, for what is not a row here (operators, settings).</param>
/// <param name="Resync">Something may have been missed: whoever shows rows reads them again.</param>
public sealed record LiveBatch(
    IReadOnlyList<QueueRow> Queue, IReadOnlyList<MessageRow> Messages, QueueCounts? Counts, IReadOnlyList<LiveFact> Events, bool Resync)
{
    /// <summary>Appeals at which other people are now than before, newest state each.</summary>
    public IReadOnlyList<AppealPresence> Presence { get; init; } = [];
}

/// <summary>One row of <see cref="LiveEvent"/> as a console needs it.</summary>
public sealed record LiveFact(string Kind, Guid? AppealId, Guid? MessageId, Guid? SubjectId);

/// <summary>The counters of the tabs: how many clients wait, how many of all appeals each operator holds, how many there are.</summary>
/// <param name="All">Counted no further than <see cref="Most"/> and one: more is "many".</param>
public sealed record QueueCounts(int Waiting, IReadOnlyDictionary<Guid, int> HeldBy, int All)
{
    public const int Most = 1000;
}

/// <summary>Whether a console shows the present: connected, behind by some time, or cut off from the database.</summary>
public enum LiveHealth
{
    Connected,
    Behind,
    Disconnected,
}

/// <param name="Behind">How old the oldest change is that consoles have not got; zero when connected.</param>
public sealed record LiveState(LiveHealth Health, TimeSpan Behind);
