namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>The tabs of the queue, in the order in which they stand.</summary>
public enum QueueTab
{
    /// <summary>Без ответа: clients who wait for us, the longest first.</summary>
    Waiting,

    /// <summary>Мои: held by this operator, the newest message first.</summary>
    Mine,

    /// <summary>Все: every appeal, the newest message first.</summary>
    All,
}

/// <summary>How a tab stands in an address.</summary>
public static class QueueTabs
{
    public static IReadOnlyList<QueueTab> InOrder { get; } = [QueueTab.Waiting, QueueTab.Mine, QueueTab.All];

    /// <summary>The value of <c>?tab=</c>; the first tab needs none.</summary>
    public static string? Word(this QueueTab tab) => tab switch
    {
        QueueTab.Mine => "mine",
        QueueTab.All => "all",
        _ => null,
    };

    /// <summary>Anything unknown is the first tab.</summary>
    public static QueueTab Parse(string? word) => word switch
    {
        "mine" => QueueTab.Mine,
        "all" => QueueTab.All,
        _ => QueueTab.Waiting,
    };
}
