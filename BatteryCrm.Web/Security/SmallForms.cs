using Microsoft.AspNetCore.Mvc;

namespace BatteryCrm.Web.Security;

/// <summary>
/// Forms of a few fields: what is larger is none of ours and is not read to its end. Read before anything is taken that others wait for: a browser sends such a
/// form at once, and one that trickles in must hold nothing but its own connection.
/// </summary>
internal static class SmallForms
{
    /// <summary>Bytes of a whole body.</summary>
    public const int Limit = 64 * 1024;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <summary>The server refuses larger bodies, also those that do not tell their length (413).</summary>
    public static TBuilder TakesSmallForms<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(new RequestSizeLimitAttribute(Limit));

    /// <summary>The whole form; null for what is no form, or a broken one.</summary>
    /// <exception cref="BadHttpRequestException">Too large: the server answers 413.</exception>
    /// <exception cref="OperationCanceledException">Not here after ten seconds: the connection is cut.</exception>
    public static async Task<IFormCollection?> ReadAsync(HttpContext http)
    {
        if (!http.Request.HasFormContentType) return null;
        using var deadline = new CancellationTokenSource(Deadline, http.RequestServices.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, deadline.Token);
        try
        {
            return await http.Request.ReadFormAsync(either.Token);
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException { StatusCode: not StatusCodes.Status413PayloadTooLarge })
        {
            return null;
        }
    }
}
