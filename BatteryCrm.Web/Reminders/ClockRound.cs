namespace BatteryCrm.Web.Reminders;

/// <summary>Something that a node does again and again for all tenants. Whatever hinders one round, the node goes on and the next comes.</summary>
internal abstract class ClockRound(TimeSpan pace, TimeProvider clock, ILogger log) : BackgroundService
{
    protected TimeProvider Clock => clock;

    protected ILogger Log => log;

    /// <summary>One round. Any number of nodes may be in it at once: what it does is done once all the same.</summary>
    /// <returns>How much was done.</returns>
    public abstract Task<int> RoundAsync(CancellationToken cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await RoundAsync(stoppingToken);
            }
#pragma warning disable CA1031 // see above
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                RemindersLog.RoundFailed(log, GetType().Name, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }
}
