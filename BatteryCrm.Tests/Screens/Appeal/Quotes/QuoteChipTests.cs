using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Quotes;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal.Quotes;

/// <summary>What is said above the answer of the message that it quotes, and when it is gone.</summary>
public sealed class QuoteChipTests : BunitContext
{
    private static readonly MessageRow Asked = Message(1, text: "Сколько\nстоит?") with { ChannelId = Numbered(1), PlatformChatId = "chat" };

    public QuoteChipTests() => Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce);

    private ComposerState Composer => Services.GetRequiredService<Store<AppealState>>().State.Composer;

    [Fact]
    public void Chip_SaysWhoseMessageItIsAndItsWordsAndIsTakenAwayByItsButton()
    {
        var chip = Open(draft: null);
        Assert.Empty(chip.FindAll(".quote"));

        Do(new QuoteWanted(AppealId, QuotedMessage.Of(Asked)));
        Assert.Equal(("Анна", "Сколько\nстоит?"), (chip.Find(".author").TextContent, chip.FindAll(".what span")[1].TextContent));
        Assert.Empty(chip.FindAll(".not"));

        chip.Find("[data-unquote]").Click();
        chip.WaitForAssertion(() => Assert.Empty(chip.FindAll(".quote")));
    }

    [Fact]
    public void Chip_OfTheDraft_StandsThereAtOnceAndSaysWhereTheChannelCannot()
    {
        var chip = Open(QuotedMessage.Of(Asked));
        Assert.Single(chip.FindAll(".quote"));

        Do(new ChannelPicked(AppealId, Numbered(2)));

        Assert.Contains("«Канал 2»: ответ уйдёт без цитаты", chip.Find(".not[role=status]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Quote_DeletedMeanwhile_IsGone()
    {
        Open(QuotedMessage.Of(Asked));

        Do(new LiveArrived(Batch(Asked with { DeletedAt = Noon })));

        Assert.Null(Composer.Quote);
    }

    [Fact]
    public void Quote_WantedInANote_IsOfAnAnswer()
    {
        Open(draft: null);
        Do(new NoteToggled(AppealId, IsNote: true));

        Do(new QuoteWanted(AppealId, QuotedMessage.Of(Asked)));

        Assert.False(Composer.IsNote);
    }

    [Fact]
    public void Quote_OfAnAcceptedAnswer_IsDoneWith_AndAnotherOneChosenMeanwhileIsNot()
    {
        Open(QuotedMessage.Of(Asked));
        var next = QuotedMessage.Of(Asked with { Id = Numbered(2) });

        Do(new AnswerWanted(AppealId, "Да", Numbered(1), "k1") { ReplyToId = Asked.Id });
        Do(new QuoteWanted(AppealId, next));
        Do(new AnswerAccepted(AppealId, "k1"));
        Assert.Equal(next, Composer.Quote);

        Do(new AnswerWanted(AppealId, "Да", Numbered(1), "k2") { ReplyToId = next.Id });
        Do(new AnswerAccepted(AppealId, "k2"));
        Assert.Null(Composer.Quote);
    }

    [Theory]
    [InlineData(Platforms.Telegram, "chat", true, false, true)]
    [InlineData(Platforms.Telegram, "chat", true, true, false)] // deleted
    [InlineData(Platforms.Telegram, "other", true, false, false)] // another chat
    [InlineData(Platforms.Telegram, null, true, false, false)] // the platform has no id for it
    [InlineData(Platforms.Telegram, "chat", false, false, false)] // nothing can be sent there
    [InlineData(Platforms.Avito, "chat", true, false, false)] // the platform quotes nothing
    public void Message_CanBeQuoted_WhereAnAnswerCanGoIntoItsChat(string platform, string? chat, bool canSend, bool isDeleted, bool expected)
    {
        var message = Message(1, MessageTypes.Client) with { ChannelId = Numbered(1), PlatformChatId = chat, DeletedAt = isDeleted ? Noon : null };

        Assert.Equal(expected, QuotedMessage.CanBeQuoted(message, [Channel(1, platform, canSend), Channel(2)]));
    }

    private IRenderedComponent<QuoteChip> Open(QuotedMessage? draft)
    {
        Do(new AppealOpened(AppealId));
        Do(new AppealLoaded(1, Card(), new MessagePage([Asked], HasOlder: false), [Channel(1, isDefault: true), Channel(2)], new KeptDraft(null, []) { Quote = draft }, IsAgain: false));
        return Render<QuoteChip>();
    }

    private void Do(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();
}
