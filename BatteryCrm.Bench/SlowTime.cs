using System.Diagnostics;

namespace BatteryCrm.Bench;

/// <summary>
/// The share of time in which this machine's processors run at less than half of their own usual pace, though the host reports nothing as stolen: some hosts hold
/// theirs back for a tenth of a second every second or two. Nothing that computes answers in time then, so a round measured on such a host is not a quiet one. Usual is the median: a host that is slow for most of the time shows nothing here.
/// </summary>
internal static class SlowTime
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(3.5);
    private static readonly long Window = Stopwatch.Frequency / 200;

    /// <summary>Keeps every processor busy for 3.5 seconds, in which nothing else should run: 0 to 1, of the slowest of them.</summary>
    public static async Task<double> ProbeAsync() => (await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount)
        .Select(_ => Task.Factory.StartNew(Spin, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)))).Max();

    private static double Spin()
    {
        var paces = new List<int>(1000);
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Long;)
        {
            var turns = 0;
            for (var end = Stopwatch.GetTimestamp() + Window; Stopwatch.GetTimestamp() < end; turns++) Thread.SpinWait(20);
            paces.Add(turns);
        }

        var usual = paces.Order().ElementAt(paces.Count / 2);
        return (double)paces.Count(p => p < usual / 2) / paces.Count;
    }
}
