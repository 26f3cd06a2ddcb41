using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using BatteryCrm.Bench.StandIns;

namespace BatteryCrm.Bench.Simulate;

/// <summary>Posts what the crowd says to a running console at a steady rate and counts what becomes of it.</summary>
/// <param name="rate">Requests a second.</param>
internal sealed class Simulation(HttpClient console, Crowd crowd, double rate, TimeProvider time)
{
    private const int MaxInFlight = 256;
    private long sent;
    private long accepted;
    private long refused;
    private long answers;
    private long inFlight;

    /// <summary>Counters so far, for a line of output.</summary>
    public SimulationCounts Counts => new(Interlocked.Read(ref sent), Interlocked.Read(ref accepted), Interlocked.Read(ref refused), Interlocked.Read(ref answers));

    /// <summary>Runs until cancelled; what is under way then is waited for.</summary>
    /// <param name="tell">Called about once a second.</param>
    public async Task RunAsync(Action<TimeSpan, SimulationCounts> tell, CancellationToken cancellation)
    {
        var started = time.GetTimestamp();
        var told = 0L;
        var posts = new HashSet<Task>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(Math.Clamp(1000 / rate, 5, 200)), time);
        try
        {
            do
            {
                var elapsed = time.GetElapsedTime(started);
                var due = (long)(elapsed.TotalSeconds * rate) + 1;
                for (; sent < due && inFlight < MaxInFlight; sent++) posts.Add(PostAsync(crowd.Next()));
                posts.RemoveWhere(p => p.IsCompleted);
                if ((long)elapsed.TotalSeconds <= told) continue;
                told = (long)elapsed.TotalSeconds;
                tell(elapsed, Counts);
            }
            while (await pace.WaitForNextTickAsync(cancellation));
        }
        catch (OperationCanceledException)
        {
            // The end that was asked for.
        }

        await Task.WhenAll(posts);
        tell(time.GetElapsedTime(started), Counts);
    }

    /// <summary>What the stand-in says to an answer of the console: sent, under an id that no message of this chat has.</summary>
    public BotAnswer? Hear(BotRequest request)
    {
        if (request.Method is not "sendMessage" || !long.TryParse(request.ChatId, out var chat)) return null;
        Interlocked.Increment(ref answers);
        crowd.Hear(chat);
        return new BotAnswer.Body(200, new JsonObject
        {
            ["ok"] = true,
            ["result"] = new JsonObject
            {
                ["message_id"] = crowd.NewId(), ["date"] = time.GetUtcNow().ToUnixTimeSeconds(), ["chat"] = new JsonObject { ["id"] = chat, ["type"] = "private" }, ["text"] = request.Text,
            },
        }.ToJsonString());
    }

    private async Task PostAsync(Delivery delivery)
    {
        Interlocked.Increment(ref inFlight);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(delivery.Path, UriKind.Relative)) { Content = new ByteArrayContent(delivery.Body) };
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(delivery.ContentType);
            if (delivery.Secret is { } secret) request.Headers.Add("X-Telegram-Bot-Api-Secret-Token", secret);
            using var answer = await console.SendAsync(request);
            if (answer.IsSuccessStatusCode) Interlocked.Increment(ref accepted);
            else Interlocked.Increment(ref refused);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            // The console is down or slow: a refusal like any other, and the next post tries again.
            Interlocked.Increment(ref refused);
        }
        finally
        {
            Interlocked.Decrement(ref inFlight);
        }
    }
}

/// <param name="Sent">Requests begun.</param>
/// <param name="Accepted">Answered with success.</param>
/// <param name="Refused">Answered otherwise, or not at all.</param>
/// <param name="Answers">Messages of the console that reached the stand-in Bot API.</param>
internal sealed record SimulationCounts(long Sent, long Accepted, long Refused, long Answers);
