using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Catalog;

/// <summary>Телефон, Планшет, Ноутбук …</summary>
public class DeviceType : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A maker of devices, with the spellings by which clients name it.</summary>
public class Brand : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }

    /// <summary>Lower case, look-alike letters folded; what a search compares.</summary>
    public required string NormalizedName { get; set; }
    public string[] Aliases { get; set; } = [];
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A model of a brand, with the spellings by which clients name it.</summary>
public class Model : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid BrandId { get; set; }
    public Guid? DeviceTypeId { get; set; }
    public required string Name { get; set; }
    public string[] Aliases { get; set; } = [];
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

internal sealed class DeviceTypeMap : IEntityTypeConfiguration<DeviceType>
{
    public void Configure(EntityTypeBuilder<DeviceType> b)
    {
        b.ToTable("device_types");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Name });
    }
}

internal sealed class BrandMap : IEntityTypeConfiguration<Brand>
{
    public void Configure(EntityTypeBuilder<Brand> b)
    {
        b.ToTable("brands");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Aliases).HasJsonList();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Name });
    }
}

internal sealed class ModelMap : IEntityTypeConfiguration<Model>
{
    public void Configure(EntityTypeBuilder<Model> b)
    {
        b.ToTable("models");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.Aliases).HasJsonList();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.RefersTo<Model, Brand>(x => new { x.TenantId, x.BrandId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Model, DeviceType>(x => new { x.TenantId, x.DeviceTypeId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.TenantId, x.Name });
        b.HasIndex(x => x.BrandId);
        b.HasIndex(x => x.DeviceTypeId);
    }
}
