using System.Globalization;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using Microsoft.AspNetCore.Components;

namespace BatteryCrm.Web.Parts;

/// <summary>
/// A part that hears of the tenant's changes while it is shown: subscribes when it starts, is called in its circuit and in its operator's language, one batch at
/// a time and at most one every 100 ms (<see cref="ILive"/> keeps both), hands what fails to the error boundary and ends with the part.
/// </summary>
public abstract class LiveComponent : ComponentBase, IDisposable
{
    // Batches come from a pool thread, which has the process's language and not the operator's.
    private readonly CultureInfo culture = CultureInfo.CurrentCulture;
    private readonly CultureInfo uiCulture = CultureInfo.CurrentUICulture;
    private IDisposable? subscription;

    [Inject] private ILive Live { get; set; } = null!;

    [Inject] private CurrentTenant Tenant { get; set; } = null!;

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>What changed; called in the circuit. Renders only if it says so itself.</summary>
    protected abstract Task OnLiveAsync(LiveBatch batch);

    /// <summary>The node hears the database again after it did not; called in the circuit.</summary>
    protected virtual void OnConnected()
    {
    }

    /// <summary>Runs what a pool thread has heard, in the circuit and in its operator's language; nothing once the part has gone.</summary>
    protected Task InCircuitAsync(Func<Task> work) => InvokeAsync(() =>
    {
        (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, uiCulture);
        return subscription is null ? Task.CompletedTask : work();
    });

    /// <summary>Starts listening. Whoever reads rows of its own calls it before the first read, so that nothing falls in between.</summary>
    protected override void OnInitialized()
    {
        if (Tenant.Id is not { } tenant || subscription is not null) return;
        subscription = Live.Subscribe(tenant, DeliverAsync);
        Live.StateChanged += OnStateChanged;
    }

    protected virtual void Dispose(bool disposing)
    {
        subscription?.Dispose();
        subscription = null;
        Live.StateChanged -= OnStateChanged;
    }

    private void OnStateChanged()
    {
        if (Live.State.Health == LiveHealth.Connected) _ = TellConnectedAsync();
    }

    private async Task TellConnectedAsync()
    {
        try
        {
            await InCircuitAsync(() =>
            {
                OnConnected();
                return Task.CompletedTask;
            });
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended while the news was on its way.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }

    private async Task DeliverAsync(LiveBatch batch)
    {
        try
        {
            await InCircuitAsync(() => OnLiveAsync(batch));
        }
        catch (ObjectDisposedException)
        {
            // The circuit ended while the batch was on its way.
        }
        catch (Exception exception)
        {
            await DispatchExceptionAsync(exception);
        }
    }
}
