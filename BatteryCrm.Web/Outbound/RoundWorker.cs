namespace BatteryCrm.Web.Outbound;

/// <summary>Looks every second for what is to do, and again at once while there is any. Not woken by live events: most of them bring nothing for it.</summary>
internal abstract class RoundWorker(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <returns>How many were tried.</returns>
    protected abstract Task<int> RoundAsync(CancellationToken cancellation);

    /// <summary>The list of what is to do could not be read; said once until it can be.</summary>
    /// <param name="reason">Name of the exception.</param>
    protected abstract void LogNotRead(string reason);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await RoundAsync(stoppingToken) > 0) continue;
                failures = 0;
            }
#pragma warning disable CA1031 // the database may be away; the worker outlives that
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                if (failures++ == 0) LogNotRead(e.GetType().Name);
            }
#pragma warning restore CA1031
            catch (Exception)
            {
                return; // the node stops
            }

            await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
