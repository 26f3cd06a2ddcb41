using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace BatteryCrm.Web.Channels;

/// <summary>
/// A body that knows whether any of it may have left. A request whose body was never begun cannot have been acted upon: refused connections, DNS, TLS and
/// connect time-outs all end before it, whatever exception they come as.
/// </summary>
internal sealed class OneShotBody : HttpContent
{
    private readonly HttpContent content;

    public OneShotBody(HttpContent content)
    {
        this.content = content;
        Headers.ContentType = content.Headers.ContentType;
    }

    /// <summary>True from the moment the body was handed to a connection.</summary>
    public bool Begun { get; private set; }

    public static OneShotBody Json<T>(T value, JsonSerializerOptions options) =>
        new(new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(value, options)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } });

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Begun = true;
        await content.CopyToAsync(stream, context, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = content.Headers.ContentLength ?? -1;
        return length >= 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) content.Dispose();
        base.Dispose(disposing);
    }
}
