namespace BatteryCrm.Web.Parts.State;

/// <summary>
/// One screen's shared state in one circuit: an immutable record, changed only by a pure reducer that is given past facts and wishes (actions). The words are
/// Fluxor's on purpose, so that it can take this one's place.
/// </summary>
/// <param name="initial">What holds before the first action.</param>
/// <param name="reduce">The next state; returns the same instance for an action that is none of its business.</param>
public sealed class Store<TState>(TState initial, Func<TState, object, TState> reduce) : IStore
    where TState : class
{
    public TState State { get; private set; } = initial;

    /// <summary>Raised in the circuit's own order after the state became another.</summary>
    public event Action? StateChanged;

    void IStore.Reduce(object action)
    {
        var next = reduce(State, action);
        if (ReferenceEquals(next, State)) return;
        State = next;
        StateChanged?.Invoke();
    }
}

/// <summary>What a <see cref="ActionDispatcher"/> knows of a store.</summary>
public interface IStore
{
    void Reduce(object action);
}

/// <summary>What an action sets off outside of the state: reads, writes. Ends in further actions.</summary>
public interface IEffect
{
    /// <summary>Called after the reducers; does nothing for an action that is none of its business.</summary>
    Task HandleAsync(object action, ActionDispatcher dispatcher);
}

/// <summary>
/// Gives every action of a circuit to all its stores, then to all its effects. To be called in the circuit's synchronization context only; an action that a
/// reducer's listener dispatches waits until the current one is through.
/// </summary>
public sealed class ActionDispatcher(IServiceProvider services)
{
    private readonly Queue<object> waiting = new();
    private IReadOnlyList<IStore>? stores;
    private IReadOnlyList<IEffect>? effects;
    private bool isBusy;

    /// <summary>An effect failed in a way that it did not expect; whoever shows the screen hands it to its error boundary.</summary>
    public event Action<Exception>? Faulted;

    public void Dispatch(object action)
    {
        waiting.Enqueue(action);
        if (isBusy) return;
        isBusy = true;
        try
        {
            while (waiting.TryDequeue(out var next)) Run(next);
        }
        finally
        {
            isBusy = false;
        }
    }

    private void Run(object action)
    {
        stores ??= [.. services.GetServices<IStore>()];
        effects ??= [.. services.GetServices<IEffect>()];
        foreach (var store in stores) store.Reduce(action);
        foreach (var effect in effects) _ = WatchAsync(effect, action);
    }

    private async Task WatchAsync(IEffect effect, object action)
    {
        try
        {
            await effect.HandleAsync(action, this);
        }
        catch (Exception exception)
        {
            Faulted?.Invoke(exception);
        }
    }
}
