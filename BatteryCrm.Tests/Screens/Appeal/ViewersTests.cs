using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live.Presence;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Appeal;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Screens.Appeal.Replies;
using BatteryCrm.Web.Security;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using static BatteryCrm.Tests.Screens.Appeal.Messages;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>Presence on the page of an appeal: colleagues in its header, who writes above the composer, and what the page tells of its own operator.</summary>
public sealed class ViewersTests : BunitContext
{
    private readonly Clock clock = new();
    private readonly NoPresence presence;

    public ViewersTests()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Me, Numbered(1), "Ирина", Roles.Operator));
        presence = new NoPresence(current, clock);
        Services.AddScoped<ActionDispatcher>().AddStore(AppealState.Empty, AppealState.Reduce).AddSingleton(current).AddSingleton(presence).AddSingleton(presence.Own);
        Services.AddScoped<ReplyActions>().AddSingleton(new TestDatabase().Factory(null)).AddSingleton(TimeProvider.System).AddMudServices();
        Services.AddScoped<SnoozeActions>().AddScoped<AssignActions>().AddSingleton(Zones.Utc);
    }

    [Fact]
    public void Colleagues_StandInTheHeaderWithWhatTheyDo()
    {
        var header = Open<AppealHeader>();

        Arrive(Person(1, "Ирина Соколова"), Person(2, "Павел Ветров", isTyping: true));

        Assert.Equal(["Смотрит: Ирина Соколова", "Печатает: Павел Ветров"], header.FindAll(".viewer").Select(v => v.GetAttribute("title")));
        Assert.Equal(["ИС", "ПВ"], header.FindAll(".viewer").Select(v => v.TextContent.Trim()));
        Assert.Empty(header.FindAll(".more"));
    }

    [Fact]
    public void Colleagues_MoreThanThree_AreThreeAndANumberWithTheOthersNames()
    {
        var header = Open<AppealHeader>();

        Arrive([.. Enumerable.Range(1, 5).Select(i => Person(i, $"Имя{i}"))]);

        Assert.Equal(3, header.FindAll(".viewer").Count);
        Assert.Equal(("+2", "Имя4, Имя5"), (header.Find(".more").TextContent, header.Find(".more").GetAttribute("title")));
    }

    [Fact]
    public void Writer_IsSaidByNameAndTheLineKeepsItsPlace()
    {
        var line = Open<TypingLine>();
        Assert.Equal(string.Empty, line.Find("[role=status]").TextContent.Trim());

        Arrive(Person(1, "Ирина Соколова", isTyping: true), Person(2, "Павел Ветров"));
        Assert.Equal("Ирина печатает…", line.Find("[role=status]").TextContent.Trim());

        Arrive(Person(1, "Ирина Соколова", isTyping: true), Person(2, "Павел Ветров", isTyping: true));
        Assert.Equal("Ирина и ещё 1 печатают…", line.Find("[role=status]").TextContent.Trim());

        Arrive();
        Assert.Equal(string.Empty, line.Find("[role=status]").TextContent.Trim());
    }

    [Fact]
    public void Presence_OfAnotherAppeal_ChangesNothing()
    {
        var header = Open<AppealHeader>();

        Do(new PresenceArrived([new AppealPresence(Numbered(99), [Person(1, "Ирина")])], IsAll: false));

        Assert.Empty(header.FindAll(".viewer"));
    }

    [Fact]
    public async Task Page_ThatIsWatched_SaysSoAndThatItIsLeft()
    {
        var header = Open<AppealHeader>();

        await WatchAsync(header, AppealId, isOnScreen: true);
        Assert.Equal([(AppealId, PresenceKind.Viewing)], await SaidAsync());
        await WatchAsync(header, AppealId, isOnScreen: false);
        Assert.Equal([(AppealId, PresenceKind.Left)], await SaidAsync());
        await WatchAsync(header, AppealId, isOnScreen: true);
        await SaidAsync();
        Do(new AppealOpened(Numbered(99)));
        Assert.Equal([(AppealId, PresenceKind.Left)], await SaidAsync());
    }

    [Fact]
    public async Task Page_OfTheAppealBefore_SaysNothing()
    {
        var header = Open<AppealHeader>();

        await WatchAsync(header, Numbered(99), isOnScreen: true);
        await WatchAsync(header, AppealId, isOnScreen: true);

        Assert.Equal([(AppealId, PresenceKind.Viewing)], await SaidAsync());
    }

    [Fact]
    public async Task Composer_BeingWrittenIn_SaysSoOfItsOwnAppealOnly()
    {
        var composer = Open<Composer>();

        await composer.Find("crm-composer").TriggerEventAsync("ontypingchanged", new TypingChangedEventArgs { Appeal = Numbered(99), IsTyping = true });
        await composer.Find("crm-composer").TriggerEventAsync("ontypingchanged", new TypingChangedEventArgs { Appeal = AppealId, IsTyping = true });

        Assert.Equal([(AppealId, PresenceKind.Typing)], await SaidAsync());
    }

    private static Colleague Person(int number, string name, bool isTyping = false) => new(Numbered(number), name, isTyping);

    private static Task WatchAsync(IRenderedComponent<AppealHeader> header, Guid appeal, bool isOnScreen) =>
        header.Find("crm-presence").TriggerEventAsync("onappealwatched", new AppealWatchedEventArgs { Appeal = appeal, IsOnScreen = isOnScreen });

    private IRenderedComponent<TPart> Open<TPart>()
        where TPart : IComponent
    {
        var part = Render<TPart>();
        Do(new AppealOpened(AppealId));
        Do(new AppealLoaded(1, Card(), new MessagePage([], HasOlder: false), [Channel(1, isDefault: true)], Draft: null, IsAgain: false));
        return part;
    }

    private void Arrive(params Colleague[] people) => Do(new PresenceArrived([new AppealPresence(AppealId, people)], IsAll: false));

    private void Do(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();

    private async Task<List<(Guid, PresenceKind)>> SaidAsync()
    {
        clock.Advance(PresenceDesk.Pace);
        var payloads = await presence.Desk.TakeAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(20));
        return [.. payloads.SelectMany(p => PresencePayload.Read(p)!.Words).Select(w => (w.Appeal, w.Kind))];
    }
}
