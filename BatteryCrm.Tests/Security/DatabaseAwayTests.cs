using System.Net.Sockets;
using BatteryCrm.Data;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace BatteryCrm.Tests.Security;

/// <summary>What counts as "the database is away", and what does not though it looks alike.</summary>
public sealed class DatabaseAwayTests
{
    public static TheoryData<Exception, bool> Cases => new()
    {
        { new SocketException((int)SocketError.HostNotFound), true },
        { new InvalidOperationException("EF's", new SocketException((int)SocketError.TryAgain)), true },
        { new TimeoutException(), true },
        { new IOException("The stream broke."), true },
        { new NpgsqlException("No connection."), true },
        { Postgres("57P01"), true },
        { Postgres("08006"), true },
        { Postgres("53300"), true },
        { Postgres("3D000"), true },
        { Postgres("42501"), false },
        { Postgres("23505"), false },
        { new FileNotFoundException(), false },
        { new Microsoft.AspNetCore.Http.BadHttpRequestException("Too long.", 413), false },
        { new HttpRequestException("A platform is away.", new SocketException((int)SocketError.HostNotFound)), false },
        { new TaskCanceledException("A platform is slow.", new TimeoutException()), false },
        { new InvalidOperationException(), false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_Exception_SaysWhetherTheDatabaseIsAway(Exception exception, bool expected) => Assert.Equal(expected, DatabaseAway.Is(exception));

    [Fact]
    public async Task Check_NameThatDoesNotResolve_KeepsTheSession()
    {
        var node = new ConsoleNode();
        await node.InitializeAsync();
        var tenant = await node.Database.Given.TenantAsync();
        var principal = await node.PrincipalAsync(tenant, await node.Database.Given.OperatorAsync(tenant));
        await node.DisposeAsync();
        var away = new ConsoleNode { StartsWithoutDatabase = true };
        away.Settings["ConnectionStrings:Default"] = "Host=no-such-name.invalid;Username=u;Password=p;Database=d";
        await away.InitializeAsync();

        Assert.True(await ((SessionCheck)away.Services.GetService(typeof(SessionCheck))!).IsGoodAsync(principal, CancellationToken.None));

        await away.DisposeAsync();
    }

    [Fact]
    public async Task Watch_FactsWereMissed_LooksAtTheSessionAgain()
    {
        var hub = new LiveHub(TimeProvider.System, NullLogger<LiveHub>.Instance);
        var looked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watch = new OperatorChanges(hub).Watch(Ids.New(), Ids.New(), () =>
        {
            looked.TrySetResult();
            return Task.CompletedTask;
        });

        hub.ResyncAll();

        await looked.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }

    private static PostgresException Postgres(string state) => new("Words.", "ERROR", "ERROR", state);
}
