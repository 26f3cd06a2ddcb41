using BatteryCrm.Data.Live;
using BatteryCrm.Data.Messages;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using static BatteryCrm.Tests.Screens.Inbox.Rows;

namespace BatteryCrm.Tests.Screens.Notices;

/// <summary>Which messages of clients are news, for whom, and what a console says of them.</summary>
public sealed class ArrivalTests
{
    private readonly Clock clock = new();

    [Theory]
    [InlineData("mine", false, NoticeSubject.Mine)]
    [InlineData("nobody", false, NoticeSubject.Unassigned)]
    [InlineData("colleague", false, null)]
    [InlineData("mine", true, null)]
    [InlineData("nobody", true, null)]
    public void Subject_IsOfWhoAnswers_AndNothingOfABlockedClient(string holder, bool isMuted, NoticeSubject? expected)
    {
        var row = Row(1, holder: holder switch { "mine" => Me, "colleague" => Colleague, _ => null }) with { IsMuted = isMuted };

        Assert.Equal(expected, new Arrival(Message(1), row).SubjectFor(Me));
    }

    [Fact]
    public void In_NewWordsOfClientsAlone_AreArrivals()
    {
        var (note, edited, deleted) = (Message(2, MessageTypes.Note), Message(3), Message(4) with { DeletedAt = Noon });
        var batch = new LiveBatch(
            [Row(1), Row(2), Row(3), Row(4)], [Message(1), note, edited, deleted, Message(5)], Counts: null,
            [Added(1), Added(2), new LiveFact(LiveKinds.MessageChanged, Numbered(3), Numbered(0x500 + 3), SubjectId: null), Added(4), Added(5)], Resync: false);

        // Of the fifth nobody knows whose appeal it is.
        Assert.Equal([Numbered(0x501)], Arrival.In(batch)!.Select(a => a.Message.Id));
        Assert.Null(Arrival.In(batch with { Messages = [note] }));
    }

    [Fact]
    public void ClientsWrote_RingAsWasChosenForEach_AndNotInQuietHours()
    {
        var settings = new NoticeSettings(new(Sound: true, Browser: true), new(Sound: false, Browser: true), NoticeWays.None, new QuietHours(new TimeOnly(13, 0), new TimeOnly(14, 0)));
        var (store, dispatcher) = Circuit(settings);

        dispatcher.Dispatch(new ClientsWrote([new Arrival(Message(1), Row(1, holder: Me)), new Arrival(Message(2), Row(2))]));
        Assert.Equal([("Клиент 1", "слова 1", true, true), ("Клиент 2", "слова 2", false, true)], store.State.Rings.Select(r => (r.Title, r.Words!, r.Ways.Sound, r.Ways.Browser)));

        // Five hours later it is one in the afternoon on the wall clock of this zone (UTC: nothing was read).
        clock.Advance(TimeSpan.FromHours(5));
        dispatcher.Dispatch(new ClientsWrote([new Arrival(Message(3), Row(1, holder: Me))]));
        Assert.Equal(2, store.State.Rings.Count);
    }

    [Fact]
    public void Bell_RingsOnceForWhatIsNew_AsWasChosenForIt()
    {
        var (store, dispatcher) = Circuit(NoticeSettings.Default with { Bell = new(Sound: false, Browser: true), Mine = NoticeWays.None });
        dispatcher.Dispatch(new NoticesLoaded([]));

        dispatcher.Dispatch(new NoticesLoaded([Notice(1)]));
        dispatcher.Dispatch(new NoticesLoaded([Notice(1)]));

        var ring = Assert.Single(store.State.Rings);
        Assert.Equal((Notice(1).Id, new NoticeWays(Sound: false, Browser: true)), (ring.Key, ring.Ways));
    }

    [Fact]
    public void NothingIsKnownOfTheSettings_NothingRings()
    {
        var (store, dispatcher) = Circuit(settings: null);

        dispatcher.Dispatch(new ClientsWrote([new Arrival(Message(1), Row(1, holder: Me))]));

        Assert.Empty(store.State.Rings);
    }

    [Fact]
    public async Task Batch_IsLookedThroughOnceForAllConsolesOfATenant()
    {
        var hub = new LiveHub(TimeProvider.System, NullLogger<LiveHub>.Instance);
        var looked = 0;
        var share = new LiveShare<IReadOnlyList<Arrival>>(hub, batch =>
        {
            Interlocked.Increment(ref looked);
            return Arrival.In(batch);
        });
        var tenant = Numbered(1);
        var heard = new SemaphoreSlim(0);
        Task Hear(IReadOnlyList<Arrival> all)
        {
            heard.Release();
            return Task.CompletedTask;
        }

        var first = share.Watch(tenant, Hear);
        using var second = share.Watch(tenant, Hear);
        hub.Post(tenant, new LiveBatch([Row(1)], [Message(1)], Counts: null, [Added(1)], Resync: false));
        for (var i = 0; i < 2; i++) Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(1, looked);

        first.Dispose();
        Assert.True(hub.HasConsoles(tenant));
        second.Dispose();
        Assert.False(hub.HasConsoles(tenant));
    }

    [Fact]
    public async Task Share_OneConsoleFails_TheOthersHearAllTheSame()
    {
        var hub = new LiveHub(TimeProvider.System, NullLogger<LiveHub>.Instance);
        var share = new LiveShare<IReadOnlyList<Arrival>>(hub, Arrival.In);
        var heard = new SemaphoreSlim(0);
        var watches = Enumerable.Range(0, 8).Select(i => share.Watch(Numbered(1), _ => i % 2 == 0 ? throw new InvalidOperationException("gone") : Task.FromResult(heard.Release()))).ToList();

        hub.Post(Numbered(1), new LiveBatch([Row(1)], [Message(1)], Counts: null, [Added(1)], Resync: false));

        for (var i = 0; i < 4; i++) Assert.True(await heard.WaitAsync(TimeSpan.FromSeconds(20)));
        watches.ForEach(w => w.Dispose());
    }

    private static LiveFact Added(int number) => new(LiveKinds.MessageAdded, Numbered(number), Numbered(0x500 + number), SubjectId: null);

    private static MessageRow Message(int number, string type = MessageTypes.Client) =>
        Appeal.Messages.Message(0x500 + number, type) with { AppealId = Numbered(number) };

    private static NoticeRow Notice(int number) =>
        new(Numbered(number), NotificationKinds.Mention, Numbered(9), MessageId: null, "Олег", "Павел", "слова", Noon.AddMinutes(number), IsRead: false);

    private (Store<NoticeState> Store, ActionDispatcher Dispatcher) Circuit(NoticeSettings? settings)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(Me, Numbered(1), "Ирина", Roles.Operator));
        var services = new ServiceCollection().AddScoped<ActionDispatcher>().AddSingleton(current).AddSingleton(Zones.Utc).AddSingleton<TimeProvider>(clock)
            .AddStore(NoticeState.Empty with { Settings = settings }, NoticeState.Reduce).AddEffect<RingEffects>().BuildServiceProvider();
        return (services.GetRequiredService<Store<NoticeState>>(), services.GetRequiredService<ActionDispatcher>());
    }
}
