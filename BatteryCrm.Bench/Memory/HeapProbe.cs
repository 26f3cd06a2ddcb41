using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace BatteryCrm.Bench.Memory;

/// <summary>What is reachable in a process, and how many consoles it holds.</summary>
/// <param name="Bytes">Of the managed heap, after full collections.</param>
/// <param name="Circuits">Connected or kept for a browser that may come back.</param>
internal sealed record Heap(long Bytes, int Circuits)
{
    public double Megabytes => Bytes / 1e6;
}

/// <summary>Asks another process for its heap over a socket. One half runs there (<see cref="Serve"/>), the other here.</summary>
internal sealed class HeapProbe : IDisposable
{
    private const string Variable = "BATTERYCRM_HEAP_SOCKET";
    private static long circuits;
    private readonly string path = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"batterycrm-heap-{Environment.ProcessId}"));

    /// <summary>What the process to be asked is started with.</summary>
    public IReadOnlyDictionary<string, string?> Environments => new Dictionary<string, string?>(StringComparer.Ordinal)
    {
        ["DOTNET_STARTUP_HOOKS"] = typeof(HeapProbe).Assembly.Location, [Variable] = path,
    };

    public async Task<Heap> AskAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream);
        var words = (await reader.ReadToEndAsync()).Split(' ');
        return new Heap(long.Parse(words[0], CultureInfo.InvariantCulture), int.Parse(words[1], CultureInfo.InvariantCulture));
    }

    public void Dispose() => File.Delete(path);

    /// <summary>In the process that is asked: answers until it ends.</summary>
    internal static void Serve()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } path) return;
        var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Name == "aspnetcore.components.circuit.active") listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<long>((_, change, _, _) => Interlocked.Add(ref circuits, change));
        meters.Start();
        File.Delete(path);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(path));
        socket.Listen();
        new Thread(() => Answer(socket, meters)) { IsBackground = true, Name = "heap probe" }.Start();
    }

    private static void Answer(Socket socket, MeterListener meters)
    {
        while (true)
        {
            using var asked = socket.Accept();
            for (var i = 0; i < 4; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }

            asked.Send(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{GC.GetTotalMemory(forceFullCollection: false)} {Interlocked.Read(ref circuits)}")));
            GC.KeepAlive(meters);
        }
    }
}
