using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Live;
using BatteryCrm.Tests.Journeys;
using BatteryCrm.Tests.Screens.Catalog.Prices;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Reminders;
using BatteryCrm.Web.Screens.Catalog.Prices;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Reminders;

/// <summary>Prices from a later day on.</summary>
public sealed class PriceClockTests : IAsyncLifetime
{
    private readonly TestDatabase database = new();
    private PriceWorld world = null!;
    private Guid service;

    public async Task InitializeAsync()
    {
        await database.InitializeAsync();
        world = await PriceWorld.MakeAsync(database);
        service = await world.AddAsync("Замена дисплея", 4900, minutes: 40);
        // The database's clock runs ahead of the test's.
        await database.ExecuteAsync("update service_prices set valid_from = '2025-11-01', applied_at = '2025-11-01'");
    }

    public async Task DisposeAsync() => await database.DisposeAsync();

    [Fact]
    public async Task Planned_BecomesThePriceWhenItsDayBeginsInTheTenantsZone_OnceOverTwoNodes_AndQuotesStay()
    {
        var appeal = await database.Given.AppealAsync(world.Tenant);
        await database.ExecuteAsync($"update appeals set estimated_cost = 4900 where id = '{appeal}'");
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        // Samara's 22nd begins at 20:00 of the 21st in UTC.
        world.Clock.SetUtcNow(new DateTimeOffset(2025, 11, 21, 19, 59, 0, TimeSpan.Zero));
        Assert.Equal(0, await RoundAsync());
        Assert.Equal(4900m, await world.PriceAsync(service));
        await database.ExecuteAsync("delete from live_events");

        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, (await Task.WhenAll(RoundAsync(), RoundAsync())).Sum());
        Assert.Equal(0, await RoundAsync());

