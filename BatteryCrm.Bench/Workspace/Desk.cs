using System.Diagnostics;
using BatteryCrm.Bench.Live;
using BatteryCrm.Bench.Workspace.Rows;
using BatteryCrm.Data.Operators;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace BatteryCrm.Bench.Workspace;

/// <summary>The program's own services over one of the databases, without its workers: what a screen reads here it reads as in the program, as the app's role of one tenant.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly WebApplication program;
    private readonly NpgsqlDataSource superuser;

    private Desk(string database) => (program, superuser) = (ConsoleNode.Build(database), NpgsqlDataSource.Create(database));

    public static async Task<Desk> OpenAsync(BenchServer server, Scale scale) => new(await WorkspaceDatabase.OpenAsync(server, scale));

    public Circuit Open(Seat seat, string role = Roles.Operator) => Open(program.Services, seat, role);

    /// <summary>What an operator's page has on the server.</summary>
    public static Circuit Open(IServiceProvider services, Seat seat, string role = Roles.Operator)
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentTenant>().Set(seat.Tenant);
        scope.ServiceProvider.GetRequiredService<CurrentOperator>().Set(new OperatorIdentity(seat.Operator, seat.Tenant, "Bench", role));
        return new Circuit(scope);
    }

    /// <summary>Each operator of each tenant.</summary>
    public Task<List<Seat>> SeatsAsync() =>
        ReadAsync("select tenant_id, id from operators where tenant_id is not null order by tenant_id, id", r => new Seat(r.GetGuid(0), r.GetGuid(1)));

    /// <summary>What is to be opened or looked for; read past the walls, before anything is measured.</summary>
    public async Task<List<T>> ReadAsync<T>(string sql, Func<NpgsqlDataReader, T> row)
    {
        await using var command = superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync()) rows.Add(row(reader));
        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await superuser.DisposeAsync();
        await program.DisposeAsync();
    }
}

/// <summary>An operator who works.</summary>
internal sealed record Seat(Guid Tenant, Guid Operator);

/// <summary>What a browser's page has on the server: a scope, and an order in which its work is done one after the other.</summary>
internal sealed class Circuit(AsyncServiceScope scope) : IAsyncDisposable
{
    private readonly Dispatcher order = Dispatcher.CreateDefault();

    public Task<T> RunAsync<T>(Func<IServiceProvider, Task<T>> work) => order.InvokeAsync(() => work(scope.ServiceProvider));

    /// <summary>Tells all stores and effects of an action, as a page does, and waits until a store has come to where it leads.</summary>
    public static async Task<TState> DispatchAsync<TState>(IServiceProvider circuit, object action, Func<TState, bool> isThere)
        where TState : class
    {
        var store = circuit.GetRequiredService<Store<TState>>();
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.StateChanged += Look;
        try
        {
            circuit.GetRequiredService<ActionDispatcher>().Dispatch(action);
            await there.Task.WaitAsync(TimeSpan.FromSeconds(30));
            return store.State;
        }
        finally
        {
            store.StateChanged -= Look;
        }

        void Look()
        {
            if (isThere(store.State)) there.TrySetResult();
        }
    }

    /// <summary>How long the work took, in milliseconds.</summary>
    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    public ValueTask DisposeAsync() => scope.DisposeAsync();
}
