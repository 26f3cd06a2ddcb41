using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Inbox;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Inbox;

public sealed class InboxQueriesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Theory]
    [InlineData(QueueTab.Waiting)]
    [InlineData(QueueTab.Mine)]
    [InlineData(QueueTab.All)]
    public async Task Pages_DownAndUpAgain_ShowEveryRowOnceInTheOrderOfTheTab(QueueTab tab)
    {
        var (tenant, me) = await TenantWithAsync(rows: 23);
        var queries = Queries(tenant, me);

        var all = new List<QueueKey>();
        QueuePage page;
        do
        {
            page = await queries.BelowAsync(tab, all.Count == 0 ? null : all[^1], including: false, 5, default);
            all.AddRange(page.Rows.Select(r => QueueOrder.KeyOf(r, tab)));
        }
        while (page.HasMore);

        Assert.Equal(tab == QueueTab.Mine ? 8 : 23, all.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
        var sorted = (await queries.BelowAsync(tab, null, including: false, 100, default)).Rows;
        Assert.Equal(sorted.Select(r => QueueOrder.KeyOf(r, tab)), all);

        var above = await queries.AboveAsync(tab, all[^1], 3, default);
        Assert.Equal(all[^4..^1], above.Rows.Select(r => QueueOrder.KeyOf(r, tab)));
        Assert.True(above.HasMore);
        var toTheTop = await queries.AboveAsync(tab, all[3], 5, default);
        Assert.Equal(all[..3], toTheTop.Rows.Select(r => QueueOrder.KeyOf(r, tab)));
        Assert.False(toTheTop.HasMore);
    }

    [Theory]
    [InlineData(QueueTab.Waiting)]
    [InlineData(QueueTab.All)]
    public async Task Page_FromARowOn_BeginsWithThatRow(QueueTab tab)
    {
        var (tenant, me) = await TenantWithAsync(rows: 6);
        var queries = Queries(tenant, me);
        var all = (await queries.BelowAsync(tab, null, including: false, 10, default)).Rows;

        var from = await queries.BelowAsync(tab, QueueOrder.KeyOf(all[2], tab), including: true, 2, default);

        Assert.Equal([all[2].AppealId, all[3].AppealId], from.Rows.Select(r => r.AppealId));
    }

    [Fact]
    public async Task Waiting_Answered_IsNotThere()
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.AppealAsync(tenant);
        var waiting = await database.Given.AppealAsync(tenant, waitingSince: Rows.Noon);

        var page = await Queries(tenant, Rows.Me).BelowAsync(QueueTab.Waiting, null, including: false, 10, default);

        Assert.Equal([waiting], page.Rows.Select(r => r.AppealId));
    }

    [Fact]
    public async Task AnyTab_OfAnotherTenant_IsNotSeen()
    {
        var (_, me) = await TenantWithAsync(rows: 3);
        var other = await database.Given.TenantAsync();

        foreach (var tab in QueueTabs.InOrder) Assert.Empty((await Queries(other, me).BelowAsync(tab, null, including: false, 10, default)).Rows);
    }

    private InboxQueries Queries(Guid tenant, Guid operatorId)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(operatorId, tenant, "Ирина", Roles.Operator));
        return new InboxQueries(database.Factory(tenant), current);
    }

    // Every third is held by the operator; some share an instant.
    private async Task<(Guid Tenant, Guid Operator)> TenantWithAsync(int rows)
    {
        var tenant = await database.Given.TenantAsync();
        var me = await database.Given.OperatorAsync(tenant, name: "Ирина");
        for (var i = 0; i < rows; i++) await database.Given.AppealAsync(tenant, holderId: i % 3 == 0 ? me : null, waitingSince: Rows.Noon.AddMinutes(i / 2));
        return (tenant, me);
    }
}
