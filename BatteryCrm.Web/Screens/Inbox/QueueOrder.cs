using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>Which appeals stand in a tab and in which order: the same in the database (<see cref="InboxQueries"/>) and here, where live rows are put among those read.</summary>
public static class QueueOrder
{
    public static bool Belongs(QueueRow row, QueueTab tab, Guid operatorId) => tab switch
    {
        QueueTab.Waiting => row.WaitingSince is not null,
        QueueTab.Mine => row.HolderId == operatorId && row.LastMessageAt is not null,
        _ => row.LastMessageAt is not null,
    };

    /// <summary>Where a row stands; pages of the queue begin behind or before such a key.</summary>
    public static QueueKey KeyOf(QueueRow row, QueueTab tab) =>
        new((tab == QueueTab.Waiting ? row.WaitingSince : row.LastMessageAt) ?? DateTimeOffset.MinValue, row.AppealId);

    /// <summary>Less than zero when the first stands above the second.</summary>
    public static int Compare(QueueRow first, QueueRow second, QueueTab tab)
    {
        var (a, b) = (KeyOf(first, tab), KeyOf(second, tab));
        var byTime = a.At.CompareTo(b.At);
        var order = byTime != 0 ? byTime : a.AppealId.CompareTo(b.AppealId);
        return tab == QueueTab.Waiting ? order : -order;
    }
}

/// <summary>The place of a row in its tab's order.</summary>
/// <param name="At">Waiting since (Без ответа) or last message at (Мои, Все).</param>
/// <param name="AppealId">Tells rows of one instant apart.</param>
public sealed record QueueKey(DateTimeOffset At, Guid AppealId);
