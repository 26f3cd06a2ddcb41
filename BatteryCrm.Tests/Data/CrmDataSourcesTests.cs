using BatteryCrm.Data;
using BatteryCrm.Data.Reports;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Tests.Data;

public sealed class CrmDataSourcesTests
{
    private const string Somewhere = "Host=db.test;Database=batterycrm;Username=postgres;Password=p";

    // PostgreSQL as it comes has 100, three of them reserved; commands and whoever looks in need some too.
    [Fact]
    public async Task Pools_OfTwoNodes_FitAServerAsItComes()
    {
        await using var sources = CrmDataSources.ForServing(Somewhere);

        var ofANode = Sizes(sources).Sum() + 1; // and the connection that listens
        Assert.InRange(2 * ofANode, 40, 90);
        Assert.All(Sizes(sources), size => Assert.True(size >= 3, $"A pool of {size}."));
    }

    [Fact]
    public async Task Pools_SizeInTheConnectionString_IsTaken()
    {
        await using var sources = CrmDataSources.ForServing(Somewhere + ";Maximum Pool Size=7");

        Assert.Equal([7, 7, 7, 7], Sizes(sources));
    }

    [Fact]
    public async Task Reports_AreReadFromTheReplica_WhereThereIsOne()
    {
        await using var alone = CrmDataSources.ForServing(Somewhere);
        await using var beside = CrmDataSources.ForServing(Somewhere, reports: "Host=replica.test;Database=batterycrm;Username=batterycrm_app;Password=p");

        Assert.Same(alone.App, alone.Reports);
        Assert.Equal("replica.test", new NpgsqlConnectionStringBuilder(beside.Reports.ConnectionString).Host);
        var services = new ServiceCollection().AddCrmDb(beside).BuildServiceProvider();
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(Ids.New());
        await using var db = scope.ServiceProvider.GetRequiredService<IReportDbFactory>().CreateDbContext();
        Assert.Equal("replica.test", new NpgsqlConnectionStringBuilder(db.Database.GetConnectionString()).Host);
    }

    [Theory]
    [InlineData("Host=replica.test;Database=batterycrm", "batterycrm_app")]
    [InlineData("Host=replica.test;Database=batterycrm;Username=postgres;Password=p", "batterycrm_app")]
    [InlineData("Host=replica.test;Database=batterycrm;Username=reader;Password=q", "reader")]
    public async Task Replica_IsReadAsTheAppsRole_UnlessAnotherIsNamed(string replica, string user)
    {
        await using var sources = CrmDataSources.ForServing(Somewhere, reports: replica);
        var of = new NpgsqlConnectionStringBuilder(sources.Reports.ConnectionString);

        Assert.Equal(("replica.test", user), (of.Host, of.Username));
        Assert.InRange(of.Timeout, 1, 5);
        await using var given = CrmDataSources.ForServing(Somewhere, "Host=db.test;Database=batterycrm;Username=mine;Password=m", reports: "Host=replica.test;Database=batterycrm");
        Assert.Equal("mine", new NpgsqlConnectionStringBuilder(given.Reports.ConnectionString).Username);
    }

    private static int[] Sizes(CrmDataSources sources) =>
        [.. new[] { sources.App, sources.Worker, sources.Intake, sources.Platform }.Select(s => new NpgsqlConnectionStringBuilder(s.ConnectionString).MaxPoolSize)];
}
