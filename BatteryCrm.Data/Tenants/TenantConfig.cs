using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Tenants;

/// <summary>One setting of one tenant; the keys and their meaning are <see cref="TenantSettings"/>.</summary>
public class TenantConfig : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Key { get; set; }

    /// <summary>JSON text: a number, string, boolean or object, by key.</summary>
    public required string Value { get; set; }
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class TenantConfigMap : IEntityTypeConfiguration<TenantConfig>
{
    public void Configure(EntityTypeBuilder<TenantConfig> b)
    {
        b.ToTable("tenant_configs");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Value).HasColumnType("jsonb");
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Key }).IsUnique();
    }
}
