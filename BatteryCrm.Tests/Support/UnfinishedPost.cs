using System.Net.Sockets;
using System.Text;

namespace BatteryCrm.Tests.Support;

/// <summary>Begins to post a form and says nothing more: the server has the headers and waits for the rest.</summary>
internal sealed class UnfinishedPost : IDisposable
{
    public const string ToldToGoOn = "HTTP/1.1 100 Continue";
    private readonly TcpClient client = new();
    private StreamReader? answers;

    public static async Task<UnfinishedPost> BeginAsync(Uri address, string path, string? cookies = null)
    {
        var post = new UnfinishedPost();
        await post.client.ConnectAsync(address.Host, address.Port);
        var headers = $"POST {path} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n" +
            $"Expect: 100-continue\r\n{(cookies is null ? null : $"Cookie: {cookies}\r\n")}\r\n";
        await post.client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(headers));
        post.answers = new StreamReader(post.client.GetStream(), Encoding.ASCII);
        return post;
    }

    /// <summary>The server's next status line; it tells to go on when it begins to read the form. Null when it ended the connection.</summary>
    public async Task<string?> StatusAsync()
    {
        try
        {
            while (await answers!.ReadLineAsync() is { } line)
                if (line.StartsWith("HTTP/", StringComparison.Ordinal)) return line;
        }
        catch (IOException)
        {
            // Cut without a word.
        }

        return null;
    }

    public void Dispose()
    {
        answers?.Dispose();
        client.Dispose();
    }
}
