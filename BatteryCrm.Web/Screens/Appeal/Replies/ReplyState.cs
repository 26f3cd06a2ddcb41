namespace BatteryCrm.Web.Screens.Appeal.Replies;

/// <summary>What an open appeal knows of saved replies; it stays from appeal to appeal.</summary>
/// <param name="Rows">The operator's list; null until it was read.</param>
/// <param name="Shop">What some of the variables stand for; null until it was read. The others stand in the appeal's card.</param>
public sealed record ReplyState(IReadOnlyList<ReplyRow>? Rows, ShopWords? Shop)
{
    public static readonly ReplyState Empty = new(Rows: null, Shop: null);

    internal static ReplyState Reduce(ReplyState replies, object action) => action is RepliesLoaded loaded ? new ReplyState(loaded.Rows, loaded.Shop) : replies;
}

/// <summary>Action: this console changed one; it need not wait until that comes live.</summary>
public sealed record RepliesWanted;

public sealed record RepliesLoaded(IReadOnlyList<ReplyRow> Rows, ShopWords Shop);

/// <summary>Action: one was put into an answer.</summary>
public sealed record ReplyUsed(Guid Id);
