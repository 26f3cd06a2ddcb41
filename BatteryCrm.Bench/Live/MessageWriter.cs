using System.Diagnostics;

namespace BatteryCrm.Bench.Live;

/// <summary>Clients who write in turns, at a fixed pace whatever the answers do.</summary>
internal sealed class MessageWriter(BenchShop shop, Uri address, int clients, int perSecond) : IDisposable
{
    private readonly HttpClient http = BenchShop.Clients(address);
    private int next;

    /// <summary>The first message of every client: the rows of the queue.</summary>
    public async Task GreetAsync()
    {
        for (var i = 0; i < clients; i++) await PostAsync(next++);
    }

    /// <summary>Posts for so long and waits for the last answer.</summary>
    public async Task<IReadOnlyList<Posted>> PostAsync(TimeSpan duration)
    {
        var start = Stopwatch.GetTimestamp();
        var underWay = new List<Task<Posted>>();
        for (var i = 0; i < duration.TotalSeconds * perSecond; i++)
        {
            var wait = TimeSpan.FromSeconds((double)i / perSecond) - Stopwatch.GetElapsedTime(start);
            if (wait > TimeSpan.Zero) await Task.Delay(wait);
            underWay.Add(PostAsync(next++));
        }

        return await Task.WhenAll(underWay);
    }

    public void Dispose() => http.Dispose();

    private async Task<Posted> PostAsync(int number)
    {
        var sent = Stopwatch.GetTimestamp();
        await shop.PostAsync(http, number % clients, number, Sightings.TextOf(number));
        return new Posted(number, sent, Stopwatch.GetTimestamp());
    }
}
