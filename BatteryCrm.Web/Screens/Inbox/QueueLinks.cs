namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>Where a view of the queue leads.</summary>
internal static class QueueLinks
{
    /// <param name="openId">The appeal that stays open beside it; null when none is.</param>
    public static string Of(QueueView view, Guid? openId) => openId is { } id ? Links.Appeal(id, view.Query) : Links.Queue(view.Query);
}
