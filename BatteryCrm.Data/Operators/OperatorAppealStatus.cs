using BatteryCrm.Data.Appeals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>What one operator has to do with one appeal. Who holds it is <see cref="AppealActivity.HolderId"/>; this row follows in the same transaction.</summary>
public class OperatorAppealStatus : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Always set; nullable because the specification has it so.</summary>
    public Guid? OperatorId { get; set; }
    public Guid? AppealId { get; set; }

    /// <summary>pending (a notice was delivered), viewed, in_progress (taken), completed, rejected.</summary>
    public string Status { get; set; } = "pending";
    public DateTimeOffset? NotifiedAt { get; set; }
    public DateTimeOffset? ViewedAt { get; set; }
    public DateTimeOffset? CompletedAt { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class OperatorAppealStatusMap : IEntityTypeConfiguration<OperatorAppealStatus>
{
    public void Configure(EntityTypeBuilder<OperatorAppealStatus> b)
    {
        b.ToTable("operator_appeal_status", t => t.HasCheckConstraint(
            "ck_operator_appeal_status_status", "status in ('pending','viewed','in_progress','completed','rejected')"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Status).HasDefaultValue("pending");
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.RefersTo<OperatorAppealStatus, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.HasIndex(x => new { x.TenantId, x.OperatorId, x.AppealId }).IsUnique();
        b.HasIndex(x => x.OperatorId);
        b.HasIndex(x => x.AppealId);
        b.HasIndex(x => x.Status);
    }
}
