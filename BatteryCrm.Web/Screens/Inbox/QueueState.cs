using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>
/// The part of a tab that is in memory: a window of rows in the tab's order, moved by keys in both directions. While it is held (somebody points at a row or has
/// scrolled) no row changes its place: what is new waits in <see cref="Arrived"/> and what left stays until the hold ends.
/// </summary>
/// <param name="Version">Of the load that filled the window; answers to earlier loads are dropped.</param>
/// <param name="Offset">Rows above the window that were read before and dropped; 0 = the window begins at the top.</param>
/// <param name="HasBelow">Whether the database has rows below the window.</param>
/// <param name="Above">The load that extends the window upwards.</param>
/// <param name="Below">The load that extends it downwards.</param>
/// <param name="Arrived">Rows that belong into the window and wait for the hold to end.</param>
/// <param name="Early">Live rows that came while a load was under way: newer than what it may bring.</param>
/// <param name="Fresh">Rows that the last batch brought to the window; they are shown as such for a moment.</param>
/// <param name="IsReadAgain">The window is being read anew while its rows stay on screen.</param>
public sealed record QueueState(
    int Version,
    LoadPhase Phase,
    IReadOnlyList<QueueRow> Rows,
    int Offset,
    bool HasBelow,
    LoadPhase Above,
    LoadPhase Below,
    bool IsHeld,
    IReadOnlyList<QueueRow> Arrived,
    IReadOnlyList<QueueRow> Early,
    IReadOnlyList<Guid> Fresh,
    bool IsReadAgain = false)
{
    /// <summary>Rows of one read.</summary>
    public const int PageSize = 50;

    /// <summary>Rows in memory at most.</summary>
    public const int WindowSize = 6 * PageSize;

    public static readonly QueueState Empty = new(0, LoadPhase.None, [], 0, HasBelow: false, LoadPhase.Ready, LoadPhase.Ready, IsHeld: false, [], [], []);

    /// <summary>A load is under way whose answer could be older than a live row.</summary>
    public bool IsReading => Phase == LoadPhase.Loading || IsReadAgain || Above == LoadPhase.Loading || Below == LoadPhase.Loading;
}
