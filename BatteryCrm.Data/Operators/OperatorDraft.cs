using BatteryCrm.Data.Appeals;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Operators;

/// <summary>What an operator has typed for an appeal and not sent: it survives a reload, another tab and another device.</summary>
public class OperatorDraft : ITenantRow
{
    public Guid TenantId { get; set; }
    public Guid OperatorId { get; set; }
    public Guid AppealId { get; set; }

    /// <summary>Empty while there is only something to quote.</summary>
    public required string Text { get; set; }

    /// <summary>The message that the answer will quote; null = none.</summary>
    public Guid? ReplyToId { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class OperatorDraftMap : IEntityTypeConfiguration<OperatorDraft>
{
    public void Configure(EntityTypeBuilder<OperatorDraft> b)
    {
        b.ToTable("operator_drafts");
        b.HasKey(x => new { x.OperatorId, x.AppealId });
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.RefersTo<OperatorDraft, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.RefersTo<OperatorDraft, Messages.Message>(x => new { x.TenantId, x.ReplyToId }, m => new { m.TenantId, m.Id });
        b.HasIndex(x => new { x.TenantId, x.AppealId });
    }
}
