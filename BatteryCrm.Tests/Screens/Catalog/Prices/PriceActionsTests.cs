using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Screens.Catalog.Prices;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Catalog.Prices;

/// <summary>What is typed, pasted, emptied and taken back in the price table.</summary>
public sealed class PriceActionsTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private PriceWorld world = null!;

    public async Task InitializeAsync() => world = await PriceWorld.MakeAsync(database);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Typed_MakesAndChangesThePriceOfThatScope_Emptied_TheInheritedOneShows_AndTheSameRowComesBack()
    {
        await world.AddAsync("Копия", 2000, minutes: 70);
        var desk = await world.LoadedAsync(PricesView.All);
        var (row, column) = (desk.Shown.Single(r => r.Name == "Apple 10"), desk.Matrix.Columns[0]);
        var at = new CellPlace(row.Key, column.Key);

        await desk.TypeAsync(at, string.Empty, "2 900 ₽", default);
        var own = desk.Matrix.Cell(row, column).Own!;
        var service = await world.ServiceAsync(own.ServiceId);
        Assert.Equal((world.Brands[0], world.Models[1], world.Display, "Экран", "Копия", 2900m, 70), (service.BrandId!.Value, service.ModelId!.Value, service.RepairTypeId!.Value, service.MalfunctionCategory, service.MalfunctionType, service.PriceRub, service.DurationMinutes));
        await desk.TypeAsync(at, "2900", "3100,50", default);
        Assert.Equal((own.ServiceId, 3100.5m), (desk.Matrix.Cell(row, column).Own!.ServiceId, desk.Matrix.Cell(row, column).Own!.PriceRub));

        await desk.TypeAsync(at, "3100.5", string.Empty, default);
        Assert.Equal((null, 2000m), (desk.Matrix.Cell(row, column).Own, desk.Matrix.Cell(row, column).Inherited!.PriceRub));
        await desk.UndoAsync(default);
        Assert.Equal(3100.5m, desk.Matrix.Cell(row, column).Own!.PriceRub);
        await desk.TypeAsync(at, "3100.5", string.Empty, default);
        await desk.TypeAsync(at, string.Empty, "3300", default);
        Assert.Equal(own.ServiceId, desk.Matrix.Cell(row, column).Own!.ServiceId);
    }

    [Fact]
    public async Task Typed_ThatIsNoPrice_WritesNothing_AndStaysAsItWasTyped()
    {
        await world.AddAsync("Копия", 2000);
        var desk = await world.LoadedAsync(PricesView.All);
        var at = new CellPlace("any", desk.Matrix.Columns[0].Key);
        foreach (var words in (string[])["дорого", "-5"])
        {
            await desk.TypeAsync(at, "2000", words, default);
            Assert.Equal(new CellTrouble(words, null), desk.Troubles[at]);
            Assert.Equal(2000m, desk.Matrix.Cell(PriceRow.AnyDevice, desk.Matrix.Columns[0]).Own!.PriceRub);
        }

        await desk.TypeAsync(at, "2000", "2100", default);
        Assert.Empty(desk.Troubles);
    }

    [Fact]
    public async Task Block_OfASpreadsheet_FillsTheCellsInOneTransactionOfFewStatements_AndOneUndoTakesItBack()
    {
        await world.AddAsync("Копия", 2000);
        await world.AddAsync("Оригинал", 5000, world.Brands[0], world.Models[0]);
        var desk = await world.LoadedAsync(PricesView.All);
        var at = new CellPlace(desk.Shown[1].Key, desk.Matrix.Columns[0].Key);
        database.Sql.Clear();

        await desk.PasteAsync(at, "2100\t5100\n2200\t5200\n\tсколько\n2400", default);

        var sent = database.Sql.Statements.Where(s => s.Contains("services", StringComparison.Ordinal)).ToList();
        Assert.True(sent.Count <= 7, string.Join("\n--\n", sent));
        decimal?[] Column(int column) => [.. desk.Shown.Skip(1).Take(4).Select(r => desk.Matrix.Cell(r, desk.Matrix.Columns[column]).Own?.PriceRub)];
        Assert.Equal([2100, 2200, null, 2400], Column(0));
        Assert.Equal([5100, 5200, null, null], Column(1));
        Assert.Equal("сколько", Assert.Single(desk.Troubles).Value.Typed);
        Assert.Equal(5, (int)await database.ScalarAsync<long>($"select count(*) from settings_versions where change_id = '{desk.Last!.Change}'"));
        await desk.UndoAsync(default);
        Assert.Equal([null, null, null, null], Column(0));
        Assert.Equal([null, 5000, null, null], Column(1));
    }

    [Fact]
    public async Task TwoAdmins_InOneCell_TheSecondSeesBothAndChooses()
    {
        var id = await world.AddAsync("Копия", 2000, minutes: 30);
        var (mine, theirs) = (await world.LoadedAsync(PricesView.All), await world.LoadedAsync(PricesView.All));
        var at = new CellPlace("any", mine.Matrix.Columns[0].Key);
        await theirs.TypeAsync(at, "2000", "2500", default);

        await mine.TypeAsync(at, "2000", "2400", default);
        var conflict = mine.Troubles[at].Conflict!;
        Assert.Equal((2500m, 2400m, 2500m), (conflict.Now!.PriceRub, conflict.Wish.Wanted!.PriceRub, await world.PriceAsync(id)));
        await mine.KeepMineAsync(conflict, default);
        Assert.Equal(2400m, await world.PriceAsync(id));
        Assert.Empty(mine.Troubles);

        // Who changed the minutes alone is not in the way of a price, nor who wanted the same.
        await database.ExecuteAsync($"update services set duration_minutes = 90 where id = '{id}'");
        await mine.TypeAsync(at, "2400", "2600", default);
        await theirs.TypeAsync(at, "2400", "2600", default);
        Assert.Empty(theirs.Troubles);
        Assert.Equal(90, (await world.ServiceAsync(id)).DurationMinutes);

        var archived = new CellWish(PriceRow.AnyDevice, mine.Matrix.Columns[0], new CellValues(2600, null, 90), new CellValues(2700, null, 45), WithRest: true);
        await database.ExecuteAsync($"update services set is_active = false where id = '{id}'");
        Assert.Null(Assert.Single((await world.Actions.SetAsync([archived], default)).Conflicts).Now);
    }

    [Fact]
    public async Task Undo_LeavesWhatWasChangedSince_AndNamesIt()
    {
        var (kept, other) = (await world.AddAsync("Копия", 2000), await world.AddAsync("Копия", 2500, world.Brands[0]));
        var lines = await world.Bulk.PreviewAsync((await world.LoadedAsync()).Matrix.Rows, (await world.LoadedAsync()).Matrix.Columns, new PriceShift(PriceWay.Percent, 10, 10), default);
        var change = (await world.Bulk.ApplyAsync(lines, null, default)).Change!.Value;
        await database.ExecuteAsync($"update services set price_rub = 2999 where id = '{other}'");

        var undone = await world.Actions.UndoAsync(change, default);

        Assert.Equal((1, "Apple · Копия"), (undone!.Count, Assert.Single(undone.Left)));
        Assert.Equal((2000m, 2999m), (await world.PriceAsync(kept), await world.PriceAsync(other)));
    }

    [Fact]
    public async Task WhoIsNoAdminOrOfAnotherTenant_ChangesNothing()
    {
        var id = await world.AddAsync("Копия", 2000);
        var desk = await world.LoadedAsync(PricesView.All);
        var wish = new CellWish(PriceRow.AnyDevice, desk.Matrix.Columns[0], new CellValues(2000, null, 40), new CellValues(1, null, 40));
        var change = (await world.Actions.SetAsync([wish with { Wanted = new CellValues(2100, null, 40) }], default)).Change!.Value;
        Assert.False((await world.ActionsOf(Roles.Manager).SetAsync([wish], default)).IsAllowed);
        Assert.Null(await world.ActionsOf(Roles.Manager).UndoAsync(change, default));

        var stranger = await PriceWorld.MakeAsync(database);
        Assert.Equal(0, (await stranger.Actions.UndoAsync(change, default))!.Count);
        Assert.Equal(2100m, await world.PriceAsync(id));
    }
}
