using System.Diagnostics;
using System.Globalization;

namespace BatteryCrm.Bench.Live;

/// <summary>When each console first had each message in a render batch. A row shows its client's newest message: whoever shows a later one has shown those before it.</summary>
internal sealed class Sightings(int consoles, int clients)
{
    private const int Most = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly long[][] seen = [.. Enumerable.Range(0, consoles).Select(_ => new long[Most])];
    private readonly Lock gate = new();
    private TaskCompletionSource arrived = new();
    private long count;
    private long awaited = long.MaxValue;

    /// <summary>The text by which a message is known on the screen.</summary>
    public static string TextOf(int number) => string.Create(CultureInfo.InvariantCulture, $"№{number} Здравствуйте, сколько стоит поменять экран?");

    /// <summary>Stopwatch ticks; 0 = not yet.</summary>
    public long Of(int console, int number) => seen[console][number];

    /// <summary>Notes a text of a batch; calls for one console come one after the other.</summary>
    public void Note(int console, string text)
    {
        if (!text.StartsWith('№')) return;
        var end = text.IndexOf(' ', StringComparison.Ordinal);
        var number = int.Parse(text.AsSpan(1, end - 1), CultureInfo.InvariantCulture);
        var now = Stopwatch.GetTimestamp();
        var times = seen[console];
        for (; number >= 0 && times[number] == 0; number -= clients)
        {
            times[number] = now;
            if (Interlocked.Increment(ref count) == Interlocked.Read(ref awaited)) arrived.TrySetResult();
        }
    }

    /// <summary>Waits until every console has shown the first so many messages.</summary>
    /// <exception cref="BenchFailedException">Some never came.</exception>
    public async Task AllAsync(int messages)
    {
        lock (gate)
        {
            arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref awaited, (long)messages * consoles);
            if (Interlocked.Read(ref count) >= awaited) arrived.TrySetResult();
        }

        try
        {
            await arrived.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new BenchFailedException($"{consoles} consoles were to show {messages} messages each; {awaited - Interlocked.Read(ref count)} of these were not shown {Patience.TotalSeconds:0} s after the last was sent.");
        }
    }
}

/// <summary>A message that was acknowledged, with Stopwatch ticks.</summary>
internal sealed record Posted(int Number, long Sent, long Answered);

/// <summary>Delays of every message in every console, in milliseconds.</summary>
internal sealed record LiveRun(int Messages, double PerSecond, double[] FromSending, double[] FromAnswer)
{
    public static LiveRun Of(IReadOnlyList<Posted> posted, Sightings sightings, int consoles)
    {
        double[] Delays(Func<Posted, long> start) =>
            [.. posted.SelectMany(p => Enumerable.Range(0, consoles).Select(c => (sightings.Of(c, p.Number) - start(p)) * 1000.0 / Stopwatch.Frequency)).Order()];
        return new LiveRun(posted.Count, (posted.Count - 1) / Stopwatch.GetElapsedTime(posted[0].Sent, posted[^1].Sent).TotalSeconds, Delays(p => p.Sent), Delays(p => p.Answered));
    }

    public static double Percentile(double[] ordered, double share) => ordered[Math.Min((int)(ordered.Length * share), ordered.Length - 1)];
}
