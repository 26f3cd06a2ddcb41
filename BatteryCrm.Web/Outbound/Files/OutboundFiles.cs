using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using BatteryCrm.Web.Channels;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>The files of answers on their way out, whole: a platform that is half fed cannot be told to wait for the database.</summary>
internal sealed class OutboundFiles(IDbContextFactory<WorkerDb> factory, IFileStore store)
{
    /// <returns>Null for an answer of words alone.</returns>
    /// <exception cref="IOException">The store does not have all of it.</exception>
    public async Task<OutgoingFile?> ReadAsync(ClaimedAnswer answer, CancellationToken cancellation)
    {
        if (answer.FileId is not { } id) return null;
        var row = new StoredFile { Id = id, TenantId = answer.TenantId, SizeBytes = answer.SizeBytes ?? 0, MimeType = answer.MimeType!, Sha256 = string.Empty };
        var bytes = new byte[row.SizeBytes];
        await using var content = store.Open(async c => await factory.CreateDbContextAsync(c), row);
        await content.ReadExactlyAsync(bytes, cancellation);
        return new OutgoingFile(answer.FileKind!, answer.FileName!, row.MimeType, bytes, answer.Width, answer.Height);
    }
}
