using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Files as rows of pieces: they are backed up, isolated and deleted with everything else of a tenant.</summary>
internal sealed class PostgresFileStore : IFileStore
{
    public const int ChunkBytes = 256 * 1024;

    public async Task SaveAsync(CrmDb db, StoredFile file, Stream content, CancellationToken cancellation)
    {
        db.StoredFiles.Add(file);
        await db.SaveChangesAsync(cancellation);
        var buffer = new byte[ChunkBytes];
        for (var no = 0; ; no++)
        {
            var read = await content.ReadAtLeastAsync(buffer, ChunkBytes, throwOnEndOfStream: false, cancellation);
            if (read == 0) return;
            var bytes = read == ChunkBytes ? buffer : buffer[..read];
            await db.Database.ExecuteSqlAsync(
                $"insert into stored_file_chunks (tenant_id, file_id, no, bytes) values ({file.TenantId}, {file.Id}, {no}, {bytes})", cancellation);
        }
    }

    public Stream Open(Func<CancellationToken, Task<CrmDb>> connect, StoredFile file) => new ChunkStream(connect, file);

    public void Forget(Guid tenantId, Guid fileId)
    {
        // The pieces went with their row.
    }
}
