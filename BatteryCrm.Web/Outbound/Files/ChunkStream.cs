using BatteryCrm.Data;
using BatteryCrm.Data.Files;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Web.Outbound.Files;

/// <summary>Reads a file piece by piece, each in a query of its own: a slow reader holds no connection and no more than one piece.</summary>
internal sealed class ChunkStream(Func<CancellationToken, Task<CrmDb>> connect, StoredFile file) : Stream
{
    private byte[] chunk = [];
    private int chunkNo = -1;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => file.SizeBytes;

    public override long Position { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Position >= Length || buffer.IsEmpty) return 0;
        var no = (int)(Position / PostgresFileStore.ChunkBytes);
        if (no != chunkNo)
        {
            await using var db = await connect(cancellationToken);
            chunk = await db.StoredFileChunks.Where(c => c.FileId == file.Id && c.No == no).Select(c => c.Bytes).SingleOrDefaultAsync(cancellationToken)
                ?? throw new EndOfStreamException($"File {file.Id} lacks piece {no}.");
            chunkNo = no;
        }

        var offset = (int)(Position % PostgresFileStore.ChunkBytes);
        var count = Math.Min(buffer.Length, chunk.Length - offset);
        chunk.AsMemory(offset, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    };

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
        // Nothing is written.
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
