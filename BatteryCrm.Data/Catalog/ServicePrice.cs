using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Catalog;

/// <summary>
/// What a <see cref="Service"/> costs from a day on. The one that is in force stands in the service itself; the earlier ones are kept here by a trigger, whichever way the price was changed, and the
/// coming ones wait here for their day.
/// </summary>
public class ServicePrice : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid ServiceId { get; set; }

    /// <summary>Roubles, labour and part.</summary>
    public decimal PriceRub { get; set; }

    /// <summary>Roubles, labour alone. Null = needs an estimate; while the price is planned, null = stays as it is then.</summary>
    public decimal? LabourRub { get; set; }

    /// <summary>Null only while the price is planned: stays as it is then.</summary>
    public int? DurationMinutes { get; set; }

    /// <summary>A day on the calendar of the tenant's zone.</summary>
    public DateOnly ValidFrom { get; set; }
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Null for a command or a rule.</summary>
    public Guid? CreatedByOperatorId { get; set; }

    /// <summary>When it became the service's price; null while it is planned.</summary>
    public DateTimeOffset? AppliedAt { get; set; }
}

internal sealed class ServicePriceMap : IEntityTypeConfiguration<ServicePrice>
{
    public void Configure(EntityTypeBuilder<ServicePrice> b)
    {
        b.ToTable("service_prices", t =>
        {
            t.HasCheckConstraint("ck_service_prices_not_negative", "price_rub >= 0 and labour_rub >= 0 and duration_minutes >= 0");
            t.HasCheckConstraint("ck_service_prices_whole", "applied_at is null or duration_minutes is not null");
        });
        b.Property(x => x.Id).HasId();
        b.Property(x => x.CreatedAt).HasNow();
        b.HasOne<Service>().WithMany().HasForeignKey(x => new { x.TenantId, x.ServiceId }).HasPrincipalKey(x => new { x.TenantId, x.Id }).OnDelete(DeleteBehavior.Cascade);
        b.HasOne<Operators.Operator>().WithMany().HasForeignKey(x => x.CreatedByOperatorId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => new { x.TenantId, x.ServiceId, x.ValidFrom }).IsDescending(false, false, true).HasDatabaseName("ix_service_prices_row");
        b.HasIndex(x => new { x.TenantId, x.ServiceId, x.ValidFrom }, "ix_service_prices_planned").IsUnique().HasFilter("applied_at is null").HasDatabaseName("ix_service_prices_planned");
        b.HasIndex(x => new { x.TenantId, x.ValidFrom }).HasFilter("applied_at is null").HasDatabaseName("ix_service_prices_due");
    }
}
