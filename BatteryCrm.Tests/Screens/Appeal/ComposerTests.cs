using BatteryCrm.Data.Channels;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Files;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

public sealed class ComposerTests : BunitContext
{
    private readonly Heard heard = new();

    public ComposerTests()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Me, Numbered(1), "Ирина", Roles.Operator));
        Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddSingleton(current).AddSingleton(_ => new NoPresence(current, TimeProvider.System)).AddScoped(p => p.GetRequiredService<NoPresence>().Own).AddSingleton<IEffect>(heard);
        Services.AddScoped<ReplyActions>().AddSingleton(new TestDatabase().Factory(null)).AddSingleton(TimeProvider.System).AddMudServices().AddScoped<BatteryCrm.Web.Screens.Appeal.Handling.AssignActions>();
    }

    [Theory]
    [InlineData(SendRefusal.Empty, "Ответ пустой.")]
    [InlineData(SendRefusal.TooLong, "Слишком длинно")]
    [InlineData(SendRefusal.NoChannel, "канала больше нет")]
    [InlineData(SendRefusal.NoWayBack, "не писал в этот канал")]
    [InlineData(SendRefusal.ChannelInactive, "Канал отключён")]
    [InlineData(SendRefusal.ChannelFaulty, "платформа не принимает его ключ")]
    [InlineData(SendRefusal.TenantSuspended, "приостановлена")]
    [InlineData(SendRefusal.NotConnected, "пока не подключены")]
    [InlineData(SendRefusal.Stale, "добавилось новое")]
    [InlineData(SendRefusal.Unfilled, "незаполненное место")]
    [InlineData(null, "Текст остался, попробуйте ещё раз")]
    public void Refused_Answer_SaysWhyBesideTheButtonAndGivesTheKeyBack(SendRefusal? refusal, string words)
    {
        var composer = Open(Channel(1, isDefault: true));

        Do(new AnswerRefused(AppealId, "k1", refusal));

        Assert.Contains(words, composer.Find(".refusal[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Equal("k1", composer.Find("crm-composer").GetAttribute("data-refused"));
    }

    [Fact]
    public void Accepted_Answer_GivesItsKeyBackToTheBrowser()
    {
        var composer = Open(Channel(1, isDefault: true));

        Do(new AnswerAccepted(AppealId, "k1"));

        Assert.Equal("k1", composer.Find("crm-composer").GetAttribute("data-accepted"));
        Assert.Empty(composer.FindAll(".refusal"));
    }

    [Fact]
    public async Task Written_Answer_GoesToTheChannelOfTheComposerUnderTheBrowsersKey()
    {
        var composer = Open(Channel(1), Channel(2, isDefault: true));

        await composer.Find("crm-composer").TriggerEventAsync("onanswerwritten", new AnswerWrittenEventArgs { Appeal = AppealId, Text = "8 500 ₽", Key = "k1" });

        Assert.Equal(new AnswerWanted(AppealId, "8 500 ₽", Numbered(2), "k1"), heard.Of<AnswerWanted>().Single());
    }

    [Fact]
    public async Task Written_Answer_SaysWhatWasSeenWhenTheTypingBeganAndWhichPriceStandsInIt()
    {
        var composer = Open(Channel(1, isDefault: true));

        await composer.Find("crm-composer").TriggerEventAsync("onanswerwritten", new AnswerWrittenEventArgs { Appeal = AppealId, Text = "8 500 ₽", Key = "k1", Seen = Numbered(7), Offer = Numbered(8) });

        Assert.Equal(new AnswerWanted(AppealId, "8 500 ₽", Numbered(1), "k1", SeenId: Numbered(7), OfferId: Numbered(8)), heard.Of<AnswerWanted>().Single());
    }

    [Fact]
    public void Stale_Answer_IsToldToTheBrowserApartFromOtherRefusals()
    {
        var composer = Open(Channel(1, isDefault: true));

        Do(new AnswerRefused(AppealId, "k1", SendRefusal.TooLong));
        Assert.False(composer.Find("crm-composer").HasAttribute("data-stale"));
        Do(new AnswerRefused(AppealId, "k2", SendRefusal.Stale));
        Assert.Equal("k2", composer.Find("crm-composer").GetAttribute("data-stale"));
    }

    [Fact]
    public async Task Written_InAnAppealThatIsNoLongerTheOpenOne_IsSentToNobody()
    {
        var composer = Open(Channel(1, isDefault: true));

        await composer.Find("crm-composer").TriggerEventAsync("onanswerwritten", new AnswerWrittenEventArgs { Appeal = Numbered(99), Text = "другому", Key = "k1" });

        Assert.Empty(heard.Of<AnswerWanted>());
    }

    [Fact]
    public async Task Typed_InAnAppealThatIsNoLongerTheOpenOne_IsThatAppealsDraft()
    {
        var composer = Open(Channel(1, isDefault: true));

        await composer.Find("crm-composer").TriggerEventAsync("ondrafttyped", new DraftTypedEventArgs { Appeal = Numbered(99), Text = "другому", Key = "k1" });

        Assert.Equal(new DraftTyped(Numbered(99), "другому", "k1"), heard.Of<DraftTyped>().Single());
    }

    [Fact]
    public async Task Picked_Channel_IsTheOneThatIsAnsweredIn()
    {
        var composer = Open(Channel(1), Channel(2, isDefault: true));

        await composer.Find("select").ChangeAsync(Numbered(1).ToString());
        await composer.Find("crm-composer").TriggerEventAsync("onanswerwritten", new AnswerWrittenEventArgs { Appeal = AppealId, Text = "а", Key = "k1" });

        Assert.Equal(Numbered(1), heard.Of<AnswerWanted>().Single().ChannelId);
        Assert.Contains("Канал 1", composer.Find("textarea").GetAttribute("placeholder"), StringComparison.Ordinal);
    }

    [Fact]
    public void OneChannel_IsNoChoice() => Assert.Empty(Open(Channel(1, isDefault: true)).FindAll("select"));

    [Fact]
    public void Form_HasNoTextFieldAndOffersTheClientsOtherWays()
    {
        var composer = Open(Channel(1, Platforms.Form, canSend: false, isDefault: true), Channel(2));

        Assert.Equal("У формы нет обратного канала", composer.Find(".shut-words").TextContent);
        Assert.Empty(composer.FindAll("textarea"));
        Assert.Equal(["tel:+79270001122", "mailto:anna@demo.test"], composer.FindAll(".ways a").Select(a => a.GetAttribute("href")));

        composer.Find(".ways button").Click();
        composer.WaitForAssertion(() => Assert.NotNull(composer.Find("textarea")));
    }

    [Fact]
    public void Form_AddressThatIsNone_IsNoLink() =>
        Assert.Equal(["tel:+79270001122"], Open(draft: null, "anna@demo.test?bcc=all@demo.test", Channel(1, Platforms.Form, canSend: false, isDefault: true)).FindAll(".ways a").Select(a => a.GetAttribute("href")));

    [Fact]
    public void PlatformWithoutASender_SaysThatItIsNotConnectedYet() =>
        Assert.Equal("Ответы в Авито пока не подключены", Open(Channel(1, Platforms.Avito, canSend: false, isDefault: true)).Find(".shut-words").TextContent);

    [Fact]
    public void ChannelWhoseTokenWasRefused_SaysThatItDoesNotWorkAndWhy()
    {
        var composer = Open(Channel(1, canSend: false, isDefault: true) with { Fault = "Unauthorized" });

        Assert.StartsWith("Канал не работает: платформа не принимает его ключ (Unauthorized)", composer.Find(".shut-words").TextContent, StringComparison.Ordinal);
        Assert.Empty(composer.FindAll("textarea"));
    }

    [Fact]
    public void Draft_OfTheServer_IsHandedToTheBrowserOnceAndTypedTextIsKept()
    {
        var composer = Open(draft: "почти дописал", "anna@demo.test", Channel(1, isDefault: true));
        Assert.Equal("почти дописал", composer.Find("crm-composer").GetAttribute("data-draft"));

        composer.Find("crm-composer").TriggerEvent("ondrafttyped", new DraftTypedEventArgs { Appeal = AppealId, Text = "дописал", Key = "k1" });
        Assert.Equal(new DraftTyped(AppealId, "дописал", "k1"), heard.Of<DraftTyped>().Single());
    }

    [Fact]
    public void Loading_HoldsThePlaceOfTheField()
    {
        var composer = Render<Composer>();

        Do(new AppealOpened(AppealId));

        Assert.Single(composer.FindAll(".composer .skeleton"));
        Assert.Empty(composer.FindAll("textarea"));
    }

    private IRenderedComponent<Composer> Open(params AnswerChannel[] channels) => Open(draft: null, "anna@demo.test", channels);

    private IRenderedComponent<Composer> Open(string? draft, string email, params AnswerChannel[] channels)
    {
        var composer = Render<Composer>();
        Do(new AppealOpened(AppealId));
        Do(new AppealLoaded(1, Card(phone: "+79270001122", email: email), new MessagePage([], HasOlder: false), channels, new KeptDraft(draft, []), IsAgain: false));
        return composer;
    }

    private void Do(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();

    private sealed class Heard : IEffect
    {
        private readonly List<object> actions = [];

        public IEnumerable<T> Of<T>() => actions.OfType<T>();

        public Task HandleAsync(object action, ActionDispatcher dispatcher)
        {
            actions.Add(action);
            return Task.CompletedTask;
        }
    }
}
