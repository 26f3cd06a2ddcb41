using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Channels;

/// <summary>What an admin decided of a group of unmatched marks; kept so that it can be taken back.</summary>
public class MarkDecision : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Of the group: <see cref="LeadTouch.MarksKey"/>.</summary>
    public required string MarksKey { get; set; }

    /// <summary>One of <see cref="MarkDecisions"/>.</summary>
    public required string Kind { get; set; }

    /// <summary>JSON of what a made source changed: its id, the touches that it matched, appeals with their source and sales channel of before. Null for a hidden group.</summary>
    public string? Applied { get; set; }
    public Guid OperatorId { get; set; }
    public DateTimeOffset MadeAt { get; set; }

    /// <summary>Null while it stands.</summary>
    public DateTimeOffset? UndoneAt { get; set; }
}

/// <summary>Values of <see cref="MarkDecision.Kind"/>.</summary>
public static class MarkDecisions
{
    /// <summary>A lead source was made of the marks, or one that fits was applied.</summary>
    public const string Source = "source";

    /// <summary>"Не учитывать": the group is listed no more.</summary>
    public const string Hidden = "hidden";
}

internal sealed class MarkDecisionMap : IEntityTypeConfiguration<MarkDecision>
{
    public void Configure(EntityTypeBuilder<MarkDecision> b)
    {
        b.ToTable("mark_decisions", t => t.HasCheckConstraint("ck_mark_decisions_kind", "kind in ('source','hidden')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Applied).HasColumnType("jsonb");
        b.Property(x => x.MadeAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.MarksKey }).IsUnique().HasFilter("kind = 'hidden' and undone_at is null").HasDatabaseName("ux_mark_decisions_hidden");
        b.HasIndex(x => new { x.TenantId, x.MadeAt }).IsDescending(false, true).HasDatabaseName("ix_mark_decisions_recent");
    }
}