        Assert.Equal((5400m, 40), ((await world.ServiceAsync(service)).PriceRub, (await world.ServiceAsync(service)).DurationMinutes));
        Assert.Equal(4900m, await database.ScalarAsync<decimal>($"select estimated_cost from appeals where id = '{appeal}'"));
        await using var db = database.Db(world.Tenant);
        Assert.Equal(LiveKinds.CatalogueChanged, (await db.LiveEvents.SingleAsync()).Kind);
        Assert.Equal(1, await db.SettingsVersions.CountAsync(v => v.Subject == "services" && v.SubjectId == service.ToString() && v.Before != null));
        Assert.Equal([(4900m, true), (5400m, true)], (await PricesAsync()).Select(p => (p.PriceRub, p.AppliedAt != null)));
    }

    [Fact]
    public async Task TwoNodes_ThatHaveBothSeenWhatIsDueBeforeEitherWrites_ApplyEachPriceOnce()
    {
        var other = await world.AddAsync("Замена батареи", 3000);
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        await world.Plans.PlanAsync(other, new DateOnly(2025, 11, 22), new CellValues(3000, null, 40), new CellValues(3300, null, 40), default);
        world.Clock.Advance(TimeSpan.FromDays(5));
        // Both ask for the day, each in its own view of the table, and wait there.
        await database.ExecuteAsync(
            """
            create or replace function tenant_day(tenant uuid, at timestamptz) returns date language plpgsql stable set search_path = public, pg_temp as $$
            begin
                perform pg_advisory_xact_lock_shared(20251122);
                return (at at time zone 'Europe/Samara')::date;
            end $$
            """);
        await using var gate = await database.OwnerSources.App.OpenConnectionAsync();
        await RunAsync("select pg_advisory_lock(20251122)");
        Task<int>[] rounds = [RoundAsync(), RoundAsync()];
        await database.UntilAsync("select count(*) from pg_locks l join pg_stat_activity a using (pid) where a.datname = current_database() and l.locktype = 'advisory' and not l.granted", 2);

        await RunAsync("select pg_advisory_unlock(20251122)");

        // Of one that stands in the other's way a round leaves it to the next.
        Assert.Equal(2, (await Task.WhenAll(rounds)).Sum() + await RoundAsync());
        Assert.Equal((5400m, 3300m), (await world.PriceAsync(service), await world.PriceAsync(other)));
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from settings_versions where subject = 'services' and before is not null"));

        async Task RunAsync(string sql)
        {
            await using var command = new Npgsql.NpgsqlCommand(sql, gate);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task PriceThatWasOneOnce_StaysKnown_WhoeverDeletes()
    {
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        await using var db = database.Db(world.Tenant);

        Assert.Equal(1, await db.ServicePrices.ExecuteDeleteAsync());

        Assert.Equal([(4900m, true)], (await PricesAsync()).Select(p => (p.PriceRub, p.AppliedAt != null)));
    }

    [Theory]
    [InlineData("\"Asia/Vladivostok\"", 1)] // there the 22nd has begun
    [InlineData("\"Europe/Moscow\"", 0)]
    [InlineData("\"nowhere\"", 0)] // unreadable: Samara's
    [InlineData("5", 0)]
    public async Task Day_IsThatOfTheTenantsZone(string zone, int applied)
    {
        await database.ExecuteAsync($"insert into tenant_configs (tenant_id, key, value) values ('{world.Tenant}', 'timezone', '{zone}')");
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        world.Clock.SetUtcNow(new DateTimeOffset(2025, 11, 21, 15, 0, 0, TimeSpan.Zero));

        Assert.Equal(applied, await RoundAsync());
    }

    [Fact]
    public async Task TwoDueAtOnce_TheLaterDayCounts_AndMinutesThatWereNotPlannedStay()
    {
        await PlanAsync(new DateOnly(2025, 11, 21), 5000);
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        await database.ExecuteAsync($"update services set duration_minutes = 55 where id = '{service}'");
        world.Clock.Advance(TimeSpan.FromDays(5));

        Assert.Equal(2, await RoundAsync());

        Assert.Equal((5400m, 55), ((await world.ServiceAsync(service)).PriceRub, (await world.ServiceAsync(service)).DurationMinutes));
        Assert.All(await PricesAsync(), p => Assert.NotNull(p.DurationMinutes));
    }

    [Fact]
    public async Task EveryWayOfChanging_IsKept_AndWhatSaysTheSameIsNot()
    {
        System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo("ru-RU");
        await database.ExecuteAsync($"update services set price_rub = 5200, labour_rub = 1000 where id = '{service}'");
        await database.ExecuteAsync($"update services set malfunction_type = 'Дисплей', price_rub = 5200 where id = '{service}'");
        Assert.Equal([(4900m, null), (5200m, 1000m)], (await PricesAsync()).Select(p => (p.PriceRub, p.LabourRub)));
        var today = new DateOnly(2025, 12, 5);
        Assert.Equal("с 1 ноября по 30 ноября", PriceText.Days(new DateOnly(2025, 11, 1), new DateOnly(2025, 12, 1), today));
        Assert.Equal("30 ноября", PriceText.Days(new DateOnly(2025, 11, 30), new DateOnly(2025, 12, 1), today));
        Assert.Equal("с 1 декабря 2024", PriceText.Days(new DateOnly(2024, 12, 1), null, today));
    }

    [Fact]
    public async Task Plan_OfADayThatHasBegunOrIsTaken_IsRefused_AndAWithdrawnOneNeverComes()
    {
        Assert.Equal(PlanOutcome.Past, (await PlanAsync(world.Plans.Today, 5400)).Outcome);
        await PlanAsync(new DateOnly(2025, 11, 22), 5400);
        Assert.Equal(new PlanResult(PlanOutcome.Taken, Other: 5400), await PlanAsync(new DateOnly(2025, 11, 22), 5500));
        var plan = (await PricesAsync()).Single(p => p.AppliedAt == null).Id;
        var stranger = await PriceWorld.MakeAsync(database);
        Assert.Equal(PlanOutcome.Gone, await stranger.Plans.WithdrawAsync(plan, default));
        Assert.Equal(PlanOutcome.Gone, (await stranger.Plans.PlanAsync(service, new DateOnly(2025, 12, 1), new CellValues(1, null, 1), new CellValues(1, null, 1), default)).Outcome);

        Assert.Equal(PlanOutcome.Done, await world.Plans.WithdrawAsync(plan, default));
        world.Clock.Advance(TimeSpan.FromDays(9));
        Assert.Equal(0, await RoundAsync());
        Assert.Equal(2, await database.ScalarAsync<long>("select count(*) from settings_versions where subject = 'service_prices'"));
        Assert.Equal(PlanOutcome.Gone, await world.Plans.WithdrawAsync(plan, default));
    }

    private Task<PlanResult> PlanAsync(DateOnly from, decimal price) => world.Plans.PlanAsync(service, from, new CellValues(4900, null, 40), new CellValues(price, null, 40), default);

    private Task<int> RoundAsync() => new PriceClock(database.Sources, world.Clock, NullLogger<PriceClock>.Instance).RoundAsync(default);

    private async Task<List<ServicePrice>> PricesAsync()
    {
        await using var db = database.Db(world.Tenant);
        return await db.ServicePrices.Where(p => p.ServiceId == service).OrderBy(p => p.PriceRub).ToListAsync();
    }
}
