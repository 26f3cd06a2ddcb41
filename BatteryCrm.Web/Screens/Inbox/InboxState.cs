using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Inbox.Bulk;

namespace BatteryCrm.Web.Screens.Inbox;

/// <summary>What the parts of the inbox share: the view, its rows, the counters.</summary>
/// <param name="OperatorId">Whose inbox it is.</param>
/// <param name="Counts">Null until read.</param>
/// <param name="IsNew">Nobody has ever written to this tenant: an empty tab is a beginning, not the end of the work.</param>
public sealed record InboxState(Guid OperatorId, QueueView View, QueueState Queue, QueueCounts? Counts, bool IsNew = false)
{
    public static readonly InboxState Empty = new(Guid.Empty, QueueTab.Waiting, QueueState.Empty, Counts: null);

    public QueueTab Tab => View.Tab;

    /// <summary>The days of the view, as they were when it was read.</summary>
    public QueuePeriod Period { get; init; } = QueuePeriod.Any;

    public PickState Pick { get; init; } = PickState.None;

    /// <summary>What became of the last wish for work on many appeals: null = nothing went wrong, true = it was refused, false = the database did not answer.</summary>
    public bool? BulkRefused { get; init; }

    /// <summary>What there is to narrow by; null until it is asked for.</summary>
    public QueueChoices? Choices { get; init; }

    /// <summary>Appeals in which a colleague writes now, and who.</summary>
    public IReadOnlyDictionary<Guid, string> Typing { get; init; } = new Dictionary<Guid, string>();

    /// <summary>The next state; pure.</summary>
    public static InboxState Reduce(InboxState state, object action)
    {
        var pick = PickState.Reduce(state.Pick, action);
        var refused = action switch
        {
            BulkFailed failed => failed.IsRefused,
            BulkWanted or BulkUndoWanted or PickingToggled or InboxOpened => null,
            _ => state.BulkRefused,
        };
        var next = ReferenceEquals(pick, state.Pick) && refused == state.BulkRefused ? state : state with { Pick = pick, BulkRefused = refused };
        return ReduceQueue(next, action);
    }

    private static InboxState ReduceQueue(InboxState state, object action) => action switch
    {
        InboxOpened opened => state with
        {
            OperatorId = opened.OperatorId, View = opened.View, Period = QueuePeriod.Any,
            Queue = QueueState.Empty with { Version = state.Queue.Version + 1, Phase = LoadPhase.Loading },
        },
        QueueReadAgain => state with { Queue = state.Queue with { Version = state.Queue.Version + 1, Phase = Again(state.Queue), Early = [], IsReadAgain = true } },
        QueueMoreWanted wanted => state with { Queue = wanted.IsAbove ? state.Queue with { Above = LoadPhase.Loading } : state.Queue with { Below = LoadPhase.Loading } },
        QueueLoaded loaded when loaded.Version == state.Queue.Version =>
            Load(state, loaded),
        QueueMoreLoaded more when more.Version == state.Queue.Version => state with
        {
            Queue = more.IsAbove
                ? QueueReducer.LoadedAbove(state.Queue, more.Page, state.Scope)
                : QueueReducer.LoadedBelow(state.Queue, more.Page, state.Scope),
        },
        QueueFailed failed when failed.Version == state.Queue.Version => state with { Queue = QueueReducer.WithoutOld(Fail(state.Queue, failed.IsAbove)) },
        QueueHeld held => state with { Queue = QueueReducer.Hold(state.Queue, held.IsHeld, state.Scope) },
        QueueReleased => state with { Queue = QueueReducer.Release(state.Queue, state.Scope) },
        ChoicesLoaded choices => state with { Choices = choices.Choices },
        CountsLoaded counts => state with { Counts = counts.Counts },
        LiveArrived live => Arrive(state, live.Batch),
        PresenceArrived presence => Meet(state, presence),
        _ => state,
    };

    /// <summary>Which rows the view has, for this operator.</summary>
    public QueueScope Scope => new(View, OperatorId, Period);

