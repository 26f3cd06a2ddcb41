using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace BatteryCrm.Web.Health;

/// <summary>
/// What the checks say, for everybody who asks meanwhile: anybody may ask, as often as he likes, and the checks ask the database. One evaluation at a time; a good
/// answer is kept for a second, a bad one for a tenth of it, so that a node that has just become ready is not called late.
/// </summary>
internal sealed class Readiness(HealthCheckService checks, TimeProvider time)
{
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BadFor = TimeSpan.FromMilliseconds(100);
    private readonly Lock gate = new();
    private Task<HealthReport>? last;
    private long endedAt;

    public Task<HealthReport> AskAsync(CancellationToken cancellation)
    {
        Task<HealthReport> answer;
        lock (gate)
        {
            if (last is null || IsOver(last)) last = EvaluateAsync();
            answer = last;
        }

        return answer.WaitAsync(cancellation);
    }

    // Whoever asked first may go away; the others still wait.
    private async Task<HealthReport> EvaluateAsync()
    {
        await Task.Yield();
        try
        {
            return await checks.CheckHealthAsync(CancellationToken.None);
        }
        finally
        {
            Volatile.Write(ref endedAt, time.GetTimestamp());
        }
    }

    private bool IsOver(Task<HealthReport> answer)
    {
        if (!answer.IsCompleted) return false;
        var isGood = answer.IsCompletedSuccessfully && answer.GetAwaiter().GetResult().Status is not HealthStatus.Unhealthy;
        return time.GetElapsedTime(Volatile.Read(ref endedAt)) >= (isGood ? GoodFor : BadFor);
    }
}
