using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Reminders;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>Clients who wait too long.</summary>
public sealed class EscalatorTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = Clock.Noon;
    private readonly TestDatabase database = new();
    private readonly Clock clock = new();

    public Task InitializeAsync() => database.InitializeAsync();

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Waiting_LongerThanTheTenantAllows_EveryOperatorHearsOnce()
    {
        var tenant = await database.Given.TenantAsync();
        Guid[] people = [await database.Given.OperatorAsync(tenant), await database.Given.OperatorAsync(tenant)];
        await database.Given.OperatorAsync(await database.Given.TenantAsync());
        await database.ExecuteAsync($"update operators set is_active = false where id = '{await database.Given.OperatorAsync(tenant)}'");
        var late = await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-15));
        await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-14));
        var reminder = await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-20));
        await database.ExecuteAsync($"update appeal_activity set last_message_type = 'operator' where appeal_id = '{reminder}'");

        Assert.Equal(2, await TellAsync());
        Assert.Equal(0, await TellAsync());

        await using var db = database.Db(tenant);
        var notices = await db.Notifications.ToListAsync();
        Assert.Equal(people.Order(), notices.Select(n => n.OperatorId).Order());
        Assert.All(notices, n => Assert.Equal((NotificationKinds.Unanswered, late), (n.Kind, n.AppealId)));
    }

    [Fact]
    public async Task Waiting_AnewAfterAnAnswer_IsToldAnew()
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.OperatorAsync(tenant);
        var appeal = await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-20));
        Assert.Equal(1, await TellAsync());

        await database.ExecuteAsync($"update appeal_activity set waiting_since = null where appeal_id = '{appeal}'");
        Assert.Equal(0, await TellAsync());
        await database.ExecuteAsync($"update appeal_activity set waiting_since = '{Now:O}' where appeal_id = '{appeal}'");
        clock.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(1, await TellAsync());
    }

    [Theory]
    [InlineData("5", 1)]
    [InlineData("60", 0)]
    [InlineData("\"soon\"", 1)] // unreadable: as if nothing was set
    public async Task Minutes_AreTheTenants(string setting, int notices)
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.OperatorAsync(tenant);
        await database.Given.AddAsync(new TenantConfig { TenantId = tenant, Key = "unanswered_alert_minutes", Value = setting }, c => c.Id);
        await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-16));

        Assert.Equal(notices, await TellAsync());
    }

    [Fact]
    public async Task SuspendedTenant_HearsNothing()
    {
        var tenant = await database.Given.TenantAsync();
        await database.Given.OperatorAsync(tenant);
        await database.Given.AppealAsync(tenant, waitingSince: Now.AddMinutes(-16));
        await database.ExecuteAsync($"update tenants set suspend = true where id = '{tenant}'");

        Assert.Equal(0, await TellAsync());
    }

    private Task<int> TellAsync() => new Escalator(database.Sources, clock, NullLogger<Escalator>.Instance).RoundAsync(default);
}
