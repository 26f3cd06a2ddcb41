using BatteryCrm.Web.Live;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>In which order the rows of a view stand.</summary>
public static class QueueOrder
{
    /// <summary>Where a row stands; pages of the queue begin behind or before such a key.</summary>
    public static QueueKey KeyOf(QueueRow row, QueueView view) =>
        new((view.IsNewestFirst ? row.LastMessageAt : row.WaitingSince) ?? DateTimeOffset.MinValue, row.AppealId);

    /// <summary>Less than zero when the first stands above the second.</summary>
    public static int Compare(QueueRow first, QueueRow second, QueueView view)
    {
        var (a, b) = (KeyOf(first, view), KeyOf(second, view));
        var byTime = a.At.CompareTo(b.At);
        var order = byTime != 0 ? byTime : a.AppealId.CompareTo(b.AppealId);
        return view.IsNewestFirst ? -order : order;
    }
}

/// <summary>The place of a row in its view's order.</summary>
/// <param name="At">Last message at, or waiting since where the longest waiting come first.</param>
/// <param name="AppealId">Tells rows of one instant apart.</param>
public sealed record QueueKey(DateTimeOffset At, Guid AppealId);
