using BatteryCrm.Data;
using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Live;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Bulk;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Screens.Inbox.Bulk;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Bulk;

/// <summary>One deed on many appeals: in steps, by whoever may, undone as one where nobody changed anything since.</summary>
public sealed class BulkTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly Clock clock = new();
    private Guid tenant;
    private Guid irina;
    private Guid pavel;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        tenant = await database.Given.TenantAsync();
        (irina, pavel) = (await database.Given.OperatorAsync(tenant, name: "Ирина"), await database.Given.OperatorAsync(tenant, name: "Павел"));
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Settle_AllOfAView_InSteps_AndUndoneAsOne()
    {
        var count = (2 * BulkSteps.StepSize) + 3;
        for (var i = 0; i < count; i++) await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon.AddMinutes(-i));
        await database.Given.AppealAsync(tenant);
        Assert.Equal(count, await Actions(irina).CountAsync(QueueTab.Waiting, QueuePeriod.Any, default));
        var job = await StartAsync(irina, picked: null, BulkKinds.Settle);

        Assert.Equal(1, await Worker().RoundAsync(default));
        Assert.Equal((BulkStates.Running, BulkSteps.StepSize, count), await LastAsync(irina));
        Assert.Null((await Actions(irina).LastAsync(default))!.UndoUntil);
        await RunAsync();
        Assert.Equal((BulkStates.Done, count, count), await LastAsync(irina));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null"));

        Assert.True(await Actions(irina).UndoAsync(job, default));
        await RunAsync();

        Assert.Equal((BulkStates.Undone, 0, count), await LastAsync(irina));
        Assert.Equal(count, await database.ScalarAsync<long>($"select count(distinct waiting_since) from appeal_activity where waiting_since <= '{Clock.Noon:O}'"));
        await using var db = database.Db(tenant);
        Assert.Equal(2 * count, await db.OperatorActions.CountAsync(a => a.OperatorId == irina && a.ActionType == ActionTypes.AppealUpdated));
        Assert.Equal(2 * count, await db.LiveEvents.CountAsync(e => e.Kind == LiveKinds.AppealChanged));
    }

    [Fact]
    public async Task Settle_ClientWroteAfterTheJobWasStarted_KeepsWaiting()
    {
        var appeal = await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);
        await StartAsync(irina, [appeal], BulkKinds.Settle);
        await database.ExecuteAsync($"update appeal_activity set last_message_at = '{Clock.Noon.AddMinutes(1):O}'");

        await RunAsync();

        Assert.Equal(1, (await Actions(irina).LastAsync(default))!.Skipped);
        Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null"));
    }

    [Fact]
    public async Task Settle_ClientWroteAfterwards_IsNotUndone()
    {
        Guid[] appeals = [await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon)];
        var job = await StartAsync(irina, appeals, BulkKinds.Settle);
        await RunAsync();
        var word = await database.Given.MessageAsync(tenant, appeals[0]);
        await database.ExecuteAsync($"update appeal_activity set last_message_id = '{word}' where appeal_id = '{appeals[0]}'");

        await Actions(irina).UndoAsync(job, default);
        await RunAsync();

        Assert.Equal(appeals[1], await database.ScalarAsync<Guid>("select appeal_id from appeal_activity where waiting_since is not null"));
        Assert.Equal((BulkStates.Undone, 1, 2), await LastAsync(irina));
    }

    [Fact]
    public async Task Settle_ClientBlockedAfterwards_IsNotUndone()
    {
        Guid[] appeals = [await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon)];
        var job = await StartAsync(irina, appeals, BulkKinds.Settle);
        await RunAsync();
        await database.ExecuteAsync($"update appeal_activity set is_muted = true where appeal_id = '{appeals[0]}'");

        await Actions(irina).UndoAsync(job, default);
        await RunAsync();

        Assert.Equal(appeals[1], await database.ScalarAsync<Guid>("select appeal_id from appeal_activity where waiting_since is not null"));
        Assert.Equal((BulkStates.Undone, 1, 2), await LastAsync(irina));
    }

    [Fact]
    public async Task Stage_FinalOnesStay_AndWhatAColleagueMovedSinceIsLeftAlone()
    {
        Guid[] appeals = [await AppealAsync("Сбор информации"), await AppealAsync("Цена отправлена"), await AppealAsync("Завершено"), await AppealAsync("Клиент пришёл")];
        var job = await StartAsync(irina, appeals, BulkKinds.Stage, Stages.Came);
        await RunAsync();
        Assert.Equal(["Клиент пришёл", "Клиент пришёл", "Завершено", "Клиент пришёл"], await StagesAsync(appeals));
        Assert.Equal(2, (await Actions(irina).LastAsync(default))!.Skipped);
        await database.ExecuteAsync($"update appeals set stage = 'В работе' where id = '{appeals[0]}'");

        await Actions(irina).UndoAsync(job, default);
        await RunAsync();

        Assert.Equal(["В работе", "Цена отправлена", "Завершено", "Клиент пришёл"], await StagesAsync(appeals));
    }

    [Fact]
    public async Task Assign_AnOperator_TakesWhatIsFreeAndNothingElse()
    {
        Guid[] appeals = [await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant, holderId: pavel, waitingSince: Clock.Noon)];
        Assert.Null(await Actions(irina).StartAsync(QueueTab.Waiting, QueuePeriod.Any, appeals, BulkKinds.Assign, pavel.ToString(), default));
        var job = await StartAsync(irina, appeals, BulkKinds.Assign, irina.ToString());
        await RunAsync();
        Assert.Equal([irina, pavel], await HoldersAsync(appeals));

        await Actions(irina).UndoAsync(job, default);
        await RunAsync();
        Assert.Equal([null, pavel], await HoldersAsync(appeals));
    }

    [Fact]
    public async Task Assign_AManager_GivesToAnybodyWhoHearsOfItOnce()
    {
        var anna = await database.Given.OperatorAsync(tenant, Roles.Manager, name: "Анна");
        Guid[] appeals = [await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant, holderId: irina, waitingSince: Clock.Noon), await database.Given.AppealAsync(tenant, holderId: pavel, waitingSince: Clock.Noon)];
        var job = await StartAsync(anna, appeals, BulkKinds.Assign, pavel.ToString(), Roles.Manager);
        await RunAsync();

        Assert.Equal([pavel, pavel, pavel], await HoldersAsync(appeals));
        Assert.Equal(2, (await Actions(anna).LastAsync(default))!.Done);
        await using (var db = database.Db(tenant)) Assert.Equal(pavel, (await db.Notifications.SingleAsync()).OperatorId);

        await Actions(anna, Roles.Manager).UndoAsync(job, default);
        await RunAsync();
        Assert.Equal([null, irina, pavel], await HoldersAsync(appeals));
    }

    [Fact]
    public async Task Undo_AColleaguesOrAfterTenMinutes_IsRefused()
    {
        var job = await StartAsync(irina, [await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon)], BulkKinds.Settle);
        await RunAsync();

        Assert.False(await Actions(pavel).UndoAsync(job, default));
        clock.Advance(BulkJob.UndoTime);
        Assert.False(await Actions(irina).UndoAsync(job, default));
        Assert.Null(await Actions(irina).LastAsync(default));
    }

    [Fact]
    public async Task Undo_WhileItRuns_PutsBackWhatWasDoneAndDoesNoMore()
    {
        for (var i = 0; i < BulkSteps.StepSize + 5; i++) await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);
        var job = await StartAsync(irina, picked: null, BulkKinds.Settle);
        await Worker().RoundAsync(default);

        Assert.True(await Actions(irina).UndoAsync(job, default));
        await RunAsync();

        Assert.Equal(BulkSteps.StepSize + 5, await database.ScalarAsync<long>("select count(*) from appeal_activity where waiting_since is not null"));
        Assert.Equal(BulkStates.Undone, (await LastAsync(irina)).State);
    }

    [Fact]
    public async Task Start_OtherTenantsAppealsOrNothingSound_IsRefused()
    {
        var theirs = await database.Given.AppealAsync(await database.Given.TenantAsync(), waitingSince: Clock.Noon);
        var mine = await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);

        Assert.Null(await Actions(irina).StartAsync(QueueTab.Waiting, QueuePeriod.Any, [theirs], BulkKinds.Settle, null, default));
        Assert.Null(await Actions(irina).StartAsync(QueueTab.Waiting, QueuePeriod.Any, [mine], BulkKinds.Stage, "Где-то", default));
        Assert.Null(await Actions(irina).StartAsync(QueueTab.Waiting, QueuePeriod.Any, [mine], "delete", null, default));
        Assert.Null(await Actions(irina).StartAsync(QueueTab.Waiting, QueuePeriod.Any, [], BulkKinds.Settle, null, default));
        Assert.Equal(0, await database.ScalarAsync<long>("select count(*) from bulk_jobs"));
    }

    private BulkActions Actions(Guid id, string role = Roles.Operator)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Кто-то", role));
        return new BulkActions(database.Factory(tenant), new InboxQueries(database.Factory(tenant), current), current, clock);
    }

    private async Task<Guid> StartAsync(Guid id, Guid[]? picked, string kind, string? target = null, string role = Roles.Operator) =>
        (await Actions(id, role).StartAsync(QueueTab.Waiting, QueuePeriod.Any, picked, kind, target, default))!.Value;

    // As a node: each step in a scope of the job's tenant.
    private BulkWorker Worker()
    {
        var services = new ServiceCollection().AddScoped<CurrentTenant>().AddScoped<BulkSteps>().AddSingleton<TimeProvider>(clock)
            .AddScoped<IDbContextFactory<CrmDb>>(p => database.Factory(p.GetRequiredService<CurrentTenant>().Id)).BuildServiceProvider();
        return new BulkWorker(database.Sources, services, clock, NullLogger<BulkWorker>.Instance);
    }

    private async Task RunAsync()
    {
        var worker = Worker();
        while (await worker.RoundAsync(default) > 0)
        {
            // To the end.
        }
    }

    private async Task<(string State, int Done, int Total)> LastAsync(Guid id)
    {
        var last = (await Actions(id).LastAsync(default))!;
        return (last.State, last.Done, last.Total);
    }

    private async Task<Guid> AppealAsync(string stage)
    {
        var appeal = await database.Given.AppealAsync(tenant, waitingSince: Clock.Noon);
        await database.ExecuteAsync($"update appeals set stage = '{stage}' where id = '{appeal}'");
        return appeal;
    }

    private async Task<string[]> StagesAsync(Guid[] appeals)
    {
        await using var db = database.Db(tenant);
        var stages = await db.Appeals.ToDictionaryAsync(a => a.Id, a => a.Stage);
        return [.. appeals.Select(a => stages[a])];
    }

    private async Task<Guid?[]> HoldersAsync(Guid[] appeals)
    {
        await using var db = database.Db(tenant);
        var holders = await db.AppealActivity.ToDictionaryAsync(a => a.AppealId, a => a.HolderId);
        return [.. appeals.Select(a => holders[a])];
    }
}
