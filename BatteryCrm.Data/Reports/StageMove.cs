using BatteryCrm.Data.Appeals;
using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Reports;

/// <summary>A move of an appeal between stages, as the log of actions has it; written by a trigger of the log alone.</summary>
public class StageMove : ITenantRow
{
    /// <summary>Of the line of the log.</summary>
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid AppealId { get; set; }

    /// <summary>The place in <see cref="Stages.All"/>, from 0.</summary>
    public short FromPlace { get; set; }
    public short ToPlace { get; set; }

    /// <summary>Since when it had stood at <see cref="FromPlace"/>.</summary>
    public DateTimeOffset Since { get; set; }
    public DateTimeOffset At { get; set; }

    /// <summary>Who moved it; null for a rule.</summary>
    public Guid? OperatorId { get; set; }
}

internal sealed class StageMoveMap : IEntityTypeConfiguration<StageMove>
{
    public void Configure(EntityTypeBuilder<StageMove> b)
    {
        b.ToTable("stage_moves");
        b.Property(x => x.Id).ValueGeneratedNever();
        b.RefersTo<StageMove, Appeal>(x => new { x.TenantId, x.AppealId }, a => new { a.TenantId, a.Id });
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.At }).HasDatabaseName("ix_stage_moves_at");
        b.HasIndex(x => new { x.AppealId, x.At }).HasDatabaseName("ix_stage_moves_appeal");
    }
}
