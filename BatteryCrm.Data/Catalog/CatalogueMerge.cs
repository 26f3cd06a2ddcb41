using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Catalog;

/// <summary>Two rows of a catalogue became one; kept so that it can be taken back.</summary>
public class CatalogueMerge : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The table of the two.</summary>
    public required string Subject { get; set; }
    public required string KeptId { get; set; }
    public required string MergedId { get; set; }

    /// <summary>The <see cref="Settings.SettingsVersion.ChangeId"/> under which it was made.</summary>
    public Guid ChangeId { get; set; }

    /// <summary>JSON array of the steps in their order: which rows of which table were led from one id to another, what was archived, which spellings were added.</summary>
    public required string Moved { get; set; }
    public Guid OperatorId { get; set; }
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
}

internal sealed class CatalogueMergeMap : IEntityTypeConfiguration<CatalogueMerge>
{
    public void Configure(EntityTypeBuilder<CatalogueMerge> b)
    {
        b.ToTable("catalogue_merges", t => t.HasCheckConstraint("ck_catalogue_merges_two", "kept_id <> merged_id"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Moved).HasColumnType("jsonb");
        b.Property(x => x.MadeAt).HasNow();
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.Subject, x.KeptId, x.MadeAt }).IsDescending(false, false, false, true).HasDatabaseName("ix_catalogue_merges_row");
    }
}
