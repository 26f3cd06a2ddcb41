using BatteryCrm.Data.Catalog;
using BatteryCrm.Data.Tenants;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace BatteryCrm.Data.AppealMeta;

/// <summary>A parameter that may be shown beside an appeal; the platform's, the same for all tenants.</summary>
public class AppealMetaConfig
{
    public required string Id { get; set; }
    public required string Label { get; set; }

    /// <summary>appeal, client, device or other: the section of the card.</summary>
    public required string Group { get; set; }
    public decimal Order { get; set; }

    /// <summary>table.field of what is shown, as listed in the behaviour specification.</summary>
    public required string SourceField { get; set; }

    /// <summary>text, date, duration, currency or boolean.</summary>
    public required string FormatType { get; set; }
    public bool IsActive { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

/// <summary>Shows or hides one parameter for one deal type in one tenant; no row means shown.</summary>
public class AppealMetaVisibility : ITenantRow
{
    public required string ConfigId { get; set; }
    public Guid DealTypeId { get; set; }
    public Guid TenantId { get; set; }
    public bool IsVisible { get; set; } = true;
    public DateTimeOffset CreatedAt { get; set; }
    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class AppealMetaConfigMap : IEntityTypeConfiguration<AppealMetaConfig>
{
    public void Configure(EntityTypeBuilder<AppealMetaConfig> b)
    {
        b.ToTable("appeal_meta_config", t =>
        {
            t.HasCheckConstraint("ck_appeal_meta_config_group", "\"group\" in ('appeal','client','device','other')");
            t.HasCheckConstraint("ck_appeal_meta_config_format_type", "format_type in ('text','date','duration','currency','boolean')");
        });
        b.Property(x => x.IsActive).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasIndex(x => x.IsActive);
        b.HasIndex(x => x.Order);
        b.HasIndex(x => x.Group);
    }
}

internal sealed class AppealMetaVisibilityMap : IEntityTypeConfiguration<AppealMetaVisibility>
{
    public void Configure(EntityTypeBuilder<AppealMetaVisibility> b)
    {
        b.ToTable("appeal_meta_visibility");
        b.HasKey(x => new { x.ConfigId, x.DealTypeId, x.TenantId });
        b.Property(x => x.IsVisible).HasDefaultValue(true);
        b.Property(x => x.CreatedAt).HasNow();
        b.Property(x => x.UpdatedAt).HasNow();
        b.HasOne<AppealMetaConfig>().WithMany().HasForeignKey(x => x.ConfigId).OnDelete(DeleteBehavior.NoAction);
        b.HasOne<DealType>().WithMany().HasForeignKey(x => x.DealTypeId).OnDelete(DeleteBehavior.NoAction);
        b.HasIndex(x => x.TenantId);
        b.HasIndex(x => new { x.DealTypeId, x.TenantId });
    }
}
