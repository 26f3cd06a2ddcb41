using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Timeline;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal.Timeline;

public sealed class TimelineStateTests
{
    private static readonly Guid Other = Numbered(0xD);
    private static readonly TimelineAppeal[] Both = [Appeal(AppealId), Appeal(Other)];

    [Fact]
    public void Toggled_UntilItIsRead_TheConversationStays()
    {
        var state = After(Opened(messages: Message(2)), new TimelineToggled());
        Assert.Equal((true, false, LoadPhase.Loading), (state.Timeline.IsOn, state.Timeline.IsShown, state.Timeline.Phase));

        state = After(state, new TimelineLoaded(state.Timeline.Version, Both, new MessagePage([Elsewhere(1), Message(2)], HasOlder: true)));
        Assert.Equal(([1, 2], [2]), (state.Timeline.Messages.Numbers(), state.Messages.Numbers()), Pairs);
        Assert.True(state.Timeline is { IsShown: true, HasOlder: true });

        Assert.False(After(state, new TimelineToggled()).Timeline.IsOn);
    }

    [Fact]
    public void Live_MessagesOfAnyOfTheClientsAppeals_ComeIntoTheLineAndNobodyElses()
    {
        var state = After(Shown(Elsewhere(1), Message(2)), new LiveArrived(Batch(Message(3), Elsewhere(4), Message(5) with { AppealId = Numbered(0xE) })));

        Assert.Equal([1, 2, 3, 4], state.Timeline.Messages.Numbers());
        Assert.Equal([2, 3], state.Messages.Numbers());
    }

    [Fact]
    public void Live_WhileItIsRead_IsNotLostAndIsTheClientsOnly()
    {
        var reading = After(Opened(messages: Message(2)), new TimelineToggled(), new LiveArrived(Batch(Elsewhere(4), Message(5) with { AppealId = Numbered(0xE) })));

        var state = After(reading, new TimelineLoaded(reading.Timeline.Version, Both, new MessagePage([Elsewhere(1), Message(2)], HasOlder: false)));

        Assert.Equal([1, 2, 4], state.Timeline.Messages.Numbers());
    }

    [Fact]
    public void Older_WhileItIsReadAgain_BringsNobodyElsesMessages()
    {
        var state = After(Shown(hasOlder: true, Message(2)), new AppealReadAgain(), new LiveArrived(Batch(Elsewhere(4), Message(5) with { AppealId = Numbered(0xE) })), new TimelineOlderWanted());

        state = After(state, new TimelineOlderLoaded(state.Timeline.Version, new MessagePage([Elsewhere(1)], HasOlder: false)));

        Assert.Equal([1, 2, 4], state.Timeline.Messages.Numbers());
    }

    [Fact]
    public void AnotherAppeal_IsOpened_AnAnswerToTheFirstIsNotItsLine()
    {
        var first = After(Opened(messages: Message(2)), new TimelineToggled());
        var second = After(first, new AppealOpened(Other), new AppealLoaded(2, Card() with { AppealId = Other, ClientId = Numbered(0xF) }, new MessagePage([], HasOlder: false), [], Draft: null, IsAgain: false), new TimelineToggled());

        var state = After(second, new TimelineLoaded(first.Timeline.Version, Both, new MessagePage([Message(2)], HasOlder: false)));

        Assert.NotEqual(first.Timeline.Version, second.Timeline.Version);
        Assert.Empty(state.Timeline.Messages);
        Assert.False(state.Timeline.IsShown);
    }

    [Fact]
    public void Live_AppealThatTheLineDoesNotKnow_IsReadAgainAndTheSwitchIsOffered()
    {
        var alone = Opened(messages: Message(2));
        var row = Screens.Inbox.Rows.Row(1) with { AppealId = Numbered(0xE), ClientId = alone.Card!.ClientId };
        Assert.False(alone.Card.HasOthers);
        Assert.True(After(alone, new LiveArrived(Queue(row))).Card!.HasOthers);
        Assert.False(After(alone, new LiveArrived(Queue(row with { ClientId = Numbered(0xF) }))).Card!.HasOthers);

        var shown = Shown(Message(2));
        var state = After(shown, new LiveArrived(Queue(row)));

        Assert.True(state.Timeline is { IsReading: true, IsShown: true });
        Assert.Equal(shown.Timeline.Version + 1, state.Timeline.Version);
    }

    [Fact]
    public void Live_StageOfAnotherAppealMoved_ItsDividerFollows()
    {
        var row = Screens.Inbox.Rows.Row(1) with { AppealId = Other, ClientId = Card().ClientId, Stage = Stages.Completed };
        Assert.Equal(Stages.Completed, After(Shown(Message(2)), new LiveArrived(Queue(row))).Timeline.Appeals.Single(a => a.Id == Other).Stage);
    }

    [Fact]
    public void Failed_TheConversationStaysAndTheNextPressTriesAgain()
    {
        var wanted = After(Opened(messages: Message(2)), new TimelineToggled());
        var failed = After(wanted, new TimelineFailed(wanted.Timeline.Version));
        Assert.Equal((LoadPhase.Failed, false), (failed.Timeline.Phase, failed.Timeline.IsShown));

        Assert.Equal(LoadPhase.Loading, After(failed, new TimelineToggled(), new TimelineToggled()).Timeline.Phase);
    }

    [Fact]
    public void Items_OfALine_NameTheAppealWhereAnotherGoesOnAndMarkTheOpenOne()
    {
        var items = ConversationItem.Of(Shown(Elsewhere(1), Elsewhere(2), Message(3), Elsewhere(4)).Timeline, AppealId, Zones.Utc);

        Assert.Equal([Other, null, AppealId, Other], items.Select(i => i.AppealBefore?.Id));
        Assert.Equal([true, true, false, true], items.Select(i => i.IsElsewhere));
        Assert.Equal([true, false, true, true], items.Select(i => i.IsFirst));
    }

    private static bool Pairs((int[] A, int[] B) x, (int[] A, int[] B) y) => x.A.SequenceEqual(y.A) && x.B.SequenceEqual(y.B);

    private static TimelineAppeal Appeal(Guid id) => new(id, Noon, Stages.FirstContact, Device: null, "Бот", "telegram");

    private static MessageRow Elsewhere(int number) => Message(number) with { AppealId = Other };

    private static LiveBatch Queue(params QueueRow[] rows) => new(rows, [], Counts: null, [], Resync: false);

    private static AppealState Shown(params MessageRow[] line) => Shown(hasOlder: false, line);

    private static AppealState Shown(bool hasOlder, params MessageRow[] line)
    {
        var wanted = After(Opened(messages: [.. line.Where(m => m.AppealId == AppealId)]), new TimelineToggled());
        return After(wanted, new TimelineLoaded(wanted.Timeline.Version, Both, new MessagePage(line, hasOlder)));
    }
}
