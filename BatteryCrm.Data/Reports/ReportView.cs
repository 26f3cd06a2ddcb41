using BatteryCrm.Data.Operators;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Reports;

/// <summary>A report that somebody narrows the same way again and again, under a name.</summary>
public class ReportView : ITenantRow
{
    public const int LongestName = 60;

    public Guid Id { get; set; }
    public Guid TenantId { get; set; }

    /// <summary>Whose it is; null = everybody's of the tenant.</summary>
    public Guid? OperatorId { get; set; }
    public required string Name { get; set; }

    /// <summary>"leads?period=30d": the report and its query, as they stand in the address behind /reports/.</summary>
    public required string Address { get; set; }

    /// <summary>False once archived; its name is free again.</summary>
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public Guid CreatedBy { get; set; }
}

internal sealed class ReportViewMap : IEntityTypeConfiguration<ReportView>
{
    public void Configure(EntityTypeBuilder<ReportView> b)
    {
        b.ToTable("report_views", t =>
        {
            t.HasCheckConstraint("ck_report_views_name", "length(name) between 1 and 60");
            t.HasCheckConstraint("ck_report_views_address", "length(address) between 1 and 2000");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.OperatorId).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Operator>().WithMany().HasForeignKey(x => x.CreatedBy).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.OperatorId, x.Name }).IsUnique().AreNullsDistinct(false).HasFilter("is_active").HasDatabaseName("ux_report_views_name");
    }
}
