using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Appointments;

/// <summary>Somebody who repairs; appointments are booked with them.</summary>
public class Master : ITenantRow
{
    public int Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>In the tenant's zone.</summary>
    public TimeOnly WorkingHoursStart { get; set; } = new(9, 0);
    public TimeOnly WorkingHoursEnd { get; set; } = new(20, 0);
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class MasterMap : IEntityTypeConfiguration<Master>
{
    public void Configure(EntityTypeBuilder<Master> b)
    {
        b.ToTable("masters");
        b.Property(x => x.Id).UseIdentityByDefaultColumn();
        b.Property(x => x.WorkingHoursStart).HasDefaultValueSql("'09:00'");
        b.Property(x => x.WorkingHoursEnd).HasDefaultValueSql("'20:00'");
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Name });
    }
}
