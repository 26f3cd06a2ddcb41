using BatteryCrm.Data;

namespace BatteryCrm.Web.Live;

/// <summary>Drops facts older than a day, every hour; any number of nodes may do it.</summary>
internal sealed class LiveSweeper(CrmDataSources sources, TimeProvider clock, ILogger<LiveSweeper> log) : BackgroundService
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var command = sources.Worker.CreateCommand("delete from live_events where created_at < now() - $1");
                command.Parameters.Add(new() { Value = Keep });
                await command.ExecuteNonQueryAsync(stoppingToken);
            }
#pragma warning disable CA1031 // whatever hinders one sweep, the node goes on and the next comes
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LiveLog.SweepFailed(log, e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }
}
