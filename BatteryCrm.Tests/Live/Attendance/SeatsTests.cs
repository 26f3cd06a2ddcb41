using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live.Attendance;
using BatteryCrm.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Live.Attendance;

/// <summary>A tenant has as many pages open at once as it may, over all nodes.</summary>
public sealed class SeatsTests : BunitContext, IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly Clock clock = new();
    private Guid tenant;
    private Guid irina;

    async Task IAsyncLifetime.InitializeAsync()
    {
        await database.InitializeAsync();
        tenant = await database.Given.TenantAsync();
        irina = await database.Given.OperatorAsync(tenant);
        await database.ExecuteAsync("update tenants set max_concurrent_users = 3");
    }

    async Task IAsyncLifetime.DisposeAsync()
    {
        await DisposeAsync();
        await database.DisposeAsync();
    }

    [Fact]
    public async Task Pages_OfBothNodes_AreCounted_AndFreeAgainWhenTheyGo()
    {
        var (here, there) = (Node(), Node());
        here.Book.Come(tenant, irina);
        here.Book.Come(tenant, irina);
        there.Book.Come(tenant, irina);
        Assert.Null(await SeatsOf(here).FullAsync(default));
        await there.Writer.WriteAsync(everybody: false, default);
        Assert.Equal(3, await SeatsOf(here).FullAsync(default));
        await here.Writer.WriteAsync(everybody: false, default);
        Assert.Equal(3, await SeatsOf(there).FullAsync(default));

        here.Book.Leave(tenant, irina);
        Assert.Null(await SeatsOf(here).FullAsync(default));
        Assert.Equal(3, await SeatsOf(there).FullAsync(default));
        await here.Writer.WriteAsync(everybody: false, default);
        Assert.Null(await SeatsOf(there).FullAsync(default));
    }

    [Fact]
    public async Task NodeThatDied_HoldsNoPlace_AndIsForgotten()
    {
        var (here, dead) = (Node(), Node());
        for (var i = 0; i < 3; i++) dead.Book.Come(tenant, irina);
        await dead.Writer.WriteAsync(everybody: false, default);
        Assert.Equal(3, await SeatsOf(here).FullAsync(default));

        clock.Advance(OperatorAttendance.Silence);
        Assert.Null(await SeatsOf(here).FullAsync(default));
        clock.Advance(TimeSpan.FromSeconds(1));
        here.Book.Come(tenant, irina);
        await here.Writer.WriteAsync(everybody: true, default);
        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from node_pages"));
    }

    [Fact]
    public async Task Beat_KeepsWhoIsHereAlive_AndOtherTenantsHaveTheirOwn()
    {
        var (here, there) = (Node(), Node());
        for (var i = 0; i < 3; i++) there.Book.Come(tenant, irina);
        for (var i = 0; i < 4; i++)
        {
            await there.Writer.WriteAsync(everybody: true, default);
            clock.Advance(OperatorAttendance.Beat);
        }

        Assert.Equal(3, await SeatsOf(here).FullAsync(default));
        var other = await database.Given.TenantAsync();
        Assert.Null(await SeatsOf(here, other).FullAsync(default));
        Assert.Null(await SeatsOf(here, null).FullAsync(default));
    }

    [Fact]
    public async Task Gate_WhenAllIsTaken_SaysSo_AndLetsInOnceThereIsAPlace()
    {
        var here = Node();
        for (var i = 0; i < 3; i++) here.Book.Come(tenant, irina);
        Services.AddSingleton(SeatsOf(here));
        var page = Render<SeatGate>(p => p.AddChildContent("<p id='inside'>inbox</p>"));
        page.WaitForAssertion(() => Assert.Contains("3 страницы", page.Find("[role=alert]").TextContent, StringComparison.Ordinal));
        Assert.Empty(page.FindAll("#inside"));

        await page.InvokeAsync(() => page.Find("button.primary").Click());
        page.WaitForAssertion(() => Assert.Empty(page.FindAll("#inside")));
        here.Book.Leave(tenant, irina);
        await page.InvokeAsync(() => page.Find("button.primary").Click());

        page.WaitForAssertion(() => Assert.NotEmpty(page.FindAll("#inside")));
    }

    [Fact]
    public async Task Node_ThatEndsInOrder_GivesItsPlacesBack()
    {
        var gone = Node();
        for (var i = 0; i < 3; i++) gone.Book.Come(tenant, irina);
        await gone.Writer.WriteAsync(everybody: true, default);
        Assert.Equal(3L, await database.ScalarAsync<long>($"select sum(pages)::bigint from node_pages where tenant_id = '{tenant}'"));

        await gone.Writer.StopAsync(default);

        Assert.Equal(0L, await database.ScalarAsync<long>($"select count(*) from node_pages where tenant_id = '{tenant}'"));
    }

    private (AttendanceBook Book, AttendanceWriter Writer) Node()
    {
        var book = new AttendanceBook(clock);
        return (book, new AttendanceWriter(book, database.Sources, clock, NullLogger<AttendanceWriter>.Instance));
    }

    private Seats SeatsOf((AttendanceBook Book, AttendanceWriter Writer) node) => SeatsOf(node, tenant);

    private Seats SeatsOf((AttendanceBook Book, AttendanceWriter Writer) node, Guid? of)
    {
        var current = new CurrentTenant();
        current.Set(of);
        return new Seats(node.Book, node.Writer, database.Factory(of), current, clock);
    }
}
