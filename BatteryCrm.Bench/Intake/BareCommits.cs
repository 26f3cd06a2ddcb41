using System.Diagnostics;
using Npgsql;

namespace BatteryCrm.Bench.Intake;

/// <summary>What the disk itself allows at that moment: transactions that write a few bytes and nothing else, one after the other, 50 a second at most.</summary>
internal static class BareCommits
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(20);

    /// <summary>The p99 of their delays, in milliseconds.</summary>
    public static async Task<double> RunAsync(string connectionString, TimeSpan duration)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select pg_logical_emit_message(true, 'bench', 'x')", connection);
        await command.PrepareAsync();
        using var timer = new PeriodicTimer(Pace);
        var delays = new List<double>();
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < duration; await timer.WaitForNextTickAsync())
        {
            var sent = Stopwatch.GetTimestamp();
            await command.ExecuteNonQueryAsync();
            delays.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
        }

        delays.Sort();
        return delays[(int)(delays.Count * 0.99)];
    }
}
