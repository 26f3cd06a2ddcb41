namespace BatteryCrm.Web.Intake.Duplicates;

/// <summary>
/// Looks every second whether somebody is to be looked at, and again soon while there is; any number of nodes may run one. Nobody waits for it as for a message: when there is much to do
/// it rests four times as long as it works.
/// </summary>
internal sealed class DuplicateWorker(DuplicateRound round, TimeProvider clock, ILogger<DuplicateWorker> log) : BackgroundService
{
    private const int Rest = 4;
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                for (var began = clock.GetTimestamp(); await round.RunAsync(stoppingToken) > 0; began = clock.GetTimestamp())
                    await Task.Delay(clock.GetElapsedTime(began) * Rest, clock, stoppingToken);
            }
#pragma warning disable CA1031 // whatever hinders one round, the node goes on and the next comes
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                IntakeLog.DuplicatesNotSought(log, e is Npgsql.PostgresException p ? p.SqlState : e.GetType().Name);
            }
#pragma warning restore CA1031
        }
    }
}
