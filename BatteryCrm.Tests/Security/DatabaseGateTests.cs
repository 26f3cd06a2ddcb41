using BatteryCrm.Data;
using BatteryCrm.Data.Setup;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace BatteryCrm.Tests.Security;

/// <summary>No work before the database has said that nobody here sees past row-level security.</summary>
public sealed class DatabaseGateTests
{
    [Fact]
    public async Task TryOpen_DatabaseAway_StaysClosedAndOpensWhenItComes()
    {
        var connection = await TestServer.NamedAsync(TestServer.NewName());
        await using var sources = CrmDataSources.ForServing(connection);
        using var gate = new DatabaseGate(sources, new NoLifetime(), NullLogger<DatabaseGate>.Instance);
        Assert.False(await gate.TryOpenAsync(CancellationToken.None));
        Assert.False(gate.IsOpen);

        await gate.StartAsync(CancellationToken.None);
        await DatabaseSetup.MigrateAsync(connection);

        await gate.OpenedAsync(CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(gate.IsOpen);
        await gate.StopAsync(CancellationToken.None);
        await TestServer.DropAsync(connection);
    }

    [Fact]
    public async Task TryOpen_AsSuperuser_Refuses()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var sources = CrmDataSources.ForServing(database.ConnectionString, worker: database.ConnectionString);
        using var gate = new DatabaseGate(sources, new NoLifetime(), NullLogger<DatabaseGate>.Instance);

        var refusal = await Assert.ThrowsAsync<DatabaseSetupException>(() => gate.TryOpenAsync(CancellationToken.None));

        Assert.Contains("is a superuser", refusal.Message, StringComparison.Ordinal);
        Assert.False(gate.IsOpen);
    }

    private sealed class NoLifetime : IHostApplicationLifetime
    {
        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => CancellationToken.None;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication()
        {
        }
    }
}
