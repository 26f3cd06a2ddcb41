namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>What the open appeal knows of saved replies.</summary>
/// <param name="Rows">The operator's list, which stays from appeal to appeal; null until it was read.</param>
/// <param name="Values">What the variables stand for in the open appeal; null until that was read: another appeal's are never offered.</param>
public sealed record ReplyState(IReadOnlyList<ReplyRow>? Rows, ReplyValues? Values)
{
    public static readonly ReplyState Empty = new(Rows: null, Values: null);

    /// <summary>The same list for an appeal of which nothing is known yet.</summary>
    public ReplyState ForAnother() => this with { Values = null };

    internal static ReplyState Reduce(ReplyState replies, object action, Guid? appealId) => action switch
    {
        RepliesLoaded loaded => replies with { Rows = loaded.Rows },
        ReplyValuesLoaded loaded when loaded.AppealId == appealId => replies with { Values = loaded.Values },
        _ => replies,
    };
}

/// <summary>Action: this console changed one; it need not wait until that comes live.</summary>
public sealed record RepliesWanted;

public sealed record RepliesLoaded(IReadOnlyList<ReplyRow> Rows);

public sealed record ReplyValuesLoaded(Guid AppealId, ReplyValues? Values);

/// <summary>Action: one was put into an answer.</summary>
public sealed record ReplyUsed(Guid Id);
