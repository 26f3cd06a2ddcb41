using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog.Prices;

namespace BatteryCrm.Tests.Screens.Catalog.Prices;

/// <summary>Many prices at once: what the preview shows is what is written, and nothing else.</summary>
public sealed class PriceBulkTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private PriceWorld world = null!;

    public async Task InitializeAsync() => world = await PriceWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(PriceWay.Percent, "10", 0, "2345.50", "2580.05")]
    [InlineData(PriceWay.Percent, "10", 10, "2345", "2580")]
    [InlineData(PriceWay.Percent, "-5", 50, "2345", "2250")]
    [InlineData(PriceWay.Percent, "-100", 10, "2345", "0")]
    [InlineData(PriceWay.Amount, "155", 100, "2300", "2500")]
    [InlineData(PriceWay.Amount, "150", 100, "2300", "2500")]
    [InlineData(PriceWay.Amount, "149", 100, "2300", "2400")]
    [InlineData(PriceWay.Amount, "-9000", 10, "2300", "0")]
    [InlineData(PriceWay.Set, "1999", 0, "2300", "1999")]
    public void Shift_IsRoundedHalvesUp_AndNeverUnderNothing(PriceWay way, string value, int step, string before, string after)
    {
        static decimal Of(string number) => decimal.Parse(number, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Of(after), new PriceShift(way, Of(value), step).Of(Of(before)));
    }

    [Fact]
    public async Task Bulk_ChangesTheShownRowsAlone_InThreeStatements_AndNamesWhatChangedSinceThePreview()
    {
        var any = await world.AddAsync("Копия", 2000);
        var brand = await world.AddAsync("Копия", 2500, world.Brands[0]);
        var model = await world.AddAsync("Копия", 2625, world.Brands[0], world.Models[0]);
        var touched = await world.AddAsync("Копия", 2700, world.Brands[0], world.Models[1]);
        var samsung = await world.AddAsync("Копия", 2800, world.Brands[1], world.Models[3]);
        var battery = await world.AddAsync("Замена", 1000, world.Brands[0], repair: world.Battery);
        var desk = await world.LoadedAsync(new PricesView(string.Empty, world.Brands[0], world.Display, WithUnused: false));

        var lines = await world.Bulk.PreviewAsync(desk.Matrix.Rows, desk.Matrix.Columns, new PriceShift(PriceWay.Percent, 10, 50), default);
        Assert.Equal([("Apple · Копия", 2500m, 2750m), ("Apple Apple 10 · Копия", 2700m, 2950m), ("Apple Apple 9 · Копия", 2625m, 2900m)], lines.Select(l => (l.Name, l.Before, l.After)));
        Assert.Equal(2500m, await world.PriceAsync(brand));
        await database.ExecuteAsync($"update services set price_rub = 2710 where id = '{touched}'");
        database.Sql.Clear();
        var result = await world.Bulk.ApplyAsync(lines, null, default);

        Assert.Equal((PlanOutcome.Done, 2, "Apple Apple 10 · Копия"), (result.Outcome, result.Count, Assert.Single(result.Left)));
        Assert.True(database.Sql.Count <= 4, string.Join("\n--\n", database.Sql.Statements));
        Assert.Equal([2000m, 2750m, 2900m, 2710m, 2800m, 1000m], await PricesAsync(any, brand, model, touched, samsung, battery));
        Assert.Equal(2, (await world.Actions.UndoAsync(result.Change!.Value, default))!.Count);
        Assert.Equal([2000m, 2500m, 2625m, 2710m, 2800m, 1000m], await PricesAsync(any, brand, model, touched, samsung, battery));
        Assert.Equal(0, (await world.Actions.UndoAsync(result.Change!.Value, default))!.Count);
    }

    [Fact]
    public async Task Bulk_FromALaterDay_IsPlanned_AndTakenBackAsOne()
    {
        var (one, two) = (await world.AddAsync("Копия", 2000), await world.AddAsync("Копия", 2500, world.Brands[0]));
        var desk = await world.LoadedAsync();
        var day = world.Plans.Today.AddDays(3);
        Assert.Equal(PlanOutcome.Done, (await world.Plans.PlanAsync(two, day, new CellValues(2500, null, 40), new CellValues(2600, null, 40), default)).Outcome);
        var lines = await world.Bulk.PreviewAsync(desk.Matrix.Rows, desk.Matrix.Columns, new PriceShift(PriceWay.Amount, 100, 0), default);

        Assert.Equal(PlanOutcome.Past, (await world.Bulk.ApplyAsync(lines, world.Plans.Today, default)).Outcome);
        var result = await world.Bulk.ApplyAsync(lines, day, default);

        Assert.Equal((1, "Apple · Копия"), (result.Count, Assert.Single(result.Left)));
        Assert.Equal([2000m, 2500m], await PricesAsync(one, two));
        Assert.Equal(2, await database.ScalarAsync<long>($"select count(*) from service_prices where tenant_id = '{world.Tenant}' and applied_at is null"));
        Assert.Equal(1, (await world.Actions.UndoAsync(result.Change!.Value, default))!.Count);
        Assert.Equal(2600m, await database.ScalarAsync<decimal>($"select price_rub from service_prices where tenant_id = '{world.Tenant}' and applied_at is null"));
    }

    [Fact]
    public async Task WhoIsNoAdmin_ChangesNothing()
    {
        var id = await world.AddAsync("Копия", 2000);
        var bulk = new PriceBulk(database.Factory(world.Tenant, world.Admin), world.Me(Roles.Manager), world.Plans);
        Assert.Equal(PlanOutcome.NotAllowed, (await bulk.ApplyAsync([new BulkLine(id, "x", 2000, 1)], null, default)).Outcome);
        Assert.Equal(2000m, await world.PriceAsync(id));
    }

    private async Task<decimal[]> PricesAsync(params Guid[] ids)
    {
        var prices = new List<decimal>();
        foreach (var id in ids) prices.Add(await world.PriceAsync(id));
        return [.. prices];
    }
}
