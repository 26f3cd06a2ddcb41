using System.Globalization;
using System.Runtime.InteropServices;
using BatteryCrm.Bench.StandIns;
using BatteryCrm.Web.Cli;

namespace BatteryCrm.Bench.Simulate;

/// <summary>
/// <c>simulate [--rate N] [--seconds N]</c>: clients write to the demo channels of the console on PORT, by the platforms' own protocols, and its answers reach a
/// stand-in Bot API on loopback. Ends with the time, with SIGTERM or Ctrl+C.
/// </summary>
internal static class SimulateCommand
{
    /// <summary>Where the demo's channels look for Telegram.</summary>
    public static readonly Uri BotApiAddress = new("http://127.0.0.1:5090");

    public static async Task<int> RunAsync(string[] args)
    {
        if (Read(args) is not { } wish) return await RefuseAsync("Usage: simulate [--rate N] [--seconds N], both numbers above zero.");
        var port = Environment.GetEnvironmentVariable("PORT") is { Length: > 0 } given ? given : "5080";
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(30) };
        if (!await AnswersAsync(http)) return await RefuseAsync($"No console answers at {http.BaseAddress}: start one first (./dev up, in another terminal), or set PORT.");

        using var stop = wish.Length is { } length ? new CancellationTokenSource(length) : new CancellationTokenSource();
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        try
        {
            var channels = await DemoChannels.ReadAsync(BotApiAddress, wish.Rate, CancellationToken.None);
            await using var bot = await BotApi.StartAsync(BotApiAddress.Port);
            var crowd = new Crowd(channels, bot, TimeProvider.System);
            var simulation = new Simulation(http, crowd, wish.Rate, TimeProvider.System);
            bot.Decide = simulation.Hear;
            await simulation.RunAsync(
                (elapsed, counts) => Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{elapsed.TotalSeconds,4:0} s  sent {counts.Sent}  accepted {counts.Accepted}  refused {counts.Refused}  answers {counts.Answers}")),
                stop.Token);
            return 0;
        }
        catch (Exception e) when (Commands.Reason(e) is { } why)
        {
            return await RefuseAsync(why);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            return await RefuseAsync($"Port {BotApiAddress.Port}, where the demo's channels look for the Bot API, is taken: another simulate may be running.");
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true; // we end by ourselves, in order
            stop.Cancel();
        }
    }

    private static (double Rate, TimeSpan? Length)? Read(string[] args)
    {
        var (rate, length) = (1.0, (TimeSpan?)null);
        for (var i = 0; i < args.Length; i += 2)
        {
            if (i + 1 == args.Length || !double.TryParse(args[i + 1], CultureInfo.InvariantCulture, out var number) || !(number is > 0 and < 100_000)) return null;
            if (args[i] is "--rate") rate = number;
            else if (args[i] is "--seconds") length = TimeSpan.FromSeconds(number);
            else return null;
        }

        return (rate, length);
    }

    private static async Task<bool> AnswersAsync(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/live", UriKind.Relative));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<int> RefuseAsync(string why)
    {
        await Console.Error.WriteLineAsync(why);
        return 1;
    }
}
