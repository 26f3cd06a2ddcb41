namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Something that the operator has to hear of.</summary>
/// <param name="Kind">One of <see cref="Data.Operators.NotificationKinds"/>.</param>
/// <param name="MessageId">The message to look at; null = the appeal itself.</param>
/// <param name="ClientName">Null when no platform gave one.</param>
/// <param name="ActorName">Whose deed it was; null for a rule's.</param>
/// <param name="Preview">The beginning of the appeal's last message; null without any.</param>
public sealed record NoticeRow(
    Guid Id, string Kind, Guid AppealId, Guid? MessageId, string? ClientName, string? ActorName, string? Preview, DateTimeOffset CreatedAt, bool IsRead);

/// <summary>What the bell shows.</summary>
/// <param name="Rows">The newest, newest first; null until read.</param>
/// <param name="Newest">What came since the console was opened: the browser says it once; null when nothing did.</param>
public sealed record NoticeState(IReadOnlyList<NoticeRow>? Rows, NoticeRow? Newest, bool IsFailed)
{
    /// <summary>Rows of one read; of more unread ones the bell says "many".</summary>
    public const int Most = 50;

    public static readonly NoticeState Empty = new(Rows: null, Newest: null, IsFailed: false);

    public int Unread => Rows?.Count(r => !r.IsRead) ?? 0;

    /// <summary>The next state; pure.</summary>
    public static NoticeState Reduce(NoticeState state, object action) => action switch
    {
        NoticesLoaded loaded => new NoticeState(loaded.Rows, NewIn(state, loaded.Rows) ?? state.Newest, IsFailed: false),
        NoticesFailed => state with { IsFailed = true },
        NoticesRead read => state with { Rows = state.Rows?.Select(r => read.Ids.Contains(r.Id) ? r with { IsRead = true } : r).ToList() },
        AllNoticesRead => state with { Rows = state.Rows?.Select(r => r with { IsRead = true }).ToList() },
        _ => state,
    };

    // What was there when the console was opened rings no more.
    private static NoticeRow? NewIn(NoticeState state, IReadOnlyList<NoticeRow> rows) =>
        state.Rows is not { } known ? null : rows.FirstOrDefault(r => !r.IsRead && known.All(k => k.Id != r.Id) && (known.Count < Most || r.CreatedAt >= known[^1].CreatedAt));
}

/// <summary>Action: what there is to hear of may have changed.</summary>
public sealed record NoticesWanted;

public sealed record NoticesLoaded(IReadOnlyList<NoticeRow> Rows);

public sealed record NoticesFailed;

/// <summary>Action: the operator has seen all there are, also those that are not listed.</summary>
public sealed record AllNoticesRead;

/// <summary>Action: the operator has seen these.</summary>
public sealed record NoticesRead(IReadOnlyList<Guid> Ids);
