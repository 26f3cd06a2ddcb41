using System.Diagnostics;

namespace BatteryCrm.Bench.Live;

/// <summary>
/// Clients who write in turns, at a fixed pace whatever the answers do. Each has a thread of its own, since the consoles keep the pool busy: an acknowledgement is
/// noted when it comes.
/// </summary>
internal sealed class MessageWriter(BenchShop shop, Uri address, int clients, int perSecond) : IDisposable
{
    private readonly HttpClient http = BenchShop.Clients(address);

    // Only waited for, so that a thread keeps its pace without the pool.
    private readonly ManualResetEvent never = new(false);
    private int written;

    /// <summary>The first message of every client: the rows of the queue.</summary>
    public async Task GreetAsync()
    {
        for (; written < clients; written++) await shop.PostAsync(http, written, written, Sightings.TextOf(written));
    }

    /// <summary>Posts for so long and waits for the last answer; in the order of sending.</summary>
    public async Task<IReadOnlyList<Posted>> PostAsync(TimeSpan duration)
    {
        var (first, count, start) = (written, (int)(duration.TotalSeconds * perSecond), Stopwatch.GetTimestamp());
        written += count;
        var threads = Enumerable.Range(0, clients).Select(client => Task.Factory.StartNew(() =>
        {
            var posted = new List<Posted>();
            for (var i = client; i < count; i += clients)
            {
                var wait = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
                if (wait > TimeSpan.Zero) never.WaitOne(wait);
                posted.Add(Post(first + i));
            }

            return posted;
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        return [.. (await Task.WhenAll(threads)).SelectMany(p => p).OrderBy(p => p.Number)];
    }

    public void Dispose()
    {
        http.Dispose();
        never.Dispose();
    }

    private Posted Post(int number)
    {
        var sent = Stopwatch.GetTimestamp();
        shop.Post(http, number % clients, number, Sightings.TextOf(number));
        return new Posted(number, sent, Stopwatch.GetTimestamp());
    }
}
