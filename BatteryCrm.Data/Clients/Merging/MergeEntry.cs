using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Clients.Merging;

/// <summary>
/// One thing that a merge did, so that it can be taken back to the letter; table <c>merge_journal</c>. It stays when the merge is undone, unlike the row of <see cref="ClientMerge"/>.
/// </summary>
public class MergeEntry : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>The id of <see cref="ClientMerge"/>, which is gone after an undo: no foreign key.</summary>
    public Guid MergeId { get; set; }

    /// <summary>One of <see cref="MergeEntries"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>The two clients, on the entry of the merge itself; null on all others.</summary>
    public Guid? MasterClientId { get; set; }
    public Guid? MergedClientId { get; set; }

    /// <summary>The row that moved or changed: an appeal, an identity, a client, a row of another table. Null on the entry of the merge itself.</summary>
    public Guid? SubjectId { get; set; }

    /// <summary>The column of <c>clients</c>, or the table of a row that moved; null else.</summary>
    public string? Field { get; set; }

    /// <summary>JSON: the value before, or what of an appeal's activity was put aside; null when there was none.</summary>
    public string? Before { get; set; }

    /// <summary>JSON: the value that the merge wrote.</summary>
    public string? After { get; set; }
    public Guid? OperatorId { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>On the entry of the merge itself, when and by whom it was undone; null while it stands.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
    public Guid? UndoneBy { get; set; }
}

/// <summary>Values of <see cref="MergeEntry.Kind"/>.</summary>
public static class MergeEntries
{
    /// <summary>The merge itself.</summary>
    public const string Merge = "merge";

    /// <summary>An appeal went to the master.</summary>
    public const string Appeal = "appeal";

    /// <summary>An identity went to the master.</summary>
    public const string Identity = "identity";

    /// <summary>A column of one of the two clients was overwritten.</summary>
    public const string Field = "field";

    /// <summary>An appeal waits for nobody any more, or for somebody again, since the other client was blocked or was not.</summary>
    public const string Mute = "mute";

    /// <summary>A row of one of <see cref="MergeTables"/> went to the master; the field is the table.</summary>
    public const string Row = "row";
}

internal sealed class MergeEntryMap : IEntityTypeConfiguration<MergeEntry>
{
    public void Configure(EntityTypeBuilder<MergeEntry> b)
    {
        b.ToTable("merge_journal", t => t.HasCheckConstraint("ck_merge_journal_kind", "kind in ('merge','appeal','identity','field','mute','row')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Before).HasColumnType("jsonb");
        b.Property(x => x.After).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<MergeEntry, Client>(x => new { x.TenantId, x.MasterClientId }, c => new { c.TenantId, c.Id });
        b.RefersTo<MergeEntry, Client>(x => new { x.TenantId, x.MergedClientId }, c => new { c.TenantId, c.Id });
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.UndoneBy).OnDelete(DeleteBehavior.NoAction);

        // All of one merge.
        b.HasIndex(x => new { x.TenantId, x.MergeId, x.Kind }).HasDatabaseName("ix_merge_journal_merge");

        // Merges, the newest first.
        b.HasIndex(x => new { x.TenantId, x.CreatedAt, x.MergeId }).IsDescending(false, true, true).HasFilter("kind = 'merge'").HasDatabaseName("ix_merge_journal_made");
    }
}
