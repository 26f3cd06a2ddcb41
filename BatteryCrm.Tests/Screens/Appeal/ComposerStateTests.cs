using BatteryCrm.Data.Channels;
using BatteryCrm.Web.Screens.Appeal;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class ComposerStateTests
{
    [Fact]
    public void Target_NothingPicked_IsWhereTheClientWroteLast() =>
        Assert.Equal(Numbered(2), ComposerState.Of([Channel(1), Channel(2, isDefault: true)], null).Target!.ChannelId);

    [Fact]
    public void Target_Picked_IsThePickedOne() =>
        Assert.Equal(Numbered(1), (ComposerState.Of([Channel(1), Channel(2, isDefault: true)], null) with { PickedId = Numbered(1) }).Target!.ChannelId);

    [Theory]
    [InlineData(Platforms.Form, ComposerBar.Form)]
    [InlineData(Platforms.Phone, ComposerBar.Call)]
    [InlineData(Platforms.Vk, ComposerBar.NotConnected)]
    [InlineData(Platforms.WhatsApp, ComposerBar.NotConnected)]
    [InlineData(Platforms.Telegram, ComposerBar.Inactive)]
    public void Bar_WhereNothingCanBeSent_SaysWhy(string platform, ComposerBar expected) =>
        Assert.Equal(expected, ComposerState.Of([Channel(1, platform, canSend: false, isDefault: true)], null).Bar);

    [Fact]
    public void Bar_NoChannel_SaysSoAndAnOpenOneHasNone()
    {
        Assert.Equal(ComposerBar.NoChannel, ComposerState.Of([], null).Bar);
        Assert.Null(ComposerState.Of([Channel(1, isDefault: true)], null).Bar);
    }

    [Fact]
    public void Refused_ThenAccepted_SaysNothingAnyMore()
    {
        var state = After(Opened(), new AnswerRefused(AppealId, "k1", SendRefusal.TooLong));
        Assert.Equal(("k1", SendRefusal.TooLong), (state.Composer.RefusedKey, state.Composer.Refusal));

        state = After(state, new AnswerAccepted(AppealId, "k2"));
        Assert.Equal(("k2", null, null), (state.Composer.AcceptedKey, state.Composer.RefusedKey, state.Composer.Refusal));
    }

    [Fact]
    public void Accepted_SentAgain_LeavesWhatIsBeingTypedAlone()
    {
        var state = After(Opened(), new DraftKept(AppealId, "полуслово"), new AnswerAccepted(AppealId, "k1") with { IsTyped = false });

        Assert.Equal(("полуслово", null), (state.Composer.Draft, state.Composer.AcceptedKey));
    }

    [Fact]
    public void Accepted_OfAnotherAppeal_IsNotThisComposers()
    {
        var state = Opened();

        Assert.Same(state, After(state, new AnswerAccepted(Numbered(99), "k1")));
    }
}
