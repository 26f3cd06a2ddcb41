using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What all rows of one rendering of the queue have in common.</summary>
/// <param name="OpenId">The appeal whose conversation stands beside the queue.</param>
/// <param name="Fresh">Rows that have just come.</param>
public sealed record QueueItemLook(QueueTab Tab, Guid OperatorId, Guid? OpenId, DateTimeOffset Now, TenantZone Zone, IReadOnlyList<Guid> Fresh)
{
    public string ClassOf(QueueRow row)
    {
        var name = "item";
        if (row.AppealId == OpenId) name += " open";
        if (Fresh.Contains(row.AppealId)) name += " fresh";
        // While the queue is held, a row that has left the tab keeps its place and says so.
        return QueueOrder.Belongs(row, Tab, OperatorId) ? name : name + " left";
    }

    public string? CurrentOf(QueueRow row) => row.AppealId == OpenId ? "true" : null;

    public string HolderTitle(QueueRow row) =>
        row.HolderId == OperatorId ? Texts.HeldByYou : Texts.HeldBy.Replace("{0}", row.HolderName ?? Texts.SomebodyElse, StringComparison.Ordinal);
}
