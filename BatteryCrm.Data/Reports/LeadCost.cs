using BatteryCrm.Data.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Reports;

/// <summary>What a source of leads cost on one day; one row a source and day.</summary>
public class LeadCost : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid LeadSourceId { get; set; }

    /// <summary>On the tenant's clock.</summary>
    public DateOnly Day { get; set; }

    /// <summary>Roubles; never negative.</summary>
    public decimal AmountRub { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class LeadCostMap : IEntityTypeConfiguration<LeadCost>
{
    public void Configure(EntityTypeBuilder<LeadCost> b)
    {
        b.ToTable("lead_costs", t => t.HasCheckConstraint("ck_lead_costs_amount", "amount_rub >= 0"));
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.RefersTo<LeadCost, LeadSource>(x => new { x.TenantId, x.LeadSourceId }, s => new { s.TenantId, s.Id });
        b.HasIndex(x => new { x.TenantId, x.LeadSourceId, x.Day }).IsUnique().HasDatabaseName("ux_lead_costs_day");
        b.HasIndex(x => new { x.TenantId, x.Day }).HasDatabaseName("ix_lead_costs_day");
    }
}
