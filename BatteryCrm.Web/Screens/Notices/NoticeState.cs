namespace BatteryCrm.Web.Screens.Notices;

/// <summary>Something that the operator has to hear of.</summary>
/// <param name="Kind">One of <see cref="Data.Operators.NotificationKinds"/>.</param>
/// <param name="AppealId">Null when it is about a channel.</param>
/// <param name="MessageId">The message to look at; null = the appeal itself.</param>
/// <param name="ClientName">Null when no platform gave one.</param>
/// <param name="ActorName">Whose deed it was; null for a rule's.</param>
/// <param name="Preview">The beginning of the message to look at, else of the appeal's last one; null without any.</param>
public sealed record NoticeRow(
    Guid Id, string Kind, Guid? AppealId, Guid? MessageId, string? ClientName, string? ActorName, string? Preview, DateTimeOffset CreatedAt, bool IsRead)
{
    /// <summary>The channel that it is about, and its name; null when it is about an appeal.</summary>
    public Guid? ChannelId { get; init; }

    public string? ChannelName { get; init; }
}

/// <summary>What the bell shows.</summary>
/// <param name="Rows">The newest, newest first; null until read.</param>
/// <param name="Newest">What came since the console was opened: the browser says it once; null when nothing did.</param>
public sealed record NoticeState(IReadOnlyList<NoticeRow>? Rows, NoticeRow? Newest, bool IsFailed)
{
    /// <summary>Rows of one read; of more unread ones the bell says "many".</summary>
    public const int Most = 50;

    /// <summary>So many of what was said last are kept for a browser that has not heard them yet.</summary>
    public const int MostRings = 20;

    /// <summary>What the operator wants to hear of; null until read.</summary>
    public NoticeSettings? Settings { get; init; }

    /// <summary>What was chosen last could not be kept: what holds is what held before.</summary>
    public bool IsNotKept { get; init; }

    /// <summary>What this console says aloud, the newest last.</summary>
    public IReadOnlyList<Ring> Rings { get; init; } = [];

    public static readonly NoticeState Empty = new(Rows: null, Newest: null, IsFailed: false);

    public int Unread => Rows?.Count(r => !r.IsRead) ?? 0;

    /// <summary>The next state; pure.</summary>
    public static NoticeState Reduce(NoticeState state, object action) => action switch
    {
        NoticesLoaded loaded => state with { Rows = loaded.Rows, Newest = NewIn(state, loaded.Rows) ?? state.Newest, IsFailed = false },
        NoticesFailed => state with { IsFailed = true },
        NoticesRead read => state with { Rows = state.Rows?.Select(r => read.Ids.Contains(r.Id) ? r with { IsRead = true } : r).ToList() },
        AllNoticesRead => state with { Rows = state.Rows?.Select(r => r with { IsRead = true }).ToList() },
        NoticeSettingsLoaded loaded => state with { Settings = loaded.Settings },
        NoticeSettingsChosen chosen => state with { Settings = chosen.Settings, IsNotKept = false },
        NoticeSettingsNotKept not => state with { Settings = not.Kept, IsNotKept = true },
        Rang rang => state with { Rings = [.. state.Rings.Concat(rang.Rings).TakeLast(MostRings)] },
        _ => state,
    };

    // What was there when the console was opened rings no more.
    private static NoticeRow? NewIn(NoticeState state, IReadOnlyList<NoticeRow> rows) =>
        state.Rows is not { } known ? null : rows.FirstOrDefault(r => !r.IsRead && known.All(k => k.Id != r.Id) && (known.Count < Most || r.CreatedAt >= known[^1].CreatedAt));
}

/// <summary>Something that a console says aloud, once.</summary>
/// <param name="Key">The same on all consoles of the operator: of several in one browser one says it.</param>
/// <param name="MessageId">The message to look at; null = the appeal itself.</param>
/// <param name="Words">Below the title; null when there are none.</param>
public sealed record Ring(Guid Key, Guid? AppealId, Guid? MessageId, NoticeWays Ways, string Title, string? Words)
{
    /// <summary>The channel that it is about; null when it is about an appeal.</summary>
    public Guid? ChannelId { get; init; }
}

public sealed record Rang(IReadOnlyList<Ring> Rings);

/// <summary>Clients wrote what this operator may have to hear of.</summary>
public sealed record ClientsWrote(IReadOnlyList<Arrival> Arrivals);

/// <summary>Action: what the operator wants to hear of may have been chosen anew, here or elsewhere.</summary>
public sealed record NoticeSettingsWanted;

public sealed record NoticeSettingsLoaded(NoticeSettings Settings);

/// <summary>Action: the operator chooses what he wants to hear of.</summary>
public sealed record NoticeSettingsChosen(NoticeSettings Settings);

/// <param name="Kept">What holds instead.</param>
public sealed record NoticeSettingsNotKept(NoticeSettings Kept);

/// <summary>Action: what there is to hear of may have changed.</summary>
public sealed record NoticesWanted;

public sealed record NoticesLoaded(IReadOnlyList<NoticeRow> Rows);

public sealed record NoticesFailed;

/// <summary>Action: the operator has seen all there are, also those that are not listed.</summary>
public sealed record AllNoticesRead;

/// <summary>Action: the operator has seen these.</summary>
public sealed record NoticesRead(IReadOnlyList<Guid> Ids);
