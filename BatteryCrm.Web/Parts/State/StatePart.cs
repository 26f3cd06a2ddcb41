using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts.State;

/// <summary>A part of a screen that shows a slice of a store and is rendered again only when that slice became another.</summary>
/// <typeparam name="TState">The store's state.</typeparam>
/// <typeparam name="TSlice">What of it this part shows; compared by equality.</typeparam>
public abstract class StatePart<TState, TSlice> : ComponentBase, IDisposable
    where TState : class
{
    private bool isSubscribed;

    [Inject] protected Store<TState> Store { get; set; } = null!;

    [Inject] protected ActionDispatcher Dispatcher { get; set; } = null!;

    /// <summary>What is shown now.</summary>
    protected TSlice Slice { get; private set; } = default!;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected abstract TSlice Select(TState state);

    /// <summary>Called before the part is rendered with another slice.</summary>
    protected virtual void OnSliceChanged(TSlice before)
    {
    }

    protected override void OnInitialized()
    {
        Slice = Select(Store.State);
        Store.StateChanged += OnStateChanged;
        isSubscribed = true;
    }

    protected virtual void Dispose(bool disposing)
    {
        if (!isSubscribed) return;
        isSubscribed = false;
        Store.StateChanged -= OnStateChanged;
    }

    private void OnStateChanged()
    {
        var next = Select(Store.State);
        if (EqualityComparer<TSlice>.Default.Equals(next, Slice)) return;
        var before = Slice;
        Slice = next;
        OnSliceChanged(before);
        StateHasChanged();
    }
}
