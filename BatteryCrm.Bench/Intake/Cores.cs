using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace BatteryCrm.Bench.Intake;

/// <summary>
/// Who used the cores: this process (the load), the program, the sessions of one database. Says what limits a figure, and on a busy machine what it would be on
/// a quiet one.
/// </summary>
internal sealed class Cores
{
    private readonly long started = Stopwatch.GetTimestamp();
    private readonly double load = OfProcess(Environment.ProcessId);
    private readonly int? program;
    private readonly double programBefore;
    private readonly IReadOnlyList<int> sessions;
    private readonly double sessionsBefore;

    private Cores(int? program, IReadOnlyList<int> sessions)
    {
        (this.program, this.sessions) = (program, sessions);
        programBefore = program is { } id ? OfProcess(id) : 0;
        sessionsBefore = sessions.Sum(OfProcess);
    }

    /// <param name="program">Process id; null without one.</param>
    /// <param name="database">Connection string; its sessions' processes are looked up on this machine.</param>
    public static async Task<Cores> StartAsync(int? program, string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()");
        var backends = new List<int>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) backends.Add(reader.GetInt32(0));
        return new Cores(program, backends);
    }

    /// <summary>Processor time since the start, in µs for each of so many messages.</summary>
    public string PerMessage(int messages)
    {
        var ours = OfProcess(Environment.ProcessId) - load;
        var its = program is { } id ? OfProcess(id) - programBefore : 0;
        var database = sessions.Sum(OfProcess) - sessionsBefore;
        string Of(double seconds) => (seconds * 1e6 / messages).ToString("0", CultureInfo.InvariantCulture);
        var all = (ours + its + database) / Stopwatch.GetElapsedTime(started).TotalSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"µs a message: load {Of(ours)}, program {Of(its)}, database {Of(database)}; {all:0.00} cores");
    }

    /// <summary>Seconds of user and system time; zero for what is gone, or runs elsewhere.</summary>
    private static double OfProcess(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / 100.0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
