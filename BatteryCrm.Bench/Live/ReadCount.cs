using System.Collections.Concurrent;
using System.Diagnostics;

namespace BatteryCrm.Bench.Live;

/// <summary>
/// Every statement that this process sends to the database while it lives, as Npgsql itself reports them: whoever sends it, the listener, a console that reads
/// again, a worker.
/// </summary>
internal sealed class ReadCount : IDisposable
{
    private static readonly string[] Changed = ["live_events", "messages_history", "appeal_activity"];
    private readonly ConcurrentDictionary<string, int> statements = new(StringComparer.Ordinal);
    private readonly ActivityListener listener;

    public ReadCount()
    {
        listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.GetTagItem("db.query.text") is string sql) statements.AddOrUpdate(sql, 1, (_, n) => n + 1);
            },
        };
        ActivitySource.AddActivityListener(listener);
    }

    /// <summary>Those that read the log of changes or the rows that changed; what else the node's workers ask for is not among them.</summary>
    public int Reads => statements.Where(s => Array.Exists(Changed, table => s.Key.Contains(table, StringComparison.Ordinal))).Sum(s => s.Value);

    public int All => statements.Values.Sum();

    /// <summary>Without those that name the tenant on each opened connection.</summary>
    public int Screens => statements.Where(s => !s.Key.Contains("set_config", StringComparison.Ordinal)).Sum(s => s.Value);

    public void Dispose() => listener.Dispose();
}
