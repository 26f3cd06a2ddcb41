using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Files;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>A file that an operator has put beside the answer that he is writing; with the answer it becomes a <see cref="Messages.MessageAttachment"/>.</summary>
public class DraftFile : ITenantRow
{
    /// <summary>So many may wait beside one answer.</summary>
    public const int Most = 10;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid OperatorId { get; set; }
    public Guid AppealId { get; set; }
    public Guid FileId { get; set; }

    /// <summary>As the operator's device calls it.</summary>
    public required string FileName { get; set; }

    /// <summary>As of <see cref="Messages.MessageAttachment.Kind"/>, by the file's type.</summary>
    public required string Kind { get; set; }

    /// <summary>In pixels, as the browser measured it; null for what is no picture.</summary>
    public int? Width { get; set; }
    public int? Height { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class DraftFileMap : IEntityTypeConfiguration<DraftFile>
{
    public void Configure(EntityTypeBuilder<DraftFile> b)
    {
        b.ToTable("draft_files", t => t.HasCheckConstraint("ck_draft_files_file_name", "length(file_name) between 1 and 200"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.RefersTo<DraftFile, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<DraftFile, StoredFile>(x => new { x.TenantId, x.FileId }, f => new { f.TenantId, f.Id });
        b.HasIndex(x => new { x.OperatorId, x.AppealId, x.CreatedAt, x.Id });
    }
}
