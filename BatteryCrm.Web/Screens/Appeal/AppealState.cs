using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Parts.Cards;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Screens.Appeal.Timeline;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What the parts of an open appeal share: card, conversation, composer, saved replies.</summary>
/// <param name="AppealId">Null = none is open.</param>
/// <param name="Version">Of the opening; answers to earlier loads are dropped.</param>
/// <param name="Phase">Of card and conversation together; <see cref="LoadPhase.Ready"/> with a null card = there is no such appeal.</param>
/// <param name="Messages">The end of the conversation, oldest first.</param>
/// <param name="IsReading">A load is under way whose answer could be older than a live message.</param>
/// <param name="Early">Live messages that came meanwhile.</param>
/// <param name="LostTo">Who was faster to take it; null when nobody was, empty when the name is unknown.</param>
/// <param name="IsSettleFailed">"Ответ не требуется" could not be written.</param>
/// <param name="IsCardOpen">Where the card is a drawer: whether it is out.</param>
public sealed record AppealState(
    Guid? AppealId,
    int Version,
    LoadPhase Phase,
    AppealCard? Card,
    IReadOnlyList<MessageRow> Messages,
    bool HasOlder,
    LoadPhase Older,
    bool IsReading,
    IReadOnlyList<MessageRow> Early,
    bool IsTaking,
    string? LostTo,
    bool IsCardOpen,
    ComposerState Composer,
    bool IsSettleFailed = false)
{
    public static readonly AppealState Empty = new(
        AppealId: null, 0, LoadPhase.None, Card: null, [], HasOlder: false, LoadPhase.Ready, IsReading: false, [], IsTaking: false, LostTo: null, IsCardOpen: false, ComposerState.Empty);

    public ReplyState Replies { get; init; } = ReplyState.Empty;

    /// <summary>Who is at this appeal besides the operator.</summary>
    public IReadOnlyList<Colleague> Colleagues { get; init; } = [];

    /// <summary>How often the catalogue, prices included, became another while the appeal was open.</summary>
    public int Catalogue { get; init; }

    /// <summary>All appeals of the client as one line, on demand.</summary>
    public TimelineState Timeline { get; init; } = TimelineState.Off;

    /// <summary>The next state; pure.</summary>
    public static AppealState Reduce(AppealState state, object action)
    {
        var next = ReduceOpen(state, action);
        // Of another appeal: a read that is under way is not taken for its client's.
        var timeline = next.AppealId == state.AppealId ? TimelineState.Reduce(next.Timeline, action, next.Card) : TimelineState.Off with { Version = state.Timeline.Version + 1 };
        return ReferenceEquals(timeline, next.Timeline) ? next : next with { Timeline = timeline };
    }

    private static AppealState ReduceOpen(AppealState state, object action) => action switch
    {
        AppealOpened opened => Open(state, opened.AppealId),
        AppealReadAgain => state with
        {
            Version = state.Version + 1, Phase = state.Phase == LoadPhase.Ready ? LoadPhase.Ready : LoadPhase.Loading, Older = LoadPhase.Ready, IsReading = true, Early = [],
        },
        AppealLoaded loaded when loaded.Version == state.Version => Load(state, loaded),
        AppealFailed failed when failed.Version == state.Version => state with { Phase = state.Card is null ? LoadPhase.Failed : LoadPhase.Ready, IsReading = false },
        CardLoaded card when card.Version == state.Version => state with { Card = card.Card ?? state.Card },
        OlderWanted when state is { HasOlder: true, Older: not LoadPhase.Loading } => state with { Older = LoadPhase.Loading },
        OlderLoaded older when older.Version == state.Version => state with
        {
            Messages = MessageList.Put(MessageList.Merge(older.Page.Messages, state.Messages), state.Early, older.Page.HasOlder), HasOlder = older.Page.HasOlder,
            Older = LoadPhase.Ready,
        },
        OlderFailed failed when failed.Version == state.Version => state with { Older = LoadPhase.Failed },
        TakeWanted { AppealId: var id } when id == state.AppealId => state with { IsTaking = true, LostTo = null },
        ReleaseWanted { AppealId: var id } when id == state.AppealId => state with { IsTaking = true, LostTo = null },
        TakeDone done when done.AppealId == state.AppealId => Hold(state, done),
        TakeFailed failed when failed.AppealId == state.AppealId => state with { IsTaking = false },
        SettleWanted { AppealId: var id } when id == state.AppealId => state with { IsSettleFailed = false },
        SettleFailed failed when failed.AppealId == state.AppealId => state with { IsSettleFailed = true },
        CardToggled toggled => state with { IsCardOpen = toggled.IsOpen ?? !state.IsCardOpen },
        LiveArrived live => Arrive(state, live.Batch),
        PresenceArrived presence => presence.At(state.AppealId, state.Colleagues) is var now && ReferenceEquals(now, state.Colleagues) ? state : state with { Colleagues = now },
        _ => ReduceParts(state, action),
    };

    private static AppealState ReduceParts(AppealState state, object action)
    {
        var composer = ComposerState.Reduce(state.Composer, action, state.AppealId);
        var replies = ReplyState.Reduce(state.Replies, action);
        return ReferenceEquals(composer, state.Composer) && ReferenceEquals(replies, state.Replies) ? state : state with { Composer = composer, Replies = replies };
    }

    private static AppealState Open(AppealState state, Guid? appealId) =>
        appealId == state.AppealId ? state
        : appealId is null ? Empty with { Version = state.Version + 1, Replies = state.Replies }
        : Empty with { AppealId = appealId, Version = state.Version + 1, Phase = LoadPhase.Loading, IsReading = true, Replies = state.Replies };

    private static AppealState Load(AppealState state, AppealLoaded loaded)
    {
        // Read again, a conversation keeps what was scrolled to – unless more came than the page holds.
        var page = loaded.Page.Messages;
        var isContinued = loaded.IsAgain && state.Messages.Count > 0 && (page.Count == 0 || MessageKey.Compare(page[0], state.Messages[^1]) <= 0 || !loaded.Page.HasOlder);
        var hasOlder = isContinued ? state.HasOlder : loaded.Page.HasOlder;
        return state with
        {
            Phase = LoadPhase.Ready, Card = loaded.Card, IsReading = false, IsTaking = false, Early = [], HasOlder = hasOlder,
            Messages = MessageList.Put(isContinued ? MessageList.Merge(state.Messages, page) : page, state.Early, hasOlder),
            Composer = loaded.IsAgain ? state.Composer with { Channels = loaded.Channels } : ComposerState.Of(loaded.Channels, loaded.Draft),
        };
    }

    private static AppealState Hold(AppealState state, TakeDone done) => state with
    {
        IsTaking = false, LostTo = done.LostTo,
        Card = state.Card is null ? null : state.Card with { HolderId = done.HolderId, HolderName = done.HolderName },
    };

    private static AppealState Arrive(AppealState state, LiveBatch batch)
    {
        if (state.AppealId is not { } id) return state;
        List<MessageRow> mine = [.. batch.Messages.Where(m => m.AppealId == id)];
        var next = batch.Resync || batch.Events.Any(e => e.Kind == LiveKinds.CatalogueChanged) ? state with { Catalogue = state.Catalogue + 1 } : state;
        if (mine.Count > 0)
        {
            if (state.IsReading || state.Older == LoadPhase.Loading) next = next with { Early = MessageList.Merge(state.Early, mine) };
            if (state.Phase == LoadPhase.Ready) next = next with { Messages = MessageList.Put(state.Messages, mine, state.HasOlder) };
        }

        // In the client's timeline that may be a message of another appeal.
        if (state.Composer.Quote is { } quote && batch.Messages.Any(m => m.Id == quote.Id && m.DeletedAt is not null)) next = next with { Composer = state.Composer with { Quote = null } };

        if (next.Card is { } card && batch.Queue.FirstOrDefault(r => r.AppealId == id) is { } row)
        {
            var now = card with { ClientName = row.ClientName, Stage = row.Stage, HolderId = row.HolderId, HolderName = row.HolderName, WaitingSince = row.WaitingSince, LastMessageType = row.LastMessageType, SnoozedUntil = row.SnoozedUntil, IsMuted = row.IsMuted };
            if (now != card) next = next with { Card = now, LostTo = row.HolderId is null ? null : next.LostTo };
        }

        // The client came with something else, perhaps in another channel.
        if (next.Card is { HasOthers: false } alone && batch.Queue.Any(r => r.ClientId == alone.ClientId && r.AppealId != id)) next = next with { Card = alone with { HasOthers = true } };

        return next;
    }

    /// <summary>The last message that counts for the queue, of those on screen; null when there is none.</summary>
    public Guid? LastSpokenId => Messages.LastOrDefault(m => m.Type is not (MessageTypes.Note or MessageTypes.Automatic) && m.DeletedAt is null)?.Id;

    /// <summary>Whether a batch says that a channel in which the client has written works anew or no longer.</summary>
    public bool ChannelsChangedBy(LiveBatch batch) =>
        batch.Events.Any(e => e.Kind == LiveKinds.ChannelChanged && (e.SubjectId is null || Composer.Channels.Any(c => c.ChannelId == e.SubjectId)));

    /// <summary>Whether a batch says that something of the card beyond the queue's row has changed: the appeal, a name in a catalogue, what is shown.</summary>
    public bool CardChangedBy(LiveBatch batch) => AppealId is { } id
        && batch.Events.Any(e => (e.AppealId == id && e.Kind == LiveKinds.AppealChanged) || e.Kind is LiveKinds.CatalogueChanged or LiveKinds.SettingsChanged);
}

