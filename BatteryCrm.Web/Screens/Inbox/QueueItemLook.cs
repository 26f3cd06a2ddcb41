using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Screens.Inbox.Bulk;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What all rows of one rendering of the queue have in common.</summary>
/// <param name="OpenId">The appeal whose conversation stands beside the queue.</param>
/// <param name="Fresh">Rows that have just come.</param>
public sealed record QueueItemLook(QueueView View, Guid OperatorId, Guid? OpenId, DateTimeOffset Now, TenantZone Zone, IReadOnlyList<Guid> Fresh)
{
    /// <summary>As of <see cref="InboxState.Period"/>.</summary>
    public QueuePeriod Period { get; init; } = QueuePeriod.Any;

    /// <summary>As of <see cref="InboxState.Pick"/>.</summary>
    public PickState Pick { get; init; } = PickState.None;

    /// <summary>As of <see cref="InboxState.Typing"/>.</summary>
    public IReadOnlyDictionary<Guid, string> Typing { get; init; } = new Dictionary<Guid, string>();

    // Once for all rows.
    private DateTime Today { get; } = Zone.Local(Now).Date;

    public string ClassOf(QueueRow row)
    {
        var name = "item";
        if (row.AppealId == OpenId) name += " open";
        if (Fresh.Contains(row.AppealId)) name += " fresh";
        if (IsPicked(row) is true) name += " picked";
        // While the queue is held, a row that has left the tab keeps its place and says so.
        return new QueueScope(View, OperatorId, Period).Belongs(row) ? name : name + " left";
    }

    /// <summary>Whether a row looks the same under another look. How long its client waits is kept true in the browser (ticks.js); a clock becomes a date at midnight.</summary>
    public bool IsSameFor(QueueRow row, QueueItemLook other) =>
        View == other.View && Period == other.Period && OperatorId == other.OperatorId && Today == other.Today
        && (row.AppealId == OpenId) == (row.AppealId == other.OpenId) && Fresh.Contains(row.AppealId) == other.Fresh.Contains(row.AppealId)
        && TypingOf(row) == other.TypingOf(row) && IsPicked(row) == other.IsPicked(row);

    /// <summary>Null = nobody is picking.</summary>
    public bool? IsPicked(QueueRow row) => Pick.Picked is null ? null : Pick.Has(row);

    /// <summary>Who writes in the row's appeal now, to the client or a note; null when nobody does.</summary>
    public string? TypingOf(QueueRow row) => Typing.GetValueOrDefault(row.AppealId);

    public string? CurrentOf(QueueRow row) => row.AppealId == OpenId ? "true" : null;

    public string HolderTitle(QueueRow row) =>
        row.HolderId == OperatorId ? Texts.HeldByYou : Texts.HeldBy.Replace("{0}", row.HolderName ?? Texts.SomebodyElse, StringComparison.Ordinal);
}
