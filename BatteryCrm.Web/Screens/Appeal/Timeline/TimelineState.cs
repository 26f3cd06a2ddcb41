using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.State;

namespace BatteryCrm.Web.Screens.Appeal.Timeline;

/// <summary>The client's messages of all appeals and channels in one line, while somebody wants to see them so. The opened appeal itself stays as it is beside it.</summary>
/// <param name="IsOn">It is wanted.</param>
/// <param name="Version">Of the wish; answers to earlier reads are dropped.</param>
/// <param name="Phase"><see cref="LoadPhase.Ready"/> = it can be shown; until then the conversation stands.</param>
/// <param name="Appeals">Newest first.</param>
/// <param name="Messages">The end of the line, oldest first.</param>
/// <param name="IsReading">A read is under way whose answer could be older than a live message.</param>
/// <param name="Early">Live messages that came meanwhile.</param>
public sealed record TimelineState(
    bool IsOn, int Version, LoadPhase Phase, IReadOnlyList<TimelineAppeal> Appeals, IReadOnlyList<MessageRow> Messages, bool HasOlder, LoadPhase Older, bool IsReading, IReadOnlyList<MessageRow> Early)
{
    public static readonly TimelineState Off = new(IsOn: false, 0, LoadPhase.None, [], [], HasOlder: false, LoadPhase.Ready, IsReading: false, []);

    public bool IsShown => IsOn && Phase == LoadPhase.Ready;

    /// <summary>The next state; pure.</summary>
    /// <param name="card">Of the opened appeal.</param>
    public static TimelineState Reduce(TimelineState state, object action, AppealCard? card) => action switch
    {
        TimelineToggled when state.IsOn || card is null => Off with { Version = state.Version + 1 },
        TimelineToggled => Off with { IsOn = true, Version = state.Version + 1, Phase = LoadPhase.Loading, IsReading = true },
        AppealReadAgain when state.IsOn => ReadAgain(state),
        LiveArrived { Batch: var batch } when state.IsOn && state.HasNewAppeal(batch, card) => ReadAgain(Arrive(state, batch)),
        LiveArrived { Batch: var batch } when state.IsOn => Arrive(state, batch),
        TimelineLoaded loaded when loaded.Version == state.Version => Load(state, loaded),
        TimelineFailed failed when failed.Version == state.Version => state with { Phase = state.Phase == LoadPhase.Ready ? LoadPhase.Ready : LoadPhase.Failed, IsReading = false },
        TimelineOlderWanted when state is { IsShown: true, HasOlder: true, Older: not LoadPhase.Loading } => state with { Older = LoadPhase.Loading },
        TimelineOlderLoaded older when older.Version == state.Version => state with
        {
            Messages = MessageList.Put(MessageList.Merge(older.Page.Messages, state.Messages), state.Of(state.Early), older.Page.HasOlder), HasOlder = older.Page.HasOlder, Older = LoadPhase.Ready,
        },
        TimelineOlderFailed failed when failed.Version == state.Version => state with { Older = LoadPhase.Failed },
        _ => state,
    };

    /// <summary>Whether a batch brings an appeal of this client that is not among the known ones.</summary>
    public bool HasNewAppeal(LiveBatch batch, AppealCard? card) => batch.Queue.Any(r => r.ClientId == card?.ClientId && Appeals.All(a => a.Id != r.AppealId));

    private List<MessageRow> Of(IEnumerable<MessageRow> messages) => [.. messages.Where(m => Appeals.Any(a => a.Id == m.AppealId))];

    private static TimelineState ReadAgain(TimelineState state) => state with
    {
        Version = state.Version + 1, Phase = state.Phase == LoadPhase.Ready ? LoadPhase.Ready : LoadPhase.Loading, Older = LoadPhase.Ready, IsReading = true, Early = [],
    };

    private static TimelineState Load(TimelineState state, TimelineLoaded loaded)
    {
        // Read again, it keeps what was scrolled to – unless more came than the page holds.
        var page = loaded.Page.Messages;
        var isContinued = state.Messages.Count > 0 && (page.Count == 0 || MessageKey.Compare(page[0], state.Messages[^1]) <= 0 || !loaded.Page.HasOlder);
        var hasOlder = isContinued ? state.HasOlder : loaded.Page.HasOlder;
        return state with
        {
            Phase = LoadPhase.Ready, Appeals = loaded.Appeals, IsReading = false, Early = [], HasOlder = hasOlder,
            Messages = MessageList.Put(isContinued ? MessageList.Merge(state.Messages, page) : page, (state with { Appeals = loaded.Appeals }).Of(state.Early), hasOlder),
        };
    }

    private static TimelineState Arrive(TimelineState state, LiveBatch batch)
    {
        // While the appeals are not read nobody knows which messages are this client's: they are chosen when the answer comes.
        var mine = state.IsReading ? batch.Messages : state.Of(batch.Messages);
        var next = state;
        if (mine.Count > 0)
        {
            if (state.IsReading || state.Older == LoadPhase.Loading) next = next with { Early = MessageList.Merge(state.Early, mine) };
            if (state.Phase == LoadPhase.Ready) next = next with { Messages = MessageList.Put(state.Messages, state.Of(mine), state.HasOlder) };
        }

        var moved = batch.Queue.Where(r => state.Appeals.Any(a => a.Id == r.AppealId && a.Stage != r.Stage)).ToDictionary(r => r.AppealId, r => r.Stage);
        return moved.Count == 0 ? next : next with { Appeals = [.. next.Appeals.Select(a => moved.TryGetValue(a.Id, out var stage) ? a with { Stage = stage } : a)] };
    }
}

/// <summary>Action: all appeals of the client are to be seen as one line, or the opened one alone again.</summary>
public sealed record TimelineToggled;

public sealed record TimelineLoaded(int Version, IReadOnlyList<TimelineAppeal> Appeals, MessagePage Page);

public sealed record TimelineFailed(int Version);

/// <summary>Action: somebody scrolls towards the beginning of the line.</summary>
public sealed record TimelineOlderWanted;

public sealed record TimelineOlderLoaded(int Version, MessagePage Page);

public sealed record TimelineOlderFailed(int Version);
