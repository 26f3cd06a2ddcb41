using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Screens.Inbox;

namespace BatteryCrm.Tests.Screens.Inbox;

/// <summary>Rows of the queue as a test needs them: numbered, a minute apart.</summary>
internal static class Rows
{
    public static readonly Guid Me = Numbered(0xAAAA);
    public static readonly Guid Colleague = Numbered(0xBBBB);
    public static readonly DateTimeOffset Noon = new(2025, 11, 20, 8, 0, 0, TimeSpan.Zero);

    public static Guid Numbered(int number) => new($"00000000-0000-7000-8000-{number:x12}");

    /// <summary>Waiting since and last written <paramref name="minute"/> minutes past noon.</summary>
    public static QueueRow Row(int number, int? minute = null, bool waits = true, Guid? holder = null, string? name = null, string? preview = null) =>
        new(
            Numbered(number), Numbered(0x1000 + number), name ?? $"Клиент {number}", Device: null, Stages.FirstContact,
            waits ? MessageTypes.Client : MessageTypes.Operator, preview ?? $"слова {number}", Noon.AddMinutes(minute ?? number), waits ? Noon.AddMinutes(minute ?? number) : null,
            holder, holder is null ? null : "Павел Ветров", ChannelId: null, Platforms.Telegram, DraftPending: false, Noon);

    public static LiveBatch Batch(params QueueRow[] rows) => new(rows, [], Counts: null, [], Resync: false);

    public static QueuePage Page(bool hasMore, params QueueRow[] rows) => new(rows, hasMore);

    /// <summary>An inbox whose first page is read.</summary>
    public static InboxState Opened(QueueTab tab, QueuePage page) =>
        After(InboxState.Empty, new InboxOpened(Me, tab), new QueueLoaded(1, page, 0));

    public static InboxState After(InboxState state, params object[] actions) => actions.Aggregate(state, InboxState.Reduce);

    /// <summary>The numbers of the rows on screen, from the top.</summary>
    public static int[] Numbers(this IReadOnlyList<QueueRow> rows) => [.. rows.Select(r => Convert.ToInt32(r.AppealId.ToString()[^6..], 16))];
}
