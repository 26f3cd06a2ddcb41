using BatteryCrm.Data;
using BatteryCrm.Data.Setup;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Open once the database has confirmed that none of this process's users can see past row-level security. A process whose database is away starts all the
/// same and asks until it answers; one whose users are too mighty ends.
/// </summary>
public sealed class DatabaseGate(CrmDataSources sources, IHostApplicationLifetime lifetime, ILogger<DatabaseGate> logger) : BackgroundService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsOpen => opened.Task.IsCompletedSuccessfully;

    /// <summary>Completes when work may begin.</summary>
    public Task OpenedAsync(CancellationToken cancellation) => opened.Task.WaitAsync(cancellation);

    /// <summary>One try; false = the database is away (or has no such users yet).</summary>
    /// <exception cref="DatabaseSetupException">A user is a superuser, bypasses row-level security or owns a table.</exception>
    public async Task<bool> TryOpenAsync(CancellationToken cancellation)
    {
        if (IsOpen) return true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            await Task.WhenAll(
                DatabaseSetup.RefuseTooMightyAsync(sources.App, limit.Token),
                DatabaseSetup.RefuseTooMightyAsync(sources.Worker, limit.Token),
                DatabaseSetup.RefuseTooMightyAsync(sources.Platform, limit.Token),
                ReplicaAsync(limit.Token, cancellation));
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            SecurityLog.DatabaseAway(logger, e.Message);
            return false;
        }

        opened.TrySetResult();
        return true;
    }

    // Reports alone ask the replica, and the main database while it is away; where it hangs, nobody waits for it longer than for the others.
    private async Task ReplicaAsync(CancellationToken limit, CancellationToken cancellation)
    {
        if (sources.Reports == sources.App) return;
        try
        {
            await DatabaseSetup.RefuseTooMightyAsync(sources.Reports, limit);
        }
        catch (Exception e) when (DatabaseAway.IsOrRefuses(e) || DatabaseAway.IsOrHangs(e, cancellation))
        {
            SecurityLog.ReplicaAway(logger, e.Message);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (!await TryOpenAsync(stoppingToken)) await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (DatabaseSetupException e)
        {
            SecurityLog.Refused(logger, e.Message);
            Environment.ExitCode = 1;
            lifetime.StopApplication();
        }
    }
}
