using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Clients;
using BatteryCrm.Web.Screens.Clients.Card;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>The list of clients and what stands in a card walk the indexes that were made for them, through row-level security, over 200,000 clients.</summary>
public sealed class ClientsPlansTests(SeededDatabase seeded) : IClassFixture<SeededDatabase>
{
    private readonly PlanRecorder recorder = new();

    [Theory]
    [InlineData("", "ix_appeal_activity_recent")]
    [InlineData("?contact=quarter", "ix_appeal_activity_recent")]
    [InlineData("?channel=telegram", "ix_appeal_activity_recent")]
    [InlineData("?sort=name", "ix_clients_by_name")]
    [InlineData("?sort=name&channel=telegram", "ix_clients_by_name")]
    public async Task List_TopAndFurtherPages_WalkTheOrdersIndex(string address, string index)
    {
        var (queries, view) = (Queries(), ClientsView.Of(address));
        var top = await queries.ReadAsync(view, null, default);
        var next = await queries.ReadAsync(view, ClientsKey.Of(top.Rows[^1]), default);

        Assert.Equal((50, 50, true), (top.Rows.Count, next.Rows.Count, next.HasMore));
        Assert.Empty(top.Rows.Select(r => r.Id).Intersect(next.Rows.Select(r => r.Id)));
        Assert.Equal(2, recorder.Plans.Count);
        Assert.All(recorder.Plans, plan => AssertWalks(plan, index));
    }

    [Theory]
    [InlineData("?mark=unsubscribed", "ix_clients_unsubscribed", 20)]
    [InlineData("?mark=blocked", "ix_clients_blocked", 14)]
    [InlineData("?tag=опт", "ix_client_tags_tag", 25)]
    public async Task List_OfARareMark_BeginsWithIt(string address, string index, int rows)
    {
        foreach (var view in (ClientsView[])[ClientsView.Of(address), ClientsView.Of(address) with { ByName = true }])
            Assert.Equal(rows, (await Queries().ReadAsync(view, null, default)).Rows.Count);

        Assert.All(recorder.Plans, plan => Assert.Contains(index, plan, StringComparison.Ordinal));
        Assert.All(recorder.Plans, plan => AssertReadsNoTable(plan));
    }

    [Fact]
    public async Task Count_StopsAtMany()
    {
        Assert.Equal(ClientsQueries.MostCounted + 1, await Queries().CountAsync(ClientsView.All, default));
        AssertReadsNoTable(Assert.Single(recorder.Plans));
    }

    [Fact]
    public async Task Found_ByName_ReadsThemOnly()
    {
        Assert.NotEmpty((await Queries().ReadAsync(ClientsView.All with { Text = "Клиент 777" }, null, default)).Rows);
        Assert.All(recorder.Plans, AssertReadsNoTable);
    }

    [Fact]
    public async Task SameNumber_IsFoundByItsIndexes()
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(seeded.Operator, seeded.Tenant, "Ирина", BatteryCrm.Data.Operators.Roles.Operator));
        Assert.Single(await new ClientCardQueries(seeded.Factory(recorder), current).WithPhoneAsync("+79170000777", null, default));

        var plan = Assert.Single(recorder.Plans);
        Assert.Contains("ix_clients_tenant_phone", plan, StringComparison.Ordinal);
        AssertReadsNoTable(plan);
    }

    private static void AssertWalks(string plan, string index)
    {
        Assert.Contains(index, plan, StringComparison.Ordinal);
        AssertReadsNoTable(plan);
        // A page sorts its own rows only: what is walked comes in order.
        Assert.True(plan.Split('\n').Count(l => l.Contains("Sort Key", StringComparison.Ordinal)) <= 3, plan);
    }

    private static void AssertReadsNoTable(string plan)
    {
        foreach (var table in (string[])["clients", "appeals", "appeal_activity", "client_identities"])
            Assert.False(plan.Contains($"Seq Scan on {table} ", StringComparison.Ordinal), plan);
        Assert.DoesNotContain("Hash Anti Join", plan, StringComparison.Ordinal);
    }

    private ClientsQueries Queries() => new(seeded.Factory(recorder), Zones.Utc, new At());

    // The rows of the seed are of November 2025.
    private sealed class At : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2025, 11, 20, 8, 0, 0, TimeSpan.Zero);
    }
}
