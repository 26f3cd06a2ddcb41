using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Assist.Recognition;
using BatteryCrm.Web.Screens.Catalog.Prices;

namespace BatteryCrm.Tests.Screens.Catalog.Prices;

/// <summary>What the price table shows is what the strip offers.</summary>
public sealed class PriceMatrixTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private PriceWorld world = null!;

    public async Task InitializeAsync() => world = await PriceWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task EachCell_ShowsWhatTheStripOffers_AndWhereItComesFrom()
    {
        await world.AddAsync("Копия", 2000);
        await world.AddAsync("Оригинал", 5000);
        await world.AddAsync("Копия", 2500, world.Brands[0]);
        await world.AddAsync("Оригинал", 9000, world.Brands[0], world.Models[0]);
        await world.AddAsync("оригинал ", 8000, null, world.Models[3]);
        await world.AddAsync("Замена", 1500, world.Brands[1], repair: world.Battery);
        await database.ExecuteAsync($"update services set is_active = false where id = '{await world.AddAsync("Копия", 1, world.Brands[0], world.Models[1])}'");

        var desk = await world.LoadedAsync();

        Assert.Equal(["Замена", "Копия", "Оригинал"], desk.Matrix.Columns.Select(c => c.Name));
        Assert.Equal(["", "Apple", "Apple 9", "Apple 10", "Apple 11", "Samsung", "Samsung 9", "Samsung 10", "Samsung 11"], desk.Shown.Select(r => r.Name));
        foreach (var row in desk.Shown)
        {
            foreach (var repair in desk.Matrix.Columns.GroupBy(c => c.RepairTypeId))
            {
                var shown = repair.Select(c => desk.Matrix.Cell(row, c).Shown?.ServiceId).OfType<Guid>().Order();
                Assert.Equal((await world.OffersAsync(row, repair.Key)).Select(o => o.ServiceId).Order(), shown);
            }
        }

        PriceCell Cell(int row, string column) => desk.Matrix.Cell(desk.Shown[row], desk.Matrix.Columns.Single(c => c.Name == column));
        Assert.Equal((2500m, OfferScope.Brand), (Cell(3, "Копия").Inherited!.PriceRub, Cell(3, "Копия").Inherited!.Scope));
        Assert.Equal(9000m, Cell(2, "Оригинал").Own!.PriceRub);
        Assert.True(Cell(2, "Копия").IsHidden);
        Assert.True(Cell(1, "Оригинал").IsHidden);
        Assert.Equal((5000m, OfferScope.AnyDevice), (Cell(7, "Оригинал").Inherited!.PriceRub, Cell(7, "Оригинал").Inherited!.Scope));
        Assert.Equal("эта цена действует для 14 моделей", PriceText.Holds(14));
    }

    // The one that was changed last has the greater id.
    [Fact]
    public async Task OfTwoEqualPrices_TheTableThePaneAndTheWritersMeanTheSame()
    {
        Guid[] ids = [await world.AddAsync("Копия", 2000), await world.AddAsync("Копия", 2000)];
        await database.ExecuteAsync($"update services set updated_at = now() + interval '1 hour' where id = '{ids.Max()}'");
        var desk = await world.LoadedAsync(PricesView.All);
        var column = desk.Matrix.Columns.Single();

        Assert.Equal(ids.Min(), desk.Matrix.Cell(PriceRow.AnyDevice, column).Own!.ServiceId);
        Assert.Equal(ids.Min(), desk.Matrix.Cell(desk.Shown[2], column).Inherited!.ServiceId);
        Assert.Equal(ids.Min(), (await world.OffersAsync(desk.Shown[2], world.Display))[0].ServiceId);
        Assert.Equal(ids.Min().ToString(), (await world.Queries.DetailsAsync(PriceRow.AnyDevice, column, default)).Service!.Id);
        await desk.TypeAsync(new CellPlace("any", column.Key), "2000", "1900", default);
        Assert.Equal((1900m, 2000m), (await world.PriceAsync(ids.Min()), await world.PriceAsync(ids.Max())));

        // Of the archived the one that went last comes back.
        await database.ExecuteAsync($"update services set is_active = false, updated_at = now() + case when id = '{ids.Max()}' then interval '1 hour' else interval '0' end where tenant_id = '{world.Tenant}'");
        Assert.Equal(ids.Max().ToString(), (await world.Queries.DetailsAsync(PriceRow.AnyDevice, column, default)).Service!.Id);
        await world.Actions.SetAsync([new CellWish(PriceRow.AnyDevice, column, null, new CellValues(1800, null, 40))], default);
        Assert.Equal((1900m, 1800m), (await world.PriceAsync(ids.Min()), await world.PriceAsync(ids.Max())));
    }

    [Fact]
    public async Task Count_OfTheModelsForWhichAPriceHolds_IsThatOfAskingForEachModel()
    {
        await world.AddAsync("Копия", 2000);
        await world.AddAsync("Копия", 2500, world.Brands[0]);
        await world.AddAsync("Копия", 2600, world.Brands[0], world.Models[0]);
        await world.AddAsync("Копия", 2700, null, world.Models[4]);
        await database.ExecuteAsync($"update models set is_active = false where id = '{world.Models[2]}'");
        var desk = await world.LoadedAsync();
        var column = desk.Matrix.Columns.Single(c => c.Name == "Копия");

        foreach (var row in desk.Shown)
        {
            // Without the rule: the price of the row is the first that a model finds on its way up.
            var naive = await database.ScalarAsync<long>($"""
                select count(*) from models m where m.tenant_id = '{world.Tenant}' and m.is_active and (
                    select s.id from services s where s.tenant_id = m.tenant_id and s.repair_type_id = '{world.Display}' and s.is_active and (s.model_id = m.id or (s.model_id is null and (s.brand_id = m.brand_id or s.brand_id is null)))
                    order by s.model_id is null, s.brand_id is null limit 1) = '{desk.Matrix.Cell(row, column).Shown!.ServiceId}'
                """);
            if (desk.Matrix.Cell(row, column).Own is not null) Assert.Equal((row.Name, naive), (row.Name, (long)(await world.Queries.DetailsAsync(row, column, default)).Models));
        }
    }

    [Fact]
    public async Task TwoThousandModels_AreReadByThreeStatements_AndOneForAPageOfKeys()
    {
        await world.AddAsync("Копия", 2000, world.Brands[0], world.Models[0]);
        await database.ExecuteAsync($"insert into models (tenant_id, brand_id, name) select '{world.Tenant}', '{world.Brands[0]}', 'M ' || i from generate_series(1, 2000) i");
        await database.ExecuteAsync($"insert into services (tenant_id, brand_id, model_id, repair_type_id, malfunction_category, malfunction_type, price_rub, duration_minutes) select tenant_id, brand_id, id, '{world.Display}', 'Экран', 'Копия', 100, 40 from models where tenant_id = '{world.Tenant}' and name like 'M %'");
        var desk = world.Desk();
        database.Sql.Clear();

        await desk.LoadAsync(PricesView.All, default);
        AssertStatements(3);
        Assert.Equal(2009, desk.Shown.Count);
        database.Sql.Clear();
        var rows = await desk.WindowAsync(1000, 40, default);
        AssertStatements(1);
        Assert.All(rows, r => Assert.Equal(100m, desk.Matrix.Cell(r, desk.Matrix.Columns[0]).Own!.PriceRub));
        database.Sql.Clear();
        await desk.WindowAsync(1000, 40, default);
        AssertStatements(0);
        await desk.LoadAsync(PricesView.All, default);
        AssertStatements(4);
    }

    [Fact]
    public async Task Filter_ByBrandRepairAndSpelling_LeavesTheirRowsAndColumns()
    {
        await world.AddAsync("Копия", 2000);
        Assert.Equal(["Samsung", "Samsung 9", "Samsung 10", "Samsung 11"], (await world.LoadedAsync(new PricesView(string.Empty, world.Brands[1], null, WithUnused: true))).Shown.Select(r => r.Name));
        Assert.Equal(["Apple", "Apple 10"], (await world.LoadedAsync(PricesView.All with { Text = "алиас apple 10" })).Shown.Select(r => r.Name));
        Assert.Equal(["Копия"], (await world.LoadedAsync(PricesView.All)).Matrix.Columns.Select(c => c.Name));
        Assert.Equal(["Батарея"], (await world.LoadedAsync(PricesView.All with { RepairTypeId = world.Battery })).Matrix.Columns.Select(c => c.Name));
        var view = new PricesView("a & b", Ids.New(), Ids.New(), WithUnused: true);
        Assert.Equal(view, PricesView.In("https://x" + view.Address));
    }

    private void AssertStatements(int count)
    {
        var sent = database.Sql.Statements.Where(s => !s.Contains("set_config", StringComparison.Ordinal)).ToList();
        Assert.True(sent.Count == count, $"{sent.Count} statements, not {count}:\n" + string.Join("\n--\n", sent));
    }
}
