using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BatteryCrm.Web.Channels;

/// <summary>
/// A JSON body that knows whether any of it may have left. A request whose body was never begun cannot have been acted upon: refused connections, DNS, TLS and
/// connect time-outs all end before it, whatever exception they come as.
/// </summary>
internal sealed class OneShotJson : HttpContent
{
    private readonly byte[] bytes;

    private OneShotJson(byte[] bytes)
    {
        this.bytes = bytes;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    /// <summary>True from the moment the body was handed to a connection.</summary>
    public bool Begun { get; private set; }

    public static OneShotJson Of<T>(T value, JsonSerializerOptions options) => new(JsonSerializer.SerializeToUtf8Bytes(value, options));

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begun = true;
        await stream.WriteAsync(bytes, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return true;
    }
}
