using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace BatteryCrm.Bench.Intake;

/// <summary>What a load did: answers of 200, other answers, and for each 200 the milliseconds from when it was due.</summary>
internal sealed record LoadResult(int Acknowledged, int Refused, TimeSpan Took, IReadOnlyList<double> Delays)
{
    public double PerSecond => Acknowledged / Took.TotalSeconds;

    public double Percentile(double share) => Delays.Count == 0 ? double.NaN : Delays.Order().ElementAt(Math.Min((int)(Delays.Count * share), Delays.Count - 1));
}

/// <summary>
/// Posts webhooks over keep-alive connections, one request at a time on each. One thread with bare sockets and bytes made beforehand, since what it costs is
/// missing to the program and the database on the same cores.
/// </summary>
internal sealed class WebhookLoad : IDisposable
{
    private readonly TelegramTraffic traffic;
    private readonly List<Connection> connections = [];
    private readonly Dictionary<Socket, Connection> busy = [];
    private readonly List<Socket> readable = [];

    public WebhookLoad(TelegramTraffic traffic, int port, int count)
    {
        this.traffic = traffic;
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Connect(IPAddress.Loopback, port);
            connections.Add(new Connection(socket));
        }
    }

    /// <summary>Each connection posts again as soon as it is answered, for so long; then what is under way is awaited. A delay is counted from sending.</summary>
    public LoadResult Saturate(TimeSpan duration) => Run(duration, null);

    /// <summary>So many posts: each connection takes the next as soon as it is answered.</summary>
    public LoadResult Post(int count) => Run(TimeSpan.FromMinutes(5), null, count);

    /// <summary>
    /// Posts at a fixed rate whatever the answers do. A delay is counted from when the post was due, so that a stall counts for all that it held up.
    /// </summary>
    public LoadResult Pace(double perSecond, TimeSpan duration) => Run(duration, Stopwatch.Frequency / perSecond);

    public void Dispose() => connections.ForEach(c => c.Socket.Dispose());

    private LoadResult Run(TimeSpan duration, double? interval, int limit = int.MaxValue)
    {
        var start = Stopwatch.GetTimestamp();
        var end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        var idle = new Stack<Connection>(connections);
        var delays = new List<double>(200_000);
        var (sent, refused, finished) = (0, 0, start);
        while (true)
        {
            for (var now = Stopwatch.GetTimestamp(); idle.Count > 0 && sent < limit; now = Stopwatch.GetTimestamp())
            {
                var due = interval is { } gap ? start + (long)(sent * gap) : now;
                if (due > now || due >= end) break;
                var connection = idle.Pop();
                connection.Due = due;
                connection.Socket.Send(traffic.Next().Request.Span);
                busy[connection.Socket] = connection;
                sent++;
            }

            if (busy.Count == 0 && (sent >= limit || Stopwatch.GetTimestamp() >= end)) break;
            foreach (var connection in Answered())
            {
                finished = Stopwatch.GetTimestamp();
                if (connection.IsOk) delays.Add((finished - connection.Due) * 1000.0 / Stopwatch.Frequency);
                else refused++;
                busy.Remove(connection.Socket);
                idle.Push(connection);
            }
        }

        return new LoadResult(delays.Count, refused, Stopwatch.GetElapsedTime(start, finished), delays);
    }

    private IEnumerable<Connection> Answered()
    {
        readable.Clear();
        if (busy.Count == 0) readable.Add(connections[0].Socket);
        else readable.AddRange(busy.Keys);
        Socket.Select(readable, null, null, TimeSpan.FromMilliseconds(1));
        foreach (var socket in readable)
            if (busy.TryGetValue(socket, out var connection) && connection.Receive()) yield return connection;
    }

    private sealed class Connection(Socket socket)
    {
        private readonly byte[] answer = new byte[4096];
        private int length;
        private string lastLine = string.Empty;

        public Socket Socket => socket;

        public long Due { get; set; }

        public bool IsOk { get; private set; }

        /// <summary>Reads what is there; true when the answer is whole. The program answers webhooks without a body.</summary>
        public bool Receive()
        {
            var read = socket.Receive(answer.AsSpan(length));
            if (read == 0) throw new BenchFailedException($"The program closed a connection under load; its last answer there began with '{lastLine}'.");
            length += read;
            var text = answer.AsSpan(0, length);
            if (!text.EndsWith("\r\n\r\n"u8)) return false;
            IsOk = text.StartsWith("HTTP/1.1 200"u8);
            if (!IsOk) lastLine = Encoding.ASCII.GetString(text[..text.IndexOf("\r\n"u8)]);
            length = 0;
            return true;
        }
    }
}
