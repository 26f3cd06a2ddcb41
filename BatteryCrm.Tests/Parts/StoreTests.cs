using BatteryCrm.Web.Parts.State;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Parts;

public sealed class StoreTests
{
    [Fact]
    public void Dispatch_KnownAction_ChangesTheStateAndSaysSo()
    {
        var (store, dispatcher, _) = Make();
        var told = 0;
        store.StateChanged += () => told++;

        dispatcher.Dispatch(new Added(2));
        dispatcher.Dispatch("nobody's business");

        Assert.Equal((2, 1), (store.State.Number, told));
    }

    [Fact]
    public void Dispatch_WhileAnActionIsHandled_Waits()
    {
        var (store, dispatcher, _) = Make();
        var seen = new List<int>();
        store.StateChanged += () =>
        {
            if (store.State.Number == 1) dispatcher.Dispatch(new Added(10));
            seen.Add(store.State.Number);
        };

        dispatcher.Dispatch(new Added(1));

        Assert.Equal([1, 11], seen);
    }

    [Fact]
    public void Effect_RunsAfterTheReducersAndMayDispatch()
    {
        var (store, dispatcher, effect) = Make();
        effect.On = (action, d) =>
        {
            if (action is Added { Number: 1 } && store.State.Number == 1) d.Dispatch(new Added(5));
            return Task.CompletedTask;
        };

        dispatcher.Dispatch(new Added(1));

        Assert.Equal(6, store.State.Number);
    }

    [Fact]
    public async Task Effect_ThatFails_IsReportedAndTheNextActionStillRuns()
    {
        var (store, dispatcher, effect) = Make();
        var faults = new List<Exception>();
        dispatcher.Faulted += faults.Add;
        var gate = new TaskCompletionSource();
        effect.On = async (_, _) =>
        {
            await gate.Task;
            throw new InvalidOperationException("broken");
        };

        dispatcher.Dispatch(new Added(1));
        gate.SetResult();
        await Task.Yield();
        dispatcher.Dispatch(new Added(1));

        Assert.Equal(2, store.State.Number);
        Assert.NotEmpty(faults);
    }

    private static (Store<Sum> Store, ActionDispatcher Dispatcher, Effect Effect) Make()
    {
        var effect = new Effect();
        var services = new ServiceCollection().AddStore(new Sum(0), Reduce).AddSingleton<IEffect>(effect).AddScoped<ActionDispatcher>().BuildServiceProvider().CreateScope().ServiceProvider;
        return (services.GetRequiredService<Store<Sum>>(), services.GetRequiredService<ActionDispatcher>(), effect);
    }

    private static Sum Reduce(Sum state, object action) => action is Added added ? new Sum(state.Number + added.Number) : state;

    private sealed record Sum(int Number);

    private sealed record Added(int Number);

    private sealed class Effect : IEffect
    {
        public Func<object, ActionDispatcher, Task> On { get; set; } = (_, _) => Task.CompletedTask;

        public Task HandleAsync(object action, ActionDispatcher dispatcher) => On(action, dispatcher);
    }
}
