using System.Diagnostics;

namespace BatteryCrm.Tests.Faults;

/// <summary>A PostgreSQL of a drill's own, to be stopped and started under load; made by the same script that makes all others, dropped at the end.</summary>
internal sealed class Cluster : IAsyncDisposable
{
    private readonly string name;

    private Cluster(string name, string connectionString) => (this.name, ConnectionString) = (name, connectionString);

    /// <summary>The superuser's.</summary>
    public string ConnectionString { get; }

    public static async Task<Cluster> StartAsync(string name)
    {
        var output = await RunAsync("start", name, "fsync-on");
        return new Cluster(name, output.TrimEnd().Split('\n')[^1]);
    }

    /// <summary>Ends it as a crash would (recovery at the next start) and starts it again on the same port.</summary>
    public async Task CrashAndStartAsync()
    {
        await RunAsync("stop", name, "immediate");
        await RunAsync("start", name, "fsync-on");
    }

    public async ValueTask DisposeAsync() => await RunAsync("drop", name);

    private static async Task<string> RunAsync(params string[] arguments)
    {
        var dev = Environment.GetEnvironmentVariable("BATTERYCRM_DEV") ?? throw new InvalidOperationException("BATTERYCRM_DEV is not set: run ./dev test, which sets it.");
        var start = new ProcessStartInfo(dev, ["cluster", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"dev cluster {string.Join(' ', arguments)} failed: {await error}");
    }
}
