using BatteryCrm.Tests.Support;
using BatteryCrm.Web.People.Export;
using BatteryCrm.Web.Screens.Clients;

namespace BatteryCrm.Tests.Screens.Clients;

/// <summary>The list as a file is the list on the screen, to its last page.</summary>
public sealed class ClientsExportTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Rows_OfManyPages_AreThoseOfTheListInItsOrderEachOnce()
    {
        var world = await ClientsWorld.CreateAsync(database);
        for (var i = 0; i < ClientsQueries.PageRows + 12; i++) await world.ClientAsync($"Клиент {i:000}", i % 5 == 0 ? null : i);
        var vip = await world.ClientAsync("Вера", 3, "+79171234567");
        await world.TagAsync(vip, "VIP");
        await database.ExecuteAsync($"update clients set email = 'vera@demo.test' where id = '{vip}'; update client_identities set username = 'vera' where client_id = '{vip}'");

        var all = await RowsAsync(world, string.Empty);
        Assert.Equal(ClientsQueries.PageRows + 13, all.Count);
        Assert.Equal(all.Count, all.Select(r => r.Name).Distinct().Count());
        Assert.Equal(all.Where(r => r.LastAt is not null).OrderByDescending(r => r.LastAt).Select(r => r.LastAt), all.TakeWhile(r => r.LastAt is not null).Select(r => r.LastAt));
        Assert.Equal(all.Select(r => r.Name).Order(StringComparer.Ordinal), (await RowsAsync(world, "?sort=name")).Select(r => r.Name));

        var vera = Assert.Single(await RowsAsync(world, "?tag=vip"));
        Assert.Equal(("Вера", "+79171234567", "vera@demo.test", "Telegram @vera", "VIP", 1), (vera.Name, vera.Phone, vera.Email, vera.Identities, vera.Tags, vera.Appeals));
    }

    private static async Task<List<ClientCsvRow>> RowsAsync(ClientsWorld world, string query)
    {
        var export = new ClientsExport(world.List(), world.Database.Factory(world.Tenant), world.Current(), Zones.Utc, world.Clock);
        var rows = new List<ClientCsvRow>();
        await foreach (var row in export.RowsAsync(ClientsView.Of("/clients" + query), default)) rows.Add(row);
        return rows;
    }
}
