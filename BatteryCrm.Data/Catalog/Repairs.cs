using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.Catalog;

/// <summary>What is replaced or done: Дисплей, Батарея, ПО …</summary>
public class RepairType : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public string? Description { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A group of complaints as clients put them: Экран, Зарядка …</summary>
public class IssueType : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>One complaint within its group.</summary>
public class Issue : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid IssueTypeId { get; set; }
    public required string Name { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>
/// A price: the most specific active row wins (model + repair type, then brand + repair type, then repair type). Empty ids mean "any".
/// </summary>
public class Service : ITenantRow
{
    public Guid Id { get; set; }
    public Guid TenantId { get; set; }
    public Guid? BrandId { get; set; }
    public Guid? ModelId { get; set; }
    public Guid? RepairTypeId { get; set; }
    public required string MalfunctionCategory { get; set; }
    public required string MalfunctionType { get; set; }

    /// <summary>Roubles, labour and part.</summary>
    public decimal PriceRub { get; set; }

    /// <summary>Roubles, labour alone (the client brings the part); null = needs an estimate.</summary>
    public decimal? LabourRub { get; set; }
    public int DurationMinutes { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class RepairTypeMap : IEntityTypeConfiguration<RepairType>
{
    public void Configure(EntityTypeBuilder<RepairType> b)
    {
        b.ToTable("repair_types");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Name });
    }
}

internal sealed class IssueTypeMap : IEntityTypeConfiguration<IssueType>
{
    public void Configure(EntityTypeBuilder<IssueType> b)
    {
        b.ToTable("issue_types");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.Name }).IsUnique();
        b.HasIndex(x => new { x.TenantId, x.IsActive });
    }
}

internal sealed class IssueMap : IEntityTypeConfiguration<Issue>
{
    public void Configure(EntityTypeBuilder<Issue> b)
    {
        b.ToTable("issues");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.RefersTo<Issue, IssueType>(x => new { x.TenantId, x.IssueTypeId }, c => new { c.TenantId, c.Id });
        b.HasIndex(x => new { x.TenantId, x.IssueTypeId, x.Name }).IsUnique();
        b.HasIndex(x => x.IssueTypeId);
        b.HasIndex(x => new { x.TenantId, x.IsActive });
    }
}

internal sealed class ServiceMap : IEntityTypeConfiguration<Service>
{
    public void Configure(EntityTypeBuilder<Service> b)
    {
        b.ToTable("services");
        b.Property(x => x.Id).HasId();
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasIndex(x => new { x.TenantId, x.RepairTypeId, x.ModelId, x.BrandId }).HasDatabaseName("ix_services_price");
        b.RefersTo<Service, Brand>(x => new { x.TenantId, x.BrandId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Service, Model>(x => new { x.TenantId, x.ModelId }, c => new { c.TenantId, c.Id });
        b.RefersTo<Service, RepairType>(x => new { x.TenantId, x.RepairTypeId }, c => new { c.TenantId, c.Id });
    }
}
