using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Notices;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Notices;

/// <summary>What an operator has to hear of: whose it is, in which order, what rings.</summary>
public sealed class NoticeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Newest_OwnAlone_NewestFirstInOneStatement()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var appeal = await database.Given.AppealAsync(tenant, await database.Given.ClientAsync(tenant, "Олег"), waitingSince: Clock.Noon);
        await AddAsync(tenant, irina, appeal, NotificationKinds.Unanswered, minute: 1);
        await AddAsync(tenant, irina, appeal, NotificationKinds.Assigned, minute: 2, actor: pavel);
        await AddAsync(tenant, pavel, appeal, NotificationKinds.Unanswered, minute: 3);
        database.Sql.Clear();

        var rows = await Queries(tenant, irina).NewestAsync(default);

        Assert.Equal([("assigned", "Павел", "Олег", false), ("unanswered", null, "Олег", false)], rows.Select(r => (r.Kind, r.ActorName, r.ClientName, r.IsRead)));
        Assert.Equal(1, database.Sql.Statements.Count(s => !s.Contains("set_config", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Newest_OfAClientWhoWaitsNoLonger_IsNotThereNorOfAnEarlierWait()
    {
        var (tenant, irina, _) = await ShopAsync();
        var (waits, answered) = (await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant));
        await AddAsync(tenant, irina, answered, NotificationKinds.Unanswered, minute: 1);
        await AddAsync(tenant, irina, waits, NotificationKinds.Unanswered, minute: -60);
        var ofNow = await AddAsync(tenant, irina, waits, NotificationKinds.Unanswered, minute: 15);
        var ofAColleague = await AddAsync(tenant, irina, answered, NotificationKinds.Assigned, minute: 2);

        Assert.Equal([ofNow, ofAColleague], (await Queries(tenant, irina).NewestAsync(default)).Select(r => r.Id));
    }

    [Fact]
    public async Task Newest_OfAMention_HasTheWordsOfItsNote()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var appeal = await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);
        var note = await database.Given.MessageAsync(tenant, appeal, "@Ирина, посмотри плату " + new string('х', 400), type: BatteryCrm.Data.Messages.MessageTypes.Note, operatorId: pavel);
        await AddAsync(tenant, irina, appeal, NotificationKinds.Mention, minute: 1, actor: pavel, message: note);

        var words = Assert.Single(await Queries(tenant, irina).NewestAsync(default)).Preview;
        Assert.StartsWith("@Ирина, посмотри плату", words);
        Assert.Equal(200, words!.Length);
    }

    [Fact]
    public async Task Read_OwnAlone_AndTheOtherConsolesOfTheOperatorAreTold()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var appeal = await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);
        var (mine, theirs) = (await AddAsync(tenant, irina, appeal, NotificationKinds.Reminder), await AddAsync(tenant, pavel, appeal, NotificationKinds.Reminder));
        await database.ExecuteAsync("delete from live_events");

        await Queries(tenant, irina).ReadAsync([mine, theirs], default);

        Assert.True((await Queries(tenant, irina).NewestAsync(default))[0].IsRead);
        Assert.False((await Queries(tenant, pavel).NewestAsync(default))[0].IsRead);
        await using var db = database.Db(tenant);
        Assert.Equal([irina], await db.LiveEvents.Where(e => e.Kind == LiveKinds.Notified).Select(e => e.SubjectId!.Value).ToListAsync());
    }

    [Fact]
    public void WhatWasThereAtTheBeginning_DoesNotRing_WhatComesDoesOnce()
    {
        var (old, first, second) = (Row(1), Row(2), Row(3));
        var state = After(NoticeState.Empty, new NoticesLoaded([old]));
        Assert.Null(state.Newest);

        state = After(state, new NoticesLoaded([first, old]));
        Assert.Equal(first, state.Newest);

        // Read on another console meanwhile, nothing new: what rang last stays what rang last.
        state = After(state, new NoticesLoaded([first with { IsRead = true }, old]));
        Assert.Equal((first, 1), (state.Newest, state.Unread));

        Assert.Equal(second, After(state, new NoticesLoaded([second, first, old])).Newest);
    }

    [Fact]
    public void Read_ByAPress_IsReadAtOnceAndAFailedReadKeepsTheRows()
    {
        var state = After(NoticeState.Empty, new NoticesLoaded([Row(1), Row(2)]), new NoticesRead([Row(1).Id]), new NoticesFailed());

        Assert.Equal((1, true), (state.Unread, state.IsFailed));
        Assert.False(After(state, new NoticesLoaded([])).IsFailed);
    }

    private static NoticeState After(NoticeState state, params object[] actions) => actions.Aggregate(state, NoticeState.Reduce);

    private static NoticeRow Row(int number) =>
        new(Inbox.Rows.Numbered(number), NotificationKinds.Mention, Inbox.Rows.Numbered(9), MessageId: null, "Олег", "Павел", "слова", Clock.Noon.AddMinutes(number), IsRead: false);

    private NoticeQueries Queries(Guid tenant, Guid id)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Кто-то", Roles.Operator));
        return new NoticeQueries(database.Factory(tenant), current, new Clock());
    }

    private Task<Guid> AddAsync(Guid tenant, Guid whom, Guid appeal, string kind, int minute = 0, Guid? actor = null, Guid? message = null) =>
        database.Given.AddAsync(new Notification { TenantId = tenant, OperatorId = whom, AppealId = appeal, Kind = kind, ActorId = actor, MessageId = message, CreatedAt = Clock.Noon.AddMinutes(minute) }, n => n.Id);

    private async Task<(Guid Tenant, Guid Irina, Guid Pavel)> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        return (tenant, await database.Given.OperatorAsync(tenant, name: "Ирина"), await database.Given.OperatorAsync(tenant, name: "Павел"));
    }
}
