using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Tests.Screens.Inbox;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Files;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>What becomes of an open appeal when messages, reads and presses come in any order; all of it without a database.</summary>
public sealed class AppealStateTests
{
    [Fact]
    public void Live_NewMessage_StandsAtTheEnd()
    {
        var state = After(Opened(messages: [Message(1), Message(2)]), new LiveArrived(Batch(Message(3))));

        Assert.Equal([1, 2, 3], state.Messages.Numbers());
    }

    [Fact]
    public void LastSpoken_IsNoAutomaticReply() =>
        Assert.Equal(Numbered(1), Opened(messages: [Message(1), Message(2, MessageTypes.Automatic), Message(3, MessageTypes.Note)]).LastSpokenId);

    [Fact]
    public void Live_MessageThatCameLate_StandsInItsPlace()
    {
        var state = After(Opened(messages: [Message(1), Message(3)]), new LiveArrived(Batch(Message(2))));

        Assert.Equal([1, 2, 3], state.Messages.Numbers());
    }

    [Fact]
    public void Live_ChangedMessage_TakesThePlaceOfItsEarlierState()
    {
        var state = After(Opened(messages: [Message(1, MessageTypes.Operator, state: OutboundStates.Queued)]), new LiveArrived(Batch(Message(1, MessageTypes.Operator, state: OutboundStates.Sent))));

        Assert.Equal(OutboundStates.Sent, Assert.Single(state.Messages).DeliveryState);
    }

    [Fact]
    public void Live_MessageOfAnotherAppeal_ChangesNothing()
    {
        var state = Opened(messages: [Message(1)]);

        Assert.Same(state, After(state, new LiveArrived(Batch(Message(2) with { AppealId = Numbered(99) }))));
    }

    [Fact]
    public void Live_ChangeOfAMessageThatIsNotReadYet_ComesWithItsPage()
    {
        var state = After(Opened(hasOlder: true, Message(5), Message(6)), new LiveArrived(Batch(Message(2))));

        Assert.Equal([5, 6], state.Messages.Numbers());
    }

    [Fact]
    public void Loading_LiveMessageThatCameFirst_IsNotOverwrittenByTheOlderRead()
    {
        var state = After(AppealState.Empty, new AppealOpened(AppealId), new LiveArrived(Batch(Message(1, text: "новее"), Message(2))));

        state = After(state, new AppealLoaded(1, Card(), new MessagePage([Message(1)], HasOlder: false), [], Draft: null, IsAgain: false));

        Assert.Equal([1, 2], state.Messages.Numbers());
        Assert.Equal("новее", state.Messages[0].Text);
    }

    [Fact]
    public void LoadingOlder_LiveChangeThatCameFirst_IsNotOverwrittenByTheOlderRead()
    {
        var state = After(Opened(hasOlder: true, Message(5)), new OlderWanted(), new LiveArrived(Batch(Message(2, text: "новее"))));

        state = After(state, new OlderLoaded(1, new MessagePage([Message(2), Message(3)], HasOlder: false)));

        Assert.Equal([2, 3, 5], state.Messages.Numbers());
        Assert.Equal("новее", state.Messages[0].Text);
    }

    [Fact]
    public void Loaded_OfTheAppealBefore_IsDropped()
    {
        var state = After(Opened(messages: [Message(1)]), new AppealOpened(Numbered(50)));

        var after = After(state, new AppealLoaded(1, Card(), new MessagePage([Message(1)], HasOlder: false), [], Draft: null, IsAgain: false));

        Assert.Same(state, after);
        Assert.Empty(after.Messages);
    }

    [Fact]
    public void ReadAgain_AShortGap_KeepsWhatWasScrolledTo()
    {
        var state = After(Opened(hasOlder: true, Message(1), Message(2), Message(3)), new AppealReadAgain());

        state = After(state, new AppealLoaded(2, Card(), new MessagePage([Message(3), Message(4)], HasOlder: true), [], Draft: null, IsAgain: true));

        Assert.Equal([1, 2, 3, 4], state.Messages.Numbers());
    }

