using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace BatteryCrm.Bench;

/// <summary>
/// The real program as a process of its own with a real Kestrel: what kills, restarts and second nodes are tested with and what is measured. Ends with its owner, and with the
/// process that started it should that be killed.
/// </summary>
public sealed partial class WebProcess : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private readonly Process process;
    private readonly Process watchdog;
    private readonly ConcurrentQueue<string> lines = new();
    private readonly TaskCompletionSource<Uri> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Uri? address;

    private WebProcess(ProcessStartInfo start)
    {
        process = new Process { StartInfo = start, EnableRaisingEvents = true };
        process.OutputDataReceived += (_, e) => Read(e.Data);
        process.ErrorDataReceived += (_, e) => Read(e.Data);
        process.Exited += (_, _) => listening.TrySetException(new InvalidOperationException("The program ended before it listened."));
        process.Start();
        watchdog = Watch(process.Id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where it listens, http://127.0.0.1:port/.</summary>
    public Uri Address => address ?? throw new InvalidOperationException("The program does not listen yet.");

    /// <summary>What it wrote to standard output and standard error so far.</summary>
    public IReadOnlyList<string> Log => [.. lines];

    public int Id => process.Id;

    public bool HasExited => process.HasExited;

    /// <summary>From the start of the process to its first "ready".</summary>
    public TimeSpan StartedIn { get; private set; }

    /// <summary>The program as built beside this assembly, in the same configuration.</summary>
    public static string Program { get; } = FindProgram();

    /// <summary>Starts a node and waits until it is ready, or only until it listens.</summary>
    /// <param name="connectionString">The superuser's, of a migrated database: <c>ConnectionStrings__Default</c>.</param>
    /// <param name="environment">More settings, as environment variables; null removes one.</param>
    /// <param name="port">A fixed port, to come back at the same address; 0 takes a free one.</param>
    public static async Task<WebProcess> StartAsync(string connectionString, IReadOnlyDictionary<string, string?>? environment = null, int port = 0, bool untilReady = true)
    {
        var watch = Stopwatch.StartNew();
        var start = StartInfo(connectionString, environment);
        start.Environment["ASPNETCORE_URLS"] = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        var web = new WebProcess(start);
        try
        {
            using var timeout = new CancellationTokenSource(StartTimeout);
            web.address = await web.listening.Task.WaitAsync(timeout.Token);
            if (untilReady) await web.ReadyAsync(timeout.Token);
            web.StartedIn = watch.Elapsed;
            return web;
        }
        catch (Exception e)
        {
            await web.DisposeAsync();
            throw new InvalidOperationException("The program did not become ready. Its log:\n" + string.Join('\n', web.lines.TakeLast(60)), e);
        }
    }

    /// <summary>Runs a command of the program (migrate, seed, channel create …) to its end.</summary>
    public static async Task<CommandResult> RunAsync(string connectionString, string[] arguments, IReadOnlyDictionary<string, string?>? environment = null, string? input = null)
    {
        var start = StartInfo(connectionString, environment);
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        start.RedirectStandardInput = true;
        using var command = Process.Start(start)!;
        using var guard = Watch(command.Id);
        var output = command.StandardOutput.ReadToEndAsync();
        var error = command.StandardError.ReadToEndAsync();
        if (input is not null) await command.StandardInput.WriteAsync(input);
        command.StandardInput.Close();
        await command.WaitForExitAsync();
        await LetGoAsync(guard);
        return new CommandResult(command.ExitCode, await output, await error);
    }

    /// <summary>Waits for /health/ready to answer 200.</summary>
    public async Task ReadyAsync(CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Address };
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            if (process.HasExited) throw new InvalidOperationException("The program ended before it was ready.");
            try
            {
                using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation);
                if (answer.IsSuccessStatusCode) return;
            }
            catch (HttpRequestException)
            {
                // Not yet.
            }
        }
        while (await pace.WaitForNextTickAsync(cancellation));
    }

    /// <summary>kill -9: nothing of it runs on.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> StopAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        using var timeout = new CancellationTokenSource(TimeSpan.FromSeconds(40));
        await process.WaitForExitAsync(timeout.Token);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        await LetGoAsync(watchdog);
        watchdog.Dispose();
        process.Dispose();
    }

    private static ProcessStartInfo StartInfo(string connectionString, IReadOnlyDictionary<string, string?>? environment)
    {
        var start = new ProcessStartInfo("dotnet", [Program]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetDirectoryName(Program)! };
        start.Environment["ConnectionStrings__Default"] = connectionString;
        start.Environment.Remove("PORT");
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>(StringComparer.Ordinal))
        {
            if (value is null) start.Environment.Remove(name);
            else start.Environment[name] = value;
        }

        return start;
    }

    // Reads from a pipe that only this process holds: its end without a word means that this process died, and then the child goes too.
    private static Process Watch(int processId) =>
        Process.Start(new ProcessStartInfo("sh", ["-c", "read -r _ || kill -9 \"$0\"", processId.ToString(CultureInfo.InvariantCulture)]) { UseShellExecute = false, RedirectStandardInput = true })!;

    private static async Task LetGoAsync(Process watchdog)
    {
        if (!watchdog.HasExited) await watchdog.StandardInput.WriteLineAsync("done");
        await watchdog.WaitForExitAsync();
    }

    private static string FindProgram()
    {
        // Of this project, or of the one that runs it: …/BatteryCrm.X/bin/Release/net10.0/
        var output = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = output.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "BatteryCrm.Web", "bin", output.Parent.Name, output.Name, "BatteryCrm.Web.dll");
    }

    private void Read(string? line)
    {
        if (line is null) return;
        lines.Enqueue(line);
        if (ListeningLine().Match(line) is { Success: true } match) listening.TrySetResult(new Uri(match.Groups["address"].Value));
    }

    [GeneratedRegex("Now listening on: (?<address>http://[0-9.:]+)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex ListeningLine();
}

/// <summary>How a command of the program ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error)
{
    /// <summary>The last line of standard output, where the create commands print the id.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1].Trim();
}
