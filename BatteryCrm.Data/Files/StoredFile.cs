using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Files;

/// <summary>A file kept for a tenant; its bytes are <see cref="StoredFileChunk"/> rows, or a file in a folder when the installation is set so.</summary>
public class StoredFile : ITenantRow
{
    /// <summary>The largest that is kept, in bytes: clients' files and ours.</summary>
    public const long MaxBytes = 20 * 1024 * 1024;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public long SizeBytes { get; set; }

    /// <summary>As sniffed from the bytes, not as claimed.</summary>
    public required string MimeType { get; set; }

    /// <summary>Hex.</summary>
    public required string Sha256 { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A piece of a file, at most 256 KB, so that reading streams instead of filling memory.</summary>
public class StoredFileChunk : ITenantRow
{
    public Guid TenantId { get; set; }
    public Guid FileId { get; set; }
    public int No { get; set; }
    public required byte[] Bytes { get; set; }
}

internal sealed class StoredFileMap : IEntityTypeConfiguration<StoredFile>
{
    public void Configure(EntityTypeBuilder<StoredFile> b)
    {
        b.ToTable("stored_files");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
    }
}

internal sealed class StoredFileChunkMap : IEntityTypeConfiguration<StoredFileChunk>
{
    public void Configure(EntityTypeBuilder<StoredFileChunk> b)
    {
        b.ToTable("stored_file_chunks");
        b.HasKey(x => new { x.FileId, x.No });
        b.HasOne<StoredFile>().WithMany().HasForeignKey(x => new { x.TenantId, x.FileId }).HasPrincipalKey(f => new { f.TenantId, f.Id }).OnDelete(DeleteBehavior.Cascade);
    }
}