    /// <summary>The view was read and nothing is in it.</summary>
    public bool IsEmpty => Queue is { Phase: LoadPhase.Ready, Rows.Count: 0, Offset: 0 };

    /// <summary>The counter of a tab; null = not known.</summary>
    public int? CountOf(QueueTab tab) => tab switch
    {
        QueueTab.Waiting => Counts?.Waiting,
        QueueTab.Mine => Counts is null ? null : Counts.HeldBy.GetValueOrDefault(OperatorId),
        QueueTab.All => Counts?.All,
        _ => null,
    };

    private static InboxState Load(InboxState state, QueueLoaded loaded)
    {
        var read = state with { Period = loaded.Period ?? QueuePeriod.Any };
        return read with { Queue = QueueReducer.Loaded(read.Queue, loaded.Page, loaded.Offset, read.Scope), IsNew = loaded.IsNew };
    }

    private static InboxState Arrive(InboxState state, LiveBatch batch)
    {
        var queue = QueueReducer.Arrive(state.Queue, batch.Queue, state.Scope);
        var counts = batch.Counts ?? state.Counts;
        var isNew = state.IsNew && batch.Queue.Count == 0;
        return ReferenceEquals(queue, state.Queue) && ReferenceEquals(counts, state.Counts) && isNew == state.IsNew
            ? state
            : state with { Queue = queue, Counts = counts, IsNew = isNew };
    }

    private static InboxState Meet(InboxState state, PresenceArrived presence)
    {
        Dictionary<Guid, string> typing = presence.IsAll ? [] : new(state.Typing);
        foreach (var appeal in presence.News)
            if (ColleagueText.TypingOf(appeal.People) is { } words) typing[appeal.AppealId] = words;
            else typing.Remove(appeal.AppealId);
        return typing.Count == state.Typing.Count && typing.All(t => state.Typing.GetValueOrDefault(t.Key) == t.Value) ? state : state with { Typing = typing };
    }

    // What is on screen stays there while it is read anew.
    private static LoadPhase Again(QueueState queue) => queue.Phase == LoadPhase.Ready ? LoadPhase.Ready : LoadPhase.Loading;

    private static QueueState Fail(QueueState queue, bool? isAbove) => isAbove switch
    {
        true => queue with { Above = LoadPhase.Failed },
        false => queue with { Below = LoadPhase.Failed },
        null => queue with { IsReadAgain = false, Phase = queue.Rows.Count > 0 ? LoadPhase.Ready : LoadPhase.Failed, Above = LoadPhase.Ready, Below = LoadPhase.Ready },
    };
}

/// <summary>Action: an operator looks at a view.</summary>
public sealed record InboxOpened(Guid OperatorId, QueueView View);

/// <summary>Action: somebody is about to narrow the queue.</summary>
public sealed record ChoicesWanted;

public sealed record ChoicesLoaded(QueueChoices Choices);

/// <summary>Action: what is shown may be out of date (something was missed, or a read failed).</summary>
public sealed record QueueReadAgain;

/// <summary>Action: somebody scrolls towards an end of the window.</summary>
public sealed record QueueMoreWanted(bool IsAbove);

/// <param name="Offset">Rows above the first of the page.</param>
/// <param name="IsNew">The tenant has no appeal with a message at all.</param>
/// <param name="Period">Null = any time.</param>
public sealed record QueueLoaded(int Version, QueuePage Page, int Offset, bool IsNew = false, QueuePeriod? Period = null);

public sealed record QueueMoreLoaded(int Version, bool IsAbove, QueuePage Page);

/// <param name="IsAbove">Null = the load of the window itself.</param>
public sealed record QueueFailed(int Version, bool? IsAbove);

/// <summary>Action: somebody began or ceased to point at the rows or to be scrolled down in them.</summary>
public sealed record QueueHeld(bool IsHeld);

/// <summary>Action: show what waits, hold or not.</summary>
public sealed record QueueReleased;

public sealed record CountsLoaded(QueueCounts Counts);
