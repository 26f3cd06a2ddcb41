using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live.Attendance;
using BatteryCrm.Web.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Live.Attendance;

/// <summary>Who has the console open, as it is written down.</summary>
public sealed class AttendanceTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private readonly Clock clock = new();
    private Guid tenant;
    private Guid irina;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        tenant = await database.Given.TenantAsync();
        irina = await database.Given.OperatorAsync(tenant);
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Operator_IsHereUntilTheLastPageIsGone()
    {
        var (book, writer) = Node();
        var came = clock.GetUtcNow();
        book.Come(tenant, irina);
        book.Come(tenant, irina);
        await writer.WriteAsync(everybody: false, default);
        Assert.Equal((came, (DateTimeOffset?)null), await WrittenAsync());

        clock.Advance(TimeSpan.FromSeconds(30));
        book.Leave(tenant, irina);
        await writer.WriteAsync(everybody: false, default);
        Assert.Equal((came, (DateTimeOffset?)null), await WrittenAsync());

        book.Leave(tenant, irina);
        var left = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(5));
        await writer.WriteAsync(everybody: false, default);
        Assert.Equal((left, (DateTimeOffset?)left), await WrittenAsync());
    }

    [Fact]
    public async Task Beat_RepeatsWhoIsHere_AndOtherWritesDoNot()
    {
        var (book, writer) = Node();
        var pavel = await database.Given.OperatorAsync(tenant);
        book.Come(tenant, irina);
        await writer.WriteAsync(everybody: false, default);
        clock.Advance(OperatorAttendance.Beat / 2);
        book.Come(tenant, pavel);
        Assert.Equal(pavel, Assert.Single(book.Signs(everybody: false)).OperatorId);
        await writer.WriteAsync(everybody: false, default);
        Assert.Empty(book.Signs(everybody: false));

        clock.Advance(OperatorAttendance.Beat / 2);
        await writer.WriteAsync(everybody: true, default);
        Assert.Equal((clock.GetUtcNow(), (DateTimeOffset?)null), await WrittenAsync());
    }

    [Fact]
    public async Task TwoNodes_LeavingOneOfThem_IsRightAgainWithTheBeatOfTheOther()
    {
        var (one, oneWriter) = Node();
        var (other, otherWriter) = Node();
        one.Come(tenant, irina);
        other.Come(tenant, irina);
        await oneWriter.WriteAsync(everybody: false, default);
        await otherWriter.WriteAsync(everybody: false, default);
        clock.Advance(TimeSpan.FromSeconds(10));
        one.Leave(tenant, irina);
        clock.Advance(TimeSpan.FromSeconds(10));
        await otherWriter.WriteAsync(everybody: true, default);

        // What the other node says later is true, also when this one's word comes after it.
        await oneWriter.WriteAsync(everybody: false, default);
        Assert.Equal((clock.GetUtcNow(), (DateTimeOffset?)null), await WrittenAsync());
    }

    [Fact]
    public async Task Beats_ComeOnceAMinuteByThemselves()
    {
        var (book, writer) = Node();
        await writer.StartAsync(default);
        book.Come(tenant, irina);
        await UntilAsync(clock.GetUtcNow());
        clock.Advance(OperatorAttendance.Beat);
        await UntilAsync(clock.GetUtcNow());
        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Circuit_CountsWhileItIsConnectedAndKnown()
    {
        var (book, _) = Node();
        var page = Page(book, tenant);
        await page.OnConnectionUpAsync(null!, default);
        Assert.Empty(book.Signs(everybody: true));
        page.Come();
        Assert.Equal((tenant, irina, true), Of(Assert.Single(book.Signs(everybody: true))));

        // The circuit lives on for minutes; the page is gone.
        await page.OnConnectionDownAsync(null!, default);
        Assert.False(Assert.Single(book.Signs(everybody: true)).IsHere);
        await page.OnConnectionUpAsync(null!, default);
        Assert.True(Assert.Single(book.Signs(everybody: true)).IsHere);
        page.Dispose();
        page.Dispose();
        Assert.False(Assert.Single(book.Signs(everybody: true)).IsHere);
    }

    [Fact]
    public async Task Circuit_OfThePlatformsPeople_IsNotCounted()
    {
        var (book, _) = Node();
        var page = Page(book, null);
        await page.OnConnectionUpAsync(null!, default);
        page.Come();

        Assert.Empty(book.Signs(everybody: true));
    }

    private static (Guid, Guid, bool) Of(Sign sign) => (sign.TenantId, sign.OperatorId, sign.IsHere);

    private (AttendanceBook Book, AttendanceWriter Writer) Node()
    {
        var book = new AttendanceBook(clock);
        return (book, new AttendanceWriter(book, database.Sources, clock, NullLogger<AttendanceWriter>.Instance));
    }

    private OwnAttendance Page(AttendanceBook book, Guid? tenantId)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(irina, tenantId, "Ирина", tenantId is null ? Roles.Platform : Roles.Operator));
        var circuits = new CurrentTenant();
        circuits.Set(tenantId);
        return new OwnAttendance(book, circuits, current);
    }

    private async Task<(DateTimeOffset Seen, DateTimeOffset? Left)> WrittenAsync()
    {
        await using var db = database.Db(tenant);
        var row = await db.OperatorAttendances.SingleAsync(a => a.OperatorId == irina);
        return (row.SeenAt, row.LeftAt);
    }

    private async Task UntilAsync(DateTimeOffset seen)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (await database.ScalarAsync<long>($"select count(*) from operator_attendance where seen_at = '{seen:O}'") == 0) await pace.WaitForNextTickAsync(patience.Token);
    }
}