    [Fact]
    public void ReadAgain_AGapWiderThanThePage_LeavesNoHole()
    {
        var state = After(Opened(hasOlder: false, Message(1), Message(2)), new AppealReadAgain());

        state = After(state, new AppealLoaded(2, Card(), new MessagePage([Message(60), Message(61)], HasOlder: true), [], Draft: null, IsAgain: true));

        Assert.Equal([60, 61], state.Messages.Numbers());
        Assert.True(state.HasOlder);
    }

    [Fact]
    public void ReadAgain_Composer_KeepsItsChannelAndNeverBringsBackAnOldDraft()
    {
        var state = After(Opened(), new ChannelPicked(AppealId, Numbered(2)), new AnswerAccepted(AppealId, "k1"), new AppealReadAgain());

        state = After(state, new AppealLoaded(2, Card(), new MessagePage([], HasOlder: false), [Channel(1, isDefault: true), Channel(2)], new KeptDraft("старый", []), IsAgain: true));

        Assert.Equal((Numbered(2), "k1", null), (state.Composer.Target!.ChannelId, state.Composer.AcceptedKey, state.Composer.Draft));
    }

    [Fact]
    public void Take_AnotherWasFaster_SaysWho()
    {
        var state = After(Opened(), new TakeWanted(AppealId));
        Assert.True(state.IsTaking);

        state = After(state, new TakeDone(AppealId, Numbered(7), "Павел Ветров", LostTo: "Павел Ветров"));

        Assert.Equal((false, "Павел Ветров", (Guid?)Numbered(7)), (state.IsTaking, state.LostTo, state.Card!.HolderId));
    }

    [Fact]
    public void Take_OfAnAppealThatIsNoLongerTheOpenOne_LeavesTheButtonOfThisOneAlone()
    {
        var state = Opened();

        Assert.Same(state, After(state, new TakeWanted(Numbered(99)), new ReleaseWanted(Numbered(99))));
    }

    [Fact]
    public void Take_LostAndThenReleased_NoLongerSaysWho()
    {
        var state = After(Opened(), new TakeDone(AppealId, Numbered(7), "Павел Ветров", LostTo: "Павел Ветров"));

        state = After(state, new LiveArrived(Batch() with { Queue = [QueueRowOf(holder: null)] }));

        Assert.Equal((null, null), (state.LostTo, state.Card!.HolderId));
    }

    [Fact]
    public void Live_RowOfTheQueue_KeepsTheCardTrue()
    {
        var state = After(Opened(), new LiveArrived(Batch() with { Queue = [QueueRowOf(holder: Me) with { Stage = Stages.PriceSent, ClientName = "Анна Громова" }] }));

        Assert.Equal((Me, Stages.PriceSent, "Анна Громова"), (state.Card!.HolderId, state.Card.Stage, state.Card.ClientName));
    }

    [Fact]
    public void CardChangedBy_AnEditOfThisAppeal_AsksForTheCardAndAMessageDoesNot()
    {
        var state = Opened();

        Assert.True(state.CardChangedBy(Batch() with { Events = [new LiveFact(LiveKinds.AppealChanged, AppealId, MessageId: null, SubjectId: null)] }));
        Assert.False(state.CardChangedBy(Batch() with { Events = [new LiveFact(LiveKinds.MessageAdded, AppealId, Numbered(1), SubjectId: null)] }));
        Assert.False(state.CardChangedBy(Batch() with { Events = [new LiveFact(LiveKinds.AppealChanged, Numbered(99), MessageId: null, SubjectId: null)] }));
    }

    [Fact]
    public void OlderWanted_WhileOneIsRead_OrAtTheBeginning_ChangesNothing()
    {
        var reading = After(Opened(hasOlder: true, Message(5)), new OlderWanted());
        var whole = Opened(messages: [Message(1)]);

        Assert.Same(reading, After(reading, new OlderWanted()));
        Assert.Same(whole, After(whole, new OlderWanted()));
    }

    private static QueueRow QueueRowOf(Guid? holder) => Rows.Row(1, holder: holder) with { AppealId = AppealId, ClientName = "Анна" };
}
