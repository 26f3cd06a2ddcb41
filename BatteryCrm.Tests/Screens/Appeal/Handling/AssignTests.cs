using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Appeal.Handling;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal.Handling;

/// <summary>An appeal in other hands, and clients who wait too long.</summary>
public sealed class AssignTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly DateTimeOffset Now = Clock.Noon;

    [Fact]
    public async Task HandOver_ByTheHolder_IsTheColleaguesWhoIsTold()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var appeal = await database.Given.AppealAsync(tenant, holderId: irina, waitingSince: Now);

        Assert.Equal(AssignOutcome.Done, await Actions(tenant, irina).AssignAsync(appeal, irina, pavel, "  Клиент ждёт звонка ", default));

        await using var db = database.Db(tenant);
        Assert.Equal((pavel, Now), await db.AppealActivity.Where(a => a.AppealId == appeal).Select(a => new ValueTuple<Guid, DateTimeOffset>(a.HolderId!.Value, a.HeldAt!.Value)).SingleAsync());
        Assert.Equal([(irina, "viewed"), (pavel, "in_progress")], (await db.OperatorAppealStatuses.ToListAsync()).Select(s => (s.OperatorId, s.Status)).OrderBy(s => s.Status == "in_progress"));
        var notice = await db.Notifications.SingleAsync();
        Assert.Equal((NotificationKinds.Assigned, pavel, (Guid?)irina, appeal), (notice.Kind, notice.OperatorId, notice.ActorId, notice.AppealId));
        var deed = await db.OperatorActions.SingleAsync();
        Assert.Contains("Клиент ждёт звонка\"", deed.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Assign_WhatAColleagueHoldsOrNobody_IsForManagers()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var anna = await database.Given.OperatorAsync(tenant, Roles.Manager, name: "Анна");
        var held = await database.Given.AppealAsync(tenant, holderId: irina, waitingSince: Now);
        var free = await database.Given.AppealAsync(tenant, waitingSince: Now);

        Assert.Equal(AssignOutcome.NotAllowed, await Actions(tenant, pavel).AssignAsync(held, irina, pavel, "", default));
        Assert.Equal(AssignOutcome.NotAllowed, await Actions(tenant, pavel).AssignAsync(free, null, pavel, "", default));
        Assert.Equal(AssignOutcome.Done, await Actions(tenant, anna, Roles.Manager).AssignAsync(held, irina, pavel, "", default));
        Assert.Equal(AssignOutcome.Done, await Actions(tenant, anna, Roles.Manager).AssignAsync(free, null, irina, "", default));

        // Whose it was hears of it too.
        await using var db = database.Db(tenant);
        Assert.Equal(
            [(irina, NotificationKinds.Assigned), (irina, NotificationKinds.TakenOver), (pavel, NotificationKinds.Assigned)],
            (await db.Notifications.ToListAsync()).Select(n => (n.OperatorId, n.Kind)).OrderBy(n => n.OperatorId == pavel).ThenBy(n => n.Kind, StringComparer.Ordinal));
    }

    [Fact]
    public async Task Assign_HeldBySomebodyElseByNow_ChangesNothing()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var anna = await database.Given.OperatorAsync(tenant, Roles.Admin, name: "Анна");
        var appeal = await database.Given.AppealAsync(tenant, holderId: pavel, waitingSince: Now);

        Assert.Equal(AssignOutcome.Changed, await Actions(tenant, anna, Roles.Admin).AssignAsync(appeal, irina, anna, "", default));
        Assert.Equal(AssignOutcome.Changed, await Actions(tenant, irina).AssignAsync(appeal, irina, anna, "", default));

        await using var db = database.Db(tenant);
        Assert.Equal(0, await db.OperatorActions.CountAsync() + await db.Notifications.CountAsync());
    }

    [Fact]
    public async Task Assign_ToWhoWorksHereNoLongerOrElsewhere_IsRefused()
    {
        var (tenant, irina, pavel) = await ShopAsync();
        var (_, stranger, _) = await ShopAsync();
        await database.ExecuteAsync($"update operators set is_active = false where id = '{pavel}'");
        var appeal = await database.Given.AppealAsync(tenant, holderId: irina, waitingSince: Now);

        Assert.Equal(AssignOutcome.Gone, await Actions(tenant, irina).AssignAsync(appeal, irina, pavel, "", default));
        Assert.Equal(AssignOutcome.Gone, await Actions(tenant, irina).AssignAsync(appeal, irina, stranger, "", default));
        Assert.Empty(await Actions(tenant, irina).AssigneesAsync(default));
    }

    private static AssignActions Actions(TestDatabase database, Guid tenant, Guid id, string role)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(id, tenant, "Кто-то", role));
        return new AssignActions(database.Factory(tenant), current, new Clock());
    }

    private AssignActions Actions(Guid tenant, Guid id, string role = Roles.Operator) => Actions(database, tenant, id, role);

    private async Task<(Guid Tenant, Guid Irina, Guid Pavel)> ShopAsync()
    {
        var tenant = await database.Given.TenantAsync();
        return (tenant, await database.Given.OperatorAsync(tenant, name: "Ирина"), await database.Given.OperatorAsync(tenant, name: "Павел"));
    }
}