/// <summary>Action: an operator opens an appeal, or closes it (null).</summary>
public sealed record AppealOpened(Guid? AppealId);

/// <summary>Action: what is shown may be out of date (something was missed, or a read failed).</summary>
public sealed record AppealReadAgain;

/// <param name="IsAgain">It was on screen already: place and composer stay.</param>
public sealed record AppealLoaded(int Version, AppealCard? Card, MessagePage Page, IReadOnlyList<AnswerChannel> Channels, KeptDraft? Draft, bool IsAgain);

public sealed record AppealFailed(int Version);

public sealed record CardLoaded(int Version, AppealCard? Card);

/// <summary>Action: this console wrote something of the card; it need not wait until that comes live.</summary>
public sealed record CardWanted(Guid AppealId);

/// <summary>Action: somebody scrolls towards the beginning of the conversation.</summary>
public sealed record OlderWanted;

public sealed record OlderLoaded(int Version, MessagePage Page);

public sealed record OlderFailed(int Version);

public sealed record TakeWanted(Guid AppealId);

public sealed record ReleaseWanted(Guid AppealId);

/// <param name="LostTo">Who was faster; null when the wish was granted.</param>
public sealed record TakeDone(Guid AppealId, Guid? HolderId, string? HolderName, string? LostTo);

public sealed record TakeFailed(Guid AppealId);

/// <summary>Action: what the client said needs no answer, or does after all.</summary>
public sealed record SettleWanted(Guid AppealId, bool IsNeeded);

public sealed record SettleFailed(Guid AppealId);

/// <param name="IsOpen">Null = the other way round.</param>
public sealed record CardToggled(bool? IsOpen);
